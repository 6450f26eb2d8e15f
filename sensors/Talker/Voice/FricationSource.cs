using OnBoard.Sensors.Talker.Script;

namespace OnBoard.Sensors.Talker.Voice;

/// <summary>Noise of a constriction: white noise, differenced for the radiation, through the spectrum of the
/// phone.</summary>
internal sealed class FricationSource
{
    private const int Impulse = 256;
    private Resonator _first, _second;
    private FricationSpectrum? _spectrum;
    private float _past, _gain1, _gain2, _flat;

    /// <summary>Takes over a spectrum, scaled so that white noise of variance 1 leaves with RMS 1.</summary>
    public void Shape(FricationSpectrum spectrum, float tractScale)
    {
        if (ReferenceEquals(spectrum, _spectrum)) return;
        _spectrum = spectrum;
        _first.Tune(MathF.Min(spectrum.Hertz1 * tractScale, 7300), spectrum.Bandwidth1);
        _second.Tune(MathF.Min(spectrum.Hertz2 * tractScale, 7600), spectrum.Bandwidth2);
        float first = 1 / Level(1, 0, 0);
        float second = spectrum.Gain2 / Level(0, 1, 0);
        float all = 1 / Level(first, second, spectrum.Flat);
        (_gain1, _gain2, _flat) = (first * all, second * all, spectrum.Flat * all);
    }

    /// <summary>One sample of noise, shaped.</summary>
    public float Next(float noise)
    {
        float x = noise - _past;
        _past = noise;
        return _gain1 * _first.Resonate(x) + _gain2 * _second.Resonate(x) + _flat * x;
    }

    /// <summary>RMS of white noise of variance 1 through the shape with these gains.</summary>
    private float Level(float gain1, float gain2, float flat)
    {
        (_gain1, _gain2, _flat) = (gain1, gain2, flat);
        Clear();
        float energy = 0;
        for (int i = 0; i < Impulse; i++)
        {
            float y = Next(i == 0 ? 1 : 0);
            energy += y * y;
        }

        Clear();
        return MathF.Sqrt(energy);
    }

    private void Clear()
    {
        _first.Clear();
        _second.Clear();
        _past = 0;
    }
}
