namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>
/// P.862 clause 10.2, realignment of bad intervals: each gets a delay of its own by cross-correlation of magnitudes,
/// and its frames are scored again; the better score stands.
/// </summary>
internal sealed class BadIntervalRealignment
{
    /// <summary>The search reaches this many frame lengths to both sides (128 ms).</summary>
    private const int SearchFrames = 4;

    /// <summary>A delay counts only when the normalised correlation reaches this.</summary>
    private const double MinCorrelation = 0.5;

    private readonly SamplingConstants _constants;
    private readonly GuardedSignal _reference;
    private readonly double[] _aligned;

    /// <param name="reference">The reference as heard.</param>
    /// <param name="degraded">The signal under test as heard.</param>
    /// <param name="delays">The delays found so far.</param>
    /// <param name="constants">What the sampling rate determines.</param>
    public BadIntervalRealignment(
        GuardedSignal reference, GuardedSignal degraded, DelayProfile delays, SamplingConstants constants)
    {
        _constants = constants;
        _reference = reference;
        _aligned = Align(degraded.Samples, delays, constants.GuardLength);
    }

    /// <summary>Scores the frames of the intervals again and lowers their disturbances in place.</summary>
    /// <param name="intervals">The bad intervals.</param>
    /// <param name="track">Disturbances of all frames.</param>
    /// <param name="reference">Equalized densities of the reference.</param>
    /// <param name="degraded">Densities of the signal under test; those of the intervals are replaced.</param>
    public void Apply(
        List<BadInterval> intervals, DisturbanceTrack track, PitchPowerDensity reference, PitchPowerDensity degraded)
    {
        double[] realigned = (double[])_aligned.Clone();
        foreach (BadInterval interval in intervals) CopyRealigned(interval, realigned);

        var spectrum = new ShortTermSpectrum(_constants);
        var disturbance = new FrameDisturbance(_constants.Bands);
        foreach (BadInterval interval in intervals)
        {
            GainCompensation gain = GainCompensation.FromUnity();
            for (int frame = interval.Start; frame < interval.End; frame++)
            {
                spectrum.PitchPower(realigned, FirstSample(frame), degraded[frame]);
                gain.Apply(reference, degraded, frame);
                (double symmetric, double asymmetric) = disturbance.Of(reference[frame], degraded[frame]);
                track.Symmetric[frame] = Math.Min(track.Symmetric[frame], symmetric);
                track.Asymmetric[frame] = Math.Min(track.Asymmetric[frame], asymmetric);
            }
        }
    }

    /// <summary>The degraded signal with the delay of each utterance taken out.</summary>
    private static double[] Align(double[] degraded, DelayProfile delays, int guard)
    {
        var aligned = new double[degraded.Length];
        int last = degraded.Length - guard - 1;
        for (int i = guard; i <= last; i++) aligned[i] = degraded[Math.Clamp(i + delays.At(i), guard, last)];
        return aligned;
    }

    private void CopyRealigned(BadInterval interval, double[] realigned)
    {
        int start = FirstSample(interval.Start);
        int end = FirstSample(interval.End) + _constants.FrameLength;
        int delay = BestDelay(start, end);
        int last = realigned.Length - _constants.TailLength - 1;
        for (int i = start; i < end; i++) realigned[i] = _aligned[Math.Clamp(i + delay, 0, last)];
    }

    private int BestDelay(int start, int end)
    {
        int range = SearchFrames * _constants.FrameLength;
        var reference = new double[end - start + 2 * range];
        var degraded = new double[reference.Length];
        for (int i = start; i < end; i++) reference[i - start + range] = Math.Abs(_reference.Samples[i]);
        int last = _aligned.Length - _constants.GuardLength - 1;
        for (int i = 0; i < degraded.Length; i++)
            degraded[i] = Math.Abs(_aligned[Math.Clamp(start - range + i, _constants.GuardLength, last)]);

        double norm = Math.Sqrt(reference.Sum(x => x * x) * degraded.Sum(x => x * x));
        double[] correlation = CrossCorrelation.AllLags(reference, degraded);
        int noLag = reference.Length - 1;
        int best = 0;
        double highest = 0;
        for (int lag = -range; lag < range; lag++)
        {
            if (correlation[noLag + lag] <= highest) continue;
            highest = correlation[noLag + lag];
            best = lag;
        }

        return highest >= MinCorrelation * norm ? best : 0;
    }

    private int FirstSample(int frame) => _constants.GuardLength + frame * _constants.FrameLength / 2;
}
