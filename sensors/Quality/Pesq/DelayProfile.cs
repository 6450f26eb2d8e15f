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
