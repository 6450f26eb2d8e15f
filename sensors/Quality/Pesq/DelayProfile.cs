namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>
/// The delay of the degraded signal at every sample of the reference, constant within each utterance.
/// </summary>
internal sealed class DelayProfile(IReadOnlyList<Utterance> utterances, int windowLength)
{
    /// <summary>At least one utterance, in the order of time.</summary>
    public IReadOnlyList<Utterance> Utterances => utterances;

    /// <summary>Delay in samples at a sample of the guarded reference.</summary>
    public int At(int sample)
    {
        int i = utterances.Count - 1;
        while (i > 0 && utterances[i].Start * windowLength > sample) i--;
        return utterances[i].Delay;
    }
}

/// <summary>A stretch of the reference over which the delay is constant.</summary>
/// <param name="Start">First window of the reference, guard included.</param>
/// <param name="End">Window after the last.</param>
/// <param name="Lag">By how much the degraded signal is late.</param>
internal readonly record struct Utterance(int Start, int End, PartDelay Lag)
{
    /// <summary>Samples by which the degraded signal is late.</summary>
    public int Delay => Lag.Delay;
}

/// <summary>The delay of a part of the signal.</summary>
/// <param name="EnvelopeDelay">Delay in samples as the envelopes show it, a multiple of the window.</param>
/// <param name="Delay">Delay to the sample.</param>
/// <param name="Confidence">Share of frames that agree on the delay, 0 to 1.</param>
internal readonly record struct PartDelay(int EnvelopeDelay, int Delay, double Confidence);
