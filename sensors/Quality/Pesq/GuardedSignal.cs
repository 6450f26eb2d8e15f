namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>
/// A signal between stretches of silence, so that delays and frames may reach over its ends. The two signals of a
/// comparison get buffers of the same size, whatever their own lengths.
/// </summary>
internal sealed class GuardedSignal
{
    private readonly SamplingConstants _constants;

    /// <param name="speech">The signal itself.</param>
    /// <param name="longest">The longer of the two signals of a comparison, in samples.</param>
    /// <param name="constants">What the sampling rate determines.</param>
    public GuardedSignal(ReadOnlySpan<float> speech, int longest, SamplingConstants constants)
    {
        _constants = constants;
        SpeechLength = speech.Length;
        Samples = new double[longest + 2 * constants.GuardLength + constants.TailLength];
        for (int i = 0; i < speech.Length; i++) Samples[constants.GuardLength + i] = speech[i];
    }

    private GuardedSignal(GuardedSignal other)
    {
        _constants = other._constants;
        SpeechLength = other.SpeechLength;
        Samples = (double[])other.Samples.Clone();
    }

    /// <summary>Silence, signal, silence.</summary>
    public double[] Samples { get; }

    /// <summary>Samples of the signal without its guards.</summary>
    public int SpeechLength { get; }

    /// <summary>Samples of the signal with its two guards but without the tail.</summary>
    public int Length => SpeechLength + 2 * _constants.GuardLength;

    /// <summary>Whole alignment windows in <see cref="Length"/>.</summary>
    public int Windows => Length / _constants.WindowLength;

    /// <summary>The signal itself.</summary>
    public Span<double> Speech => Samples.AsSpan(_constants.GuardLength, SpeechLength);

    /// <summary>The signal and the silence of the tail's length after it, into which filters ring.</summary>
    public Span<double> SpeechAndTail =>
        Samples.AsSpan(_constants.GuardLength, SpeechLength + _constants.TailLength);

    /// <summary>An independent copy.</summary>
    public GuardedSignal Copy() => new(this);
}
