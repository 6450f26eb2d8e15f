using System.Numerics;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>
/// A frequency response without phase, given as gains in dB at a few frequencies in Hz with straight lines between
/// them. The gain at 1 kHz is taken as 0 dB.
/// </summary>
internal sealed class GainCurve
{
    private readonly (double Frequency, double Gain)[] _points;
    private readonly double _gainAt1Kilohertz;

    /// <param name="points">At least two points with rising frequencies; the curve ends level on both sides.</param>
    public GainCurve(params (double Frequency, double Gain)[] points)
    {
        _points = points;
        _gainAt1Kilohertz = GainAt(1000);
    }

    /// <summary>Filters in place by one transform over the whole signal.</summary>
    public void Apply(Span<double> samples, int sampleRate)
    {
        var fft = new RealFft<double>((int)BitOperations.RoundUpToPowerOf2((uint)samples.Length));
        var time = new double[fft.Length];
        double[] real = new double[fft.Bins], imaginary = new double[fft.Bins];
        samples.CopyTo(time);
        fft.Forward(time, real, imaginary);
        for (int bin = 0; bin < fft.Bins; bin++)
        {
            double frequency = (double)bin * sampleRate / fft.Length;
            double gain = Math.Pow(10, (GainAt(frequency) - _gainAt1Kilohertz) / 20);
            real[bin] *= gain;
            imaginary[bin] *= gain;
        }

        fft.Inverse(real, imaginary, time);
        time.AsSpan(0, samples.Length).CopyTo(samples);
    }

    private double GainAt(double frequency)
    {
        if (frequency <= _points[0].Frequency) return _points[0].Gain;
        int above = 1;
        while (above < _points.Length && _points[above].Frequency < frequency) above++;
        if (above == _points.Length) return _points[^1].Gain;
        (double lowFrequency, double lowGain) = _points[above - 1];
        (double highFrequency, double highGain) = _points[above];
        return double.Lerp(lowGain, highGain, (frequency - lowFrequency) / (highFrequency - lowFrequency));
    }
}
