namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>
/// P.862 clause 10.1, time alignment: an utterance is split in two where both parts are aligned more surely, at
/// different delays, than the whole; the parts are tried again.
/// </summary>
internal sealed class UtteranceSplitter(
    AlignmentSignal reference, AlignmentSignal degraded, EnvelopeAlignment envelopes, SamplingConstants constants)
{
    /// <summary>With so many utterances splitting ends.</summary>
    private const int MaxUtterances = 50;

    /// <summary>Places in one utterance at which a split is tried.</summary>
    private const int MaxBreakpoints = 40;

    /// <summary>Windows of speech in the shortest utterance that is split (800 ms).</summary>
    private const int MinSplit = 200;

    /// <summary>Windows of speech that at least remain on each side (300 ms).</summary>
    private const int MinPart = 75;

    private readonly int _windowLength = constants.WindowLength;
    private readonly int _frameLength = constants.AlignmentLength;

    /// <summary>Splits in place.</summary>
    public void Split(List<Utterance> utterances)
    {
        for (int i = 0; i < utterances.Count && utterances.Count < MaxUtterances;)
        {
            if (BestSplit(utterances[i]) is not var (first, second))
            {
                i++;
                continue;
            }

            utterances[i] = first;
            utterances.Insert(i + 1, second);
        }
    }

    private (Utterance First, Utterance Second)? BestSplit(Utterance whole)
    {
        List<int> breakpoints = Breakpoints(whole);
        if (breakpoints.Count == 0) return null;

        double[] window = HannWindow.OfLength(_frameLength);
        int[] envelopeBefore = new int[breakpoints.Count], envelopeAfter = new int[breakpoints.Count];
        for (int i = 0; i < breakpoints.Count; i++)
        {
            envelopeBefore[i] = EnvelopeDelay(whole.Start, breakpoints[i], whole, window);
            envelopeAfter[i] = EnvelopeDelay(breakpoints[i], whole.End, whole, window);
        }

        PartDelay[] before = AlignBefore(breakpoints, whole, envelopeBefore, window);
        PartDelay[] after = AlignAfter(
            breakpoints, whole, envelopeAfter, window, i => before[i].Confidence > whole.Lag.Confidence);

        int best = -1;
        double highest = 0;
        for (int i = 0; i < breakpoints.Count; i++)
        {
            double sum = before[i].Confidence + after[i].Confidence;
            bool surer = Math.Min(before[i].Confidence, after[i].Confidence) > whole.Lag.Confidence;
            if (!surer || sum <= highest || Math.Abs(after[i].Delay - before[i].Delay) < _windowLength) continue;
            highest = sum;
            best = i;
        }

        return best < 0 ? null : Cut(whole, breakpoints[best], before[best], after[best]);
    }

    /// <summary>
    /// A delay that grows leaves a gap in the degraded signal, which the parts cover from both sides; neither part may
    /// reach into the guards of the degraded signal.
    /// </summary>
    private (Utterance First, Utterance Second) Cut(Utterance whole, int breakpoint, PartDelay before, PartDelay after)
    {
        const int Guard = SamplingConstants.GuardWindows;
        int overlap = Math.Max(0, (after.Delay - before.Delay) / (2 * _windowLength));
        int windows = reference.Envelope.Level.Length;
        int start = whole.Start;
        if ((start - Guard) * _windowLength + before.Delay < 0)
            start = Guard + (_windowLength - 1 - before.Delay) / _windowLength;
        int end = whole.End;
        if (end * _windowLength + after.Delay > degraded.Length - Guard * _windowLength)
            end = (degraded.Length - after.Delay) / _windowLength - Guard;
        return (new Utterance(start, Math.Min(breakpoint + overlap, windows), before),
            new Utterance(Math.Max(breakpoint - overlap, 0), end, after));
    }

    /// <summary>
    /// Candidate windows, evenly spread over the speech of the utterance; none where it is too short.
    /// </summary>
    private List<int> Breakpoints(Utterance whole)
    {
        double[] level = reference.Envelope.Level;
        int start = whole.Start;
        while (start < whole.End && level[start] <= 0) start++;
        int end = Math.Min(whole.End, level.Length - 1);
        while (end > whole.Start && level[end] <= 0) end--;
        end++;

        int length = end - start;
        var breakpoints = new List<int>();
        if (length < MinSplit) return breakpoints;
        int margin = Math.Max(length / 10, MinPart);
        int grid = _frameLength / (4 * _windowLength);
        int step = grid * (int)((0.801 * length + 40 * grid - 1) / (40 * grid));
        for (int at = start + margin; at <= end - margin && breakpoints.Count < MaxBreakpoints; at += step)
            breakpoints.Add(at);
        return breakpoints;
    }

    /// <summary>
    /// The reference implementation, which the conformance scores and all published ones come from, keeps the window of
    /// the fine alignment behind the correlation of the envelopes in one buffer. Where a part is so long (3 s at 8 kHz,
    /// 6 s at 16 kHz) that the correlation runs into the window, the window is damaged, which moves the scores of long
    /// utterances by up to half a point. Scores that compare with published ones need the same damage.
    /// </summary>
    private int EnvelopeDelay(int start, int end, Utterance whole, double[] window)
    {
        (int delay, double[] correlation) = envelopes.DelayOf(start, end, whole.Lag.EnvelopeDelay);
        int windowOffset = 3 * _frameLength + 6;
        int damaged = Math.Min(correlation.Length - windowOffset, window.Length);
        if (damaged > 0) correlation.AsSpan(windowOffset, damaged).CopyTo(window);
        return delay;
    }

    /// <summary>The delay from the start of the utterance to each breakpoint.</summary>
    private PartDelay[] AlignBefore(List<int> breakpoints, Utterance whole, int[] envelopeDelays, double[] window)
    {
        var result = new PartDelay[breakpoints.Count];
        var runs = new Dictionary<int, FrameRun>();
        for (int i = 0; i < result.Length; i++)
        {
            int delay = envelopeDelays[i];
            int border = breakpoints[i] * _windowLength;
            if (!runs.TryGetValue(delay, out FrameRun? run))
            {
                int start = Math.Max(whole.Start * _windowLength, -delay);
                var histogram = new DelayHistogram(reference, degraded, window);
                runs[delay] = run = FrameRun.Forward(histogram, start, delay);
            }

            run.AddWhile(at => at + delay + _frameLength <= degraded.Length && at + _frameLength <= border);
            result[i] = run.Delay();
        }

        return result;
    }

    /// <summary>The delay from each breakpoint worth trying to the end of the utterance.</summary>
    private PartDelay[] AlignAfter(
        List<int> breakpoints, Utterance whole, int[] envelopeDelays, double[] window, Predicate<int> worthTrying)
    {
        var result = new PartDelay[breakpoints.Count];
        var runs = new Dictionary<int, FrameRun>();
        for (int i = result.Length - 1; i >= 0; i--)
        {
            if (!worthTrying(i)) continue;
            int delay = envelopeDelays[i];
            int border = breakpoints[i] * _windowLength;
            if (!runs.TryGetValue(delay, out FrameRun? run))
            {
                int start = Math.Min(whole.End * _windowLength, degraded.Length - delay) - _frameLength;
                var histogram = new DelayHistogram(reference, degraded, window);
                runs[delay] = run = FrameRun.Backward(histogram, start, delay);
            }

            run.AddWhile(at => at + delay >= 0 && at >= border);
            result[i] = run.Delay();
        }

        return result;
    }
}
