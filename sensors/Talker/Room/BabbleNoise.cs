using OnBoard.Sensors.Talker.Traits;

namespace OnBoard.Sensors.Talker.Room;

/// <summary>Six other people talking at a distance: synthetic talkers of other seeds, dulled by the way.</summary>
public sealed class BabbleNoise : INoise
{
    private const int Voices = 6;
    private const int Block = 160;
    private const float Far = 0.55f; // one-pole low-pass near 2 kHz
    private readonly Voice.FormantVoice[] _voices = new Voice.FormantVoice[Voices];
    private readonly float[] _one = new float[Block];
    private float _dulled;

    /// <param name="seed">Who is around.</param>
    public BabbleNoise(int seed)
    {
        TalkerRandom random = TalkerRandom.Of(seed, 20);
        for (int i = 0; i < Voices; i++)
        {
            SyntheticTalker talker = new(new TalkerOptions
            {
                Seed = random.Below(int.MaxValue),
                LevelDecibels = -26 + 4 * random.Signed(),
                MinPause = 0.4f,
                MaxPause = 0.9f,
            });
            _voices[i] = talker.OpenVoice();
            _voices[i].SkipTo(random.Below(4 * 16_000));
        }
    }

    /// <inheritdoc/>
    public void Read(Span<float> samples)
    {
        for (int start = 0; start < samples.Length; start += Block)
        {
            Span<float> part = samples.Slice(start, Math.Min(Block, samples.Length - start));
            part.Clear();
            foreach (Voice.FormantVoice voice in _voices)
            {
                Span<float> one = _one.AsSpan(0, part.Length);
                voice.Read(one);
                for (int i = 0; i < part.Length; i++) part[i] += one[i];
            }

            for (int i = 0; i < part.Length; i++) part[i] = _dulled += Far * (part[i] - _dulled);
        }
    }
}
