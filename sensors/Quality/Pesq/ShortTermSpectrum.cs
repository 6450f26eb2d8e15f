using OnBoard.Sensors.Hearing;

namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>
/// P.862 clause 10.2, short-term FFT and calculation of the pitch power densities: frames of 32 ms under a Hann window,
/// their power summed into critical bands.
/// </summary>
internal sealed class ShortTermSpectrum
{
    private readonly SamplingConstants _constants;
    private readonly RealFft<double> _fft;
    private readonly double[] _window;
    private readonly double[] _frame;
    private readonly double[] _real;
    private readonly double[] _imaginary;

    /// <param name="constants">What the sampling rate determines.</param>
    public ShortTermSpectrum(SamplingConstants constants)
    {
        _constants = constants;
        _fft = new RealFft<double>(constants.FrameLength);
        _window = HannWindow.OfLength(constants.FrameLength);
        _frame = new double[constants.FrameLength];
        _real = new double[_fft.Bins];
        _imaginary = new double[_fft.Bins];
    }

    /// <summary>Writes the pitch power density (one value a band) of the frame that starts at a sample.</summary>
    public void PitchPower(double[] samples, int start, Span<double> density)
    {
        for (int i = 0; i < _frame.Length; i++) _frame[i] = samples[start + i] * _window[i];
        _fft.Forward(_frame, _real, _imaginary);
        _real[0] = 0;

        BarkBands bands = _constants.Bands;
        int bin = 0;
        for (int band = 0; band < bands.Count; band++)
        {
            double power = 0;
            for (int end = bin + bands.Bins[band]; bin < end; bin++)
                power += _real[bin] * _real[bin] + _imaginary[bin] * _imaginary[bin];
            density[band] = power * bands.DensityScales[band] * _constants.PowerScale;
        }
    }
}
