using OnBoard.Device.Enhancement;
using OnBoard.Drivers;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Media;

namespace OnBoard.Device.Service.Recording;

/// <summary>
/// Runs a recording again: from its noisy sound and its mouth features, through the same steps, and compares what comes out
/// with what went out then, bit by bit.
/// </summary>
public static class Replay
{
    /// <summary>Runs a folder again.</summary>
    /// <param name="folder">A recording.</param>
    /// <param name="enhancer">With the recording's network, just made or reset.</param>
    /// <param name="output">Takes the enhanced sound; null for none.</param>
    /// <exception cref="BadInputException">The recording is damaged or incomplete.</exception>
    /// <exception cref="DeviceFailedException">The output cannot be written.</exception>
    public static ReplayReport Run(string folder, SpeechEnhancer enhancer, WavWriter? output = null)
    {
        RecordingManifest manifest = RecordingManifest.Load(folder);
        RecordedHops hops = RecordedHops.Load(folder);
        string? obstacle = Restore(folder, enhancer);
        int compared = 0, equal = 0;
        int? firstDifference = null;
        double greatest = 0;
        float[] enhanced = new float[AudioFormat.HopLength];
        for (int hop = 0; hop < hops.Count && obstacle is null; hop++)
        {
            obstacle = Obstacle(hops, hop);
            if (obstacle is not null) break;
            Step(hops, hop, enhancer, enhanced);
            if (hop == 0) continue;

            // What comes out is the hop before.
            output?.Write(enhanced);
            compared++;
            ReadOnlySpan<float> recorded = hops.Enhanced(hop - 1);
            if (SameBits(enhanced, recorded))
            {
                equal++;
                continue;
            }

            firstDifference ??= hop - 1;
            for (int n = 0; n < enhanced.Length; n++) greatest = Math.Max(greatest, Math.Abs(enhanced[n] - recorded[n]));
        }

        if (hops.Count < 2) obstacle ??= "the recording is shorter than two hops";
        return new ReplayReport(
            enhancer.Engine.Name, manifest.Facts.Engine, hops.Count, compared, equal,
            firstDifference is { } first ? (double)first / AudioFormat.HopsPerSecond : null, greatest, obstacle);
    }

    private static string? Restore(string folder, SpeechEnhancer enhancer)
    {
        EnhancerState state = enhancer.CreateState();
        bool knowsNetwork = EnhancerStateFile.Load(folder, state);
        enhancer.Restore(state);
        bool atStart = !state.Hearing.AsSpan().ContainsAnyExcept(0f) && !state.Audio.AsSpan().ContainsAnyExcept(0f);
        if (atStart || (knowsNetwork && state.Network is not null)) return null;
        return "it began in the middle of a session, and the floating-point engine does not report its state";
    }

    private static string? Obstacle(RecordedHops hops, int hop)
    {
        double at = (double)hop / AudioFormat.HopsPerSecond;
        if (hops.LostBefore(hop) is > 0 and var lost)
            return FormattableString.Invariant($"{lost} hops are missing at {at:0.00} s: the disk was too slow");
        return hops.Outcome(hop) == HopOutcome.Failed
            ? FormattableString.Invariant($"the engine failed at {at:0.00} s, and what it remembered then is not known")
            : null;
    }

    private static void Step(RecordedHops hops, int hop, SpeechEnhancer enhancer, Span<float> enhanced)
    {
        enhancer.Hear(hops.Noisy(hop));
        hops.Show(hop, enhancer);
        HopOutcome outcome = hops.Outcome(hop);
        if (outcome != HopOutcome.NotAsked) enhancer.Infer();
        if (outcome != HopOutcome.Enhanced) enhancer.PassThrough();
        enhancer.Speak(enhanced);
    }

    private static bool SameBits(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        for (int n = 0; n < one.Length; n++)
        {
            if (BitConverter.SingleToInt32Bits(one[n]) != BitConverter.SingleToInt32Bits(other[n])) return false;
        }

        return true;
    }
}
