namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>
/// P.862 clause 10.1, time alignment: utterances are found in the reference, each gets its own delay, the gaps between
/// them are shared out, and long ones are split where the delay changes within them.
/// </summary>
internal sealed class TimeAlignment
{
    /// <summary>Windows of the shortest utterance that is aligned by itself (200 ms).</summary>
    private const int MinUtterance = 50;

    private readonly SamplingConstants _constants;
    private readonly AlignmentSignal _reference;
    private readonly AlignmentSignal _degraded;
    private readonly EnvelopeAlignment _envelopes;

    private TimeAlignment(AlignmentSignal reference, AlignmentSignal degraded, SamplingConstants constants)
    {
        _constants = constants;
        _reference = reference;
        _degraded = degraded;
        _envelopes = new EnvelopeAlignment(reference, degraded, constants.WindowLength);
    }

    /// <summary>
    /// The delay of <paramref name="degraded"/> behind <paramref name="reference"/>; null where the two share no
    /// utterance of at least 200 ms.
    /// </summary>
    public static DelayProfile? Estimate(GuardedSignal reference, GuardedSignal degraded, SamplingConstants constants)
    {
        var alignment = new TimeAlignment(
            new AlignmentSignal(reference, constants), new AlignmentSignal(degraded, constants), constants);
        List<Utterance> utterances = alignment.LocateUtterances();
        if (utterances.Count == 0) return null;
        alignment.CloseGaps(utterances);
        new UtteranceSplitter(alignment._reference, alignment._degraded, alignment._envelopes, constants)
            .Split(utterances);
        return new DelayProfile(utterances, constants.WindowLength);
    }

    private List<Utterance> LocateUtterances()
    {
        int wholeDelay = _envelopes.WholeDelay();
        int firstHeard = MinUtterance - wholeDelay / _constants.WindowLength;
        int lastHeard = (_degraded.Length - wholeDelay) / _constants.WindowLength - MinUtterance;

        var utterances = new List<Utterance>();
        double[] level = _reference.Envelope.Level;
        int lastWindow = level.Length - 1;
        for (int start = 0; start < lastWindow; start++)
        {
            int end = start;
            while (end < lastWindow && level[end] > 0) end++;
            if (end - start >= MinUtterance && start < lastHeard && end > firstHeard)
                utterances.Add(Align(start, end, wholeDelay));
            start = end;
        }

        return utterances;
    }

    /// <summary>Aligns an utterance with what lies within the guard's length around it.</summary>
    private Utterance Align(int start, int end, int wholeDelay)
    {
        int searchStart = Math.Max(start - SamplingConstants.GuardWindows, 0);
        int searchEnd = Math.Min(end + SamplingConstants.GuardWindows, _reference.Envelope.Level.Length - 1);
        (int envelopeDelay, _) = _envelopes.DelayOf(searchStart, searchEnd, wholeDelay);

        var histogram = new DelayHistogram(
            _reference, _degraded, HannWindow.OfLength(_constants.AlignmentLength));
        int first = Math.Max(searchStart * _constants.WindowLength, -envelopeDelay);
        FrameRun frames = FrameRun.Forward(histogram, first, envelopeDelay);
        frames.AddWhile(at => at + envelopeDelay + histogram.FrameLength <= _degraded.Length &&
                              at + histogram.FrameLength <= searchEnd * _constants.WindowLength);
        return new Utterance(start, end, frames.Delay());
    }

    /// <summary>
    /// Stretches the utterances until they cover the whole signal without reading the degraded signal twice or beyond
    /// its guards.
    /// </summary>
    private void CloseGaps(List<Utterance> utterances)
    {
        const int Guard = SamplingConstants.GuardWindows;
        int window = _constants.WindowLength;
        int last = utterances.Count - 1;
        utterances[0] = utterances[0] with { Start = Guard };
        utterances[last] = utterances[last] with { End = _reference.Envelope.Level.Length - Guard };
        for (int i = 1; i <= last; i++)
        {
            int middle = (utterances[i].Start + utterances[i - 1].End) / 2;
            utterances[i] = utterances[i] with { Start = middle };
            utterances[i - 1] = utterances[i - 1] with { End = middle };
        }

        Utterance first = utterances[0];
        if (first.Start * window + first.Delay < Guard * window)
            utterances[0] = first with { Start = Guard + (window - 1 - first.Delay) / window };
        Utterance final = utterances[last];
        if (final.End * window + final.Delay > _degraded.Length - Guard * window)
            utterances[last] = final with { End = (_degraded.Length - final.Delay) / window - Guard };

        for (int i = 1; i <= last; i++)
        {
            Utterance before = utterances[i - 1], after = utterances[i];
            int beforeEnd = before.End * window + before.Delay;
            int afterStart = after.Start * window + after.Delay;
            if (afterStart >= beforeEnd) continue;
            int middle = (afterStart + beforeEnd) / 2;
            utterances[i] = after with { Start = (window - 1 + middle - after.Delay) / window };
            utterances[i - 1] = before with { End = (middle - before.Delay) / window };
        }
    }
}
