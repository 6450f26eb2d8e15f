namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>
/// P.862 clause 10.1, time alignment: a signal as the delay estimation sees it, without its mean and limited to the
/// band that carries speech, with its envelope. What listeners are assumed to hear is not changed by this.
/// </summary>
internal sealed class AlignmentSignal
{
    /// <summary>Prepares a copy of a signal that has passed the receiving filter.</summary>
    public AlignmentSignal(GuardedSignal heard, SamplingConstants constants)
    {
        GuardedSignal signal = heard.Copy();
        RemoveMean(signal);
        FadeEnds(signal.Speech, constants.WindowLength);
        Span<double> withTail = signal.Samples.AsSpan(0, signal.Length + constants.TailLength);
        foreach (BiquadSection section in constants.AlignmentFilter) section.Apply(withTail);

        Samples = signal.Samples;
        Length = signal.Length;
        Envelope = SpeechEnvelope.Of(signal, constants.WindowLength);
    }

    /// <summary>The filtered samples with guards and tail.</summary>
    public double[] Samples { get; }

    /// <summary>Samples with both guards, without the tail.</summary>
    public int Length { get; }

    /// <summary>Where speech is, in windows.</summary>
    public SpeechEnvelope Envelope { get; }

    /// <summary>
    /// The sum is divided by the length with guards, as the reference implementation of the standard does.
    /// </summary>
    private static void RemoveMean(GuardedSignal signal)
    {
        double sum = 0;
        foreach (double sample in signal.Speech) sum += sample;
        double mean = sum / signal.Length;
        foreach (ref double sample in signal.Speech) sample -= mean;
    }

    private static void FadeEnds(Span<double> speech, int length)
    {
        for (int i = 0; i < length; i++)
        {
            double weight = (i + 0.5) / length;
            speech[i] *= weight;
            speech[^(i + 1)] *= weight;
        }
    }
}
