namespace OnBoard.Fabric.Learning;

/// <summary>
/// Endless labelled sequences, one per lane. Lanes are asked from different threads, one lane never from two at once.
/// </summary>
public interface ISequenceSource
{
    /// <summary>Writes the next step of a lane.</summary>
    /// <param name="lane">The lane, from 0.</param>
    /// <param name="audio">Audio inputs of the step.</param>
    /// <param name="video">Video inputs of the step.</param>
    /// <param name="target">Target mask of the step, 0..1.</param>
    /// <returns>True where this step begins a new utterance.</returns>
    bool Next(int lane, Span<float> audio, Span<float> video, Span<float> target);

    /// <summary>How much each output of the lane's last step counts; all alike by default.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="weights">One per output, about 1 on average; written.</param>
    void Weigh(int lane, Span<float> weights) => weights.Fill(1f);
}
