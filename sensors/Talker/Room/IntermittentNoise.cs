using OnBoard.Sensors.Talker.Traits;

namespace OnBoard.Sensors.Talker.Room;

/// <summary>
/// A noise that comes and goes, as noises do: there for four to eight seconds, then thirty decibels fainter for seven to
/// thirteen, with fades of half a second. In between the talker can be heard clearly.
/// </summary>
public sealed class IntermittentNoise : INoise
{
    /// <summary>How much is left while it is away, as a factor on the samples: -30 dB.</summary>
    public const float Remainder = 0.0316f;

    /// <summary>It is there for so long at first, which is what a <see cref="VirtualRoom"/> measures its level by.</summary>
    private const float FirstSeconds = 10;

    private const float Rate = 16_000;
    private const float FadeStep = 1 / (0.5f * Rate);
    private readonly INoise _noise;
    private TalkerRandom _random;
    private bool _there = true;
    private int _left;
    private float _presence = 1;

    /// <param name="noise">What comes and goes.</param>
    /// <param name="seed">When it does.</param>
    public IntermittentNoise(INoise noise, int seed)
    {
        _noise = noise;
        _random = TalkerRandom.Of(seed, 23);
        _left = (int)(Rate * FirstSeconds);
    }

    /// <summary>How present it is at the sample read last, 0..1.</summary>
    public float Presence => _presence;

    /// <inheritdoc/>
    public void Read(Span<float> samples)
    {
        _noise.Read(samples);
        foreach (ref float sample in samples)
        {
            if (_left-- <= 0)
            {
                _there = !_there;
                _left = (int)(Rate * (_there ? _random.Between(4, 8) : _random.Between(7, 13)));
            }

            _presence = Math.Clamp(_presence + (_there ? FadeStep : -FadeStep), 0, 1);
            sample *= Remainder + ((1 - Remainder) * _presence * _presence);
        }
    }
}
