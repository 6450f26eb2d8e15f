namespace OnBoard.Sensors.Talker.Voice;

/// <summary>
/// The digital resonator of Klatt 1980, equation 1: two poles, unity gain at zero frequency. Its inverse
/// (<see cref="Cancel"/>) is the antiresonator of equation 3.
/// </summary>
internal struct Resonator
{
    private const float Period = 1f / Script.SentenceScore.SampleRate;
    private float _a, _b, _c, _past1, _past2;

    /// <summary>Sets centre and bandwidth in Hz; the state stays.</summary>
    public void Tune(float hertz, float bandwidth)
    {
        float radius = MathF.Exp(-MathF.PI * bandwidth * Period);
        _c = -radius * radius;
        _b = 2 * radius * MathF.Cos(2 * MathF.PI * hertz * Period);
        _a = 1 - _b - _c;
    }

    /// <summary>Forgets the past.</summary>
    public void Clear() => _past1 = _past2 = 0;

    /// <summary>One sample through the poles.</summary>
    public float Resonate(float x)
    {
        float y = _a * x + _b * _past1 + _c * _past2;
        _past2 = _past1;
        _past1 = y;
        return y;
    }

    /// <summary>One sample through zeros at the same place.</summary>
    public float Cancel(float x)
    {
        float y = (x - _b * _past1 - _c * _past2) / _a;
        _past2 = _past1;
        _past1 = x;
        return y;
    }
}
