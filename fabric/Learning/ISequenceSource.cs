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

    /// <summary>
    /// Says how much the errors of the lane's last step count, and adds what else is to be learned from it; by default every output
    /// counts alike and there is nothing else.
    /// </summary>
    /// <param name="lane">The lane.</param>
    /// <param name="gains">What the network gave, 0..1.</param>
    /// <param name="errors">
    /// Gain less target of each output, the slope of the cross-entropy by what the gain is the sigmoid of; changed in place, by weights
    /// of about 1 on average.
    /// </param>
    void Weigh(int lane, ReadOnlySpan<float> gains, Span<float> errors)
    {
    }
}
