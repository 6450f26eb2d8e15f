using OnBoard.Sensors.Talker.Script;
using OnBoard.Sensors.Talker.Traits;

namespace OnBoard.Sensors.Talker.Voice;

/// <summary>
/// The glottal pulse of Rosenberg 1971 in the polynomial form of Klatt and Klatt 1990 (KLGLOTT88), with jitter and
/// shimmer.
/// Delivers the derivative of the flow, which includes the radiation at the lips; taking it as a difference of the
/// flow averages it over each sample, so that the closing edge hardly aliases.
/// </summary>
internal sealed class GlottalSource(TalkerTraits traits)
{
    private const ulong Stream = 5;
    private TalkerRandom _random = TalkerRandom.Of(traits.Seed, Stream);
    private float _phase;
    private float _length = 1;
    private float _strength = 1;
    private float _flow;

    /// <summary>True while the glottis is open: breath passes then.</summary>
    public bool Open => _phase < traits.OpenQuotient;

    /// <summary>The next sample at <paramref name="hertz"/> fundamental.</summary>
    public float Next(float hertz)
    {
        _phase += hertz * _length / SentenceScore.SampleRate;
        if (_phase >= 1)
        {
            _phase -= 1;
            _length = 1 + traits.Jitter * _random.Signed();
            _strength = 1 + traits.Shimmer * _random.Signed();
        }

        float x = _phase / traits.OpenQuotient;
        float flow = x < 1 ? _strength * 6.75f * x * x * (1 - x) : 0;
        float derivative = flow - _flow;
        _flow = flow;
        return derivative;
    }
}
