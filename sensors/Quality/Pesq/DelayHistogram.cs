using OnBoard.Sensors.Hearing;

namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>
/// P.862 clause 10.1, fine time alignment: each frame of 64 ms votes, with the eighth root of its correlation peak, for
/// the delays at which its reference and degraded samples correlate; the smoothed votes give the delay to one sample
/// and how sure it is.
/// </summary>
internal sealed class DelayHistogram
{
    /// <summary>A lag counts as a peak when its correlation comes this close to the highest.</summary>
    private const double PeakRatio = 0.99;

    private readonly AlignmentSignal _reference;
    private readonly AlignmentSignal _degraded;
    private readonly RealFft<double> _fft;
    private readonly double[] _window;
    private readonly double[] _frame;
    private readonly double[] _referenceReal;
    private readonly double[] _referenceImaginary;
    private readonly double[] _degradedReal;
    private readonly double[] _degradedImaginary;
    private readonly double[] _votes;
    private readonly int _smoothing;

    /// <param name="reference">The undistorted signal.</param>
    /// <param name="degraded">The signal under test.</param>
    /// <param name="window">Weights of the samples in one frame.</param>
    public DelayHistogram(AlignmentSignal reference, AlignmentSignal degraded, double[] window)
    {
        int frameLength = window.Length;
        _reference = reference;
        _degraded = degraded;
        _fft = new RealFft<double>(frameLength);
        _window = window;
        _frame = new double[frameLength];
        _referenceReal = new double[_fft.Bins];
        _referenceImaginary = new double[_fft.Bins];
        _degradedReal = new double[_fft.Bins];
        _degradedImaginary = new double[_fft.Bins];
        _votes = new double[frameLength];
        _smoothing = frameLength / 64;
    }

    /// <summary>Samples from one frame to the next; frames overlap by three quarters.</summary>
    public int Step => _frame.Length / 4;

    /// <summary>Samples in one frame.</summary>
    public int FrameLength => _frame.Length;

    /// <summary>Counts the votes of the frame that starts at these samples of the two signals.</summary>
    public void Add(int referenceStart, int degradedStart)
    {
        Correlate(
            _reference.Samples.AsSpan(referenceStart, FrameLength),
            _degraded.Samples.AsSpan(degradedStart, FrameLength));

        double highest = 0;
        foreach (double correlation in _frame) highest = Math.Max(highest, Math.Abs(correlation));
        double threshold = PeakRatio * highest;
        double weight = Math.Pow(threshold, 0.125);
        for (int lag = 0; lag < _frame.Length; lag++)
            if (Math.Abs(_frame[lag]) > threshold)
                _votes[lag] += weight;
    }

    /// <summary>
    /// The lag, in samples, with the most votes after smoothing with a triangle, and its share of all votes.
    /// Without any votes: no lag, no confidence.
    /// </summary>
    public (int Lag, double Confidence) Best()
    {
        double total = _votes.Sum();
        if (total <= 0) return (0, 0);
        double[] smoothed = SmoothedVotes();
        int best = 0;
        for (int lag = 1; lag < smoothed.Length; lag++)
            if (smoothed[lag] > smoothed[best])
                best = lag;
        return (best < smoothed.Length / 2 ? best : best - smoothed.Length, smoothed[best] / total);
    }

    private double[] SmoothedVotes()
    {
        int length = _votes.Length;
        var smoothed = new double[length];
        for (int lag = 0; lag < length; lag++)
        {
            if (_votes[lag] <= 0) continue;
            for (int offset = 1 - _smoothing; offset < _smoothing; offset++)
            {
                double weight = 1 - (double)Math.Abs(offset) / _smoothing;
                smoothed[(lag + offset + length) % length] += weight * _votes[lag];
            }
        }

        return smoothed;
    }

    /// <summary>The circular cross-correlation of two frames under the window, into the frame buffer.</summary>
    private void Correlate(ReadOnlySpan<double> reference, ReadOnlySpan<double> degraded)
    {
        Transform(reference, _referenceReal, _referenceImaginary);
        Transform(degraded, _degradedReal, _degradedImaginary);
        for (int bin = 0; bin < _fft.Bins; bin++)
        {
            double real = _referenceReal[bin], imaginary = -_referenceImaginary[bin];
            _referenceReal[bin] = real * _degradedReal[bin] - imaginary * _degradedImaginary[bin];
            _referenceImaginary[bin] = real * _degradedImaginary[bin] + imaginary * _degradedReal[bin];
        }

        _fft.Inverse(_referenceReal, _referenceImaginary, _frame);
    }

    private void Transform(ReadOnlySpan<double> samples, double[] real, double[] imaginary)
    {
        for (int i = 0; i < _frame.Length; i++) _frame[i] = samples[i] * _window[i];
        _fft.Forward(_frame, real, imaginary);
    }
}
