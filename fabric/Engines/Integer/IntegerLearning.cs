namespace OnBoard.Fabric.Engines.Integer;

/// <summary>How an integer engine learns, beside the rate of each matrix in <see cref="IntegerNetwork.RateShifts"/>.</summary>
/// <param name="Seed">Of the random rounding of updates.</param>
/// <param name="ActivityPenalty">Added to the error of every cell whose gate is open, Q.12 (8 is about 0.002).</param>
/// <param name="RateShift">Slows every matrix by 2^-shift: the schedule.</param>
public readonly record struct IntegerLearning(uint Seed = 1, int ActivityPenalty = 0, int RateShift = 0);
