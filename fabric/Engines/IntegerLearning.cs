using OnBoard.Fabric.Arithmetic;

namespace OnBoard.Fabric.Engines;

/// <summary>How an integer engine learns, beside the rate of each matrix in <see cref="IntegerNetwork.RateShifts"/>.</summary>
/// <param name="Seed">Of the random rounding of updates.</param>
/// <param name="ActivityPenalty">Added to the error of every cell whose gate is open, Q.12 (8 is about 0.002).</param>
/// <param name="RateShift">Slows every matrix by 2^-shift: the schedule.</param>
/// <param name="UpdateThreshold">
/// Weights are moved for sources alone whose value held is at least so large, in 1/32; the others' rows stay as they are. Up to 1:
/// for all that are not zero; <see cref="MaxThreshold"/> at most, so that biases learn.
/// </param>
/// <param name="BackwardThreshold">
/// Errors are sent back to cells alone whose value held is at least so large, in 1/32; up to 1: to all that are not silent. At most
/// <paramref name="UpdateThreshold"/>, or 1: what learns is taught.
/// </param>
public readonly record struct IntegerLearning(
    uint Seed = 1, int ActivityPenalty = 0, int RateShift = 0, int UpdateThreshold = 0, int BackwardThreshold = 0)
{
    /// <summary>The largest threshold: the value of a bias.</summary>
    public const int MaxThreshold = EventFormat.One;

    /// <summary>Whether it leaves out what is heard softly; not every logic can (bit 5 of FEATURES).</summary>
    public bool HasThresholds => UpdateThreshold > 1 || BackwardThreshold > 1;

    /// <summary>Refuses thresholds that no engine keeps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is too large or negative, or errors would be sent back to fewer than learn.</exception>
    public void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(Math.Clamp(UpdateThreshold, 0, MaxThreshold), UpdateThreshold);
        ArgumentOutOfRangeException.ThrowIfNotEqual(
            Math.Clamp(BackwardThreshold, 0, Math.Max(1, UpdateThreshold)), BackwardThreshold);
    }
}
