namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>
/// P.862 clause 10.2: compares what the ear makes of two signals whose delays are known, and sums the differences up.
/// </summary>
internal static class PerceptualModel
{
    private const double BestScore = 4.5;
    private const double SymmetricWeight = 0.1;
    private const double AsymmetricWeight = 0.0309;

    /// <summary>The raw score: 4.5 where nothing differs, about -0.5 at worst.</summary>
    /// <param name="reference">The undistorted signal as heard.</param>
    /// <param name="degraded">The signal under test as heard, in a buffer of the same size.</param>
    /// <param name="delays">Delays of the signal under test.</param>
    /// <param name="constants">What the sampling rate determines.</param>
    public static double Score(
        GuardedSignal reference, GuardedSignal degraded, DelayProfile delays, SamplingConstants constants)
    {
        int hop = constants.FrameLength / 2;
        ActiveInterval active = ActiveInterval.Of(reference, constants);
        (PitchPowerDensity referencePower, PitchPowerDensity degradedPower) =
            PitchPowers(reference, degraded, delays, active.FrameCount, constants);
        int averagedFrames = (reference.Samples.Length - 2 * constants.GuardLength) / hop - 1;
        TransferFunctionEqualization.Apply(referencePower, degradedPower, averagedFrames);

        DisturbanceTrack track = Disturbances(referencePower, degradedPower);
        SkippedFrames.Forgive(track, delays.Utterances, constants);
        List<BadInterval> intervals = BadInterval.Find(track.Symmetric);
        if (intervals.Count > 0)
        {
            new BadIntervalRealignment(reference, degraded, delays, constants)
                .Apply(intervals, track, referencePower, degradedPower);
        }

        Aggregation.EmphasizeSoftParts(track, referencePower);
        int speechFrames = Math.Max(reference.SpeechLength, degraded.SpeechLength) / hop - 1;
        return BestScore
            - SymmetricWeight * Aggregation.OverTime(track.Symmetric, active.FirstFrame, speechFrames)
            - AsymmetricWeight * Aggregation.OverTime(track.Asymmetric, active.FirstFrame, speechFrames);
    }

    private static (PitchPowerDensity Reference, PitchPowerDensity Degraded) PitchPowers(
        GuardedSignal reference, GuardedSignal degraded, DelayProfile delays, int frames, SamplingConstants constants)
    {
        var referencePower = new PitchPowerDensity(frames, constants.Bands);
        var degradedPower = new PitchPowerDensity(frames, constants.Bands);
        var spectrum = new ShortTermSpectrum(constants);
        for (int frame = 0; frame < frames; frame++)
        {
            int start = constants.GuardLength + frame * constants.FrameLength / 2;
            spectrum.PitchPower(reference.Samples, start, referencePower[frame]);
            int delayed = start + delays.At(start);
            bool inside = delayed > 0 && delayed + constants.FrameLength < degraded.Samples.Length;
            if (inside) spectrum.PitchPower(degraded.Samples, delayed, degradedPower[frame]);
        }

        return (referencePower, degradedPower);
    }

    private static DisturbanceTrack Disturbances(PitchPowerDensity reference, PitchPowerDensity degraded)
    {
        var track = new DisturbanceTrack(new double[reference.Frames], new double[reference.Frames]);
        var disturbance = new FrameDisturbance(reference.Bands);
        GainCompensation gain = GainCompensation.FromStart();
        for (int frame = 0; frame < reference.Frames; frame++)
        {
            gain.Apply(reference, degraded, frame);
            (track.Symmetric[frame], track.Asymmetric[frame]) = disturbance.Of(reference[frame], degraded[frame]);
        }

        return track;
    }
}
