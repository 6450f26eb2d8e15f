namespace OnBoard.Fabric.Engines;

/// <summary>How an integer engine learns, beside the rate of each matrix in <see cref="IntegerNetwork.RateShifts"/>.</summary>
/// <param name="Seed">Of the random rounding of updates.</param>
/// <param name="ActivityPenalty">Added to the error of every cell whose gate is open, Q.12 (8 is about 0.002).</param>
/// <param name="RateShift">Slows every matrix by 2^-shift: the schedule.</param>
/// <param name="UpdateThreshold">
/// Weights are moved for sources alone whose value held is at least so large, in 1/32; the others' rows are not read. Up to 1: for
/// all that are not zero; 32 at most, so that biases learn. The logic has no such threshold.
/// </param>
public readonly record struct IntegerLearning(uint Seed = 1, int ActivityPenalty = 0, int RateShift = 0, int UpdateThreshold = 0);
