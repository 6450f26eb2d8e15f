using System.Numerics;

namespace OnBoard.Sensors.Talker.Voice;

/// <summary>
/// The cascade of resonances from glottis to lips: a nasal pole and antiformant, four moving formants and three fixed
/// ones up to 8 kHz (Klatt 1980, figure 6).
/// </summary>
internal sealed class VocalTract
{
    /// <summary>Frequency of the nasal pole, Hz; an antiformant at the same place undoes it.</summary>
    public const float NasalHertz = 270;

    private const float NasalBandwidth = 100;
    private readonly float _scale;
    private Resonator _nasalPole, _nasalZero, _f1, _f2, _f3, _f4, _f5, _f6, _f7;

    /// <param name="scale">Factor on all formants.</param>
    public VocalTract(float scale)
    {
        _scale = scale;
        _nasalPole.Tune(NasalHertz, NasalBandwidth);
        _f5.Tune(MathF.Min(4500 * scale, 7700), 300);
        _f6.Tune(MathF.Min(5500 * scale, 7750), 450);
        _f7.Tune(MathF.Min(6500 * scale, 7800), 600);
        Move(new(500, 1500, 2500, 3500), new(60, 90, 140, 220), NasalHertz);
    }

    /// <summary>Moves the formants; Hz before scaling.</summary>
    public void Move(Vector4 formants, Vector4 bandwidths, float antiformant)
    {
        Vector4 hertz = formants * _scale;
        _f1.Tune(hertz.X, bandwidths.X);
        _f2.Tune(hertz.Y, bandwidths.Y);
        _f3.Tune(hertz.Z, bandwidths.Z);
        _f4.Tune(hertz.W, bandwidths.W);
        _nasalZero.Tune(antiformant, NasalBandwidth);
    }

    /// <summary>One sample of the source through the tract.</summary>
    public float Next(float x)
    {
        x = _nasalZero.Cancel(_nasalPole.Resonate(x));
        x = _f4.Resonate(_f3.Resonate(_f2.Resonate(_f1.Resonate(x))));
        return _f7.Resonate(_f6.Resonate(_f5.Resonate(x)));
    }
}
