using OnBoard.Fabric.Engines;

namespace OnBoard.Device.Enhancement.Learning;

/// <summary>How live learning goes about it. The defaults are those that the folder's README measures.</summary>
public sealed record LearningOptions
{
    /// <summary>Training steps between two validations.</summary>
    public int StepsPerValidation { get; init; } = 1500;

    /// <summary>Weights of so many moments of these steps are averaged to what is validated and used.</summary>
    public int AveragedMoments { get; init; } = 24;

    /// <summary>The learning rate at the beginning is 2^-(matrix's shift + this).</summary>
    public int FirstRateShift { get; init; } = 4;

    /// <summary>The learning rate is halved, when learning no longer helps, down to this shift.</summary>
    public int LastRateShift { get; init; } = 6;

    /// <summary>L1 penalty on the cells' outputs, Q.12.</summary>
    public int ActivityPenalty { get; init; } = 2;

    /// <summary>
    /// Weights are moved for what is heard, seen or remembered at least so loudly, in 1/32: <see cref="IntegerLearning.UpdateThreshold"/>.
    /// Random weights learn from all.
    /// </summary>
    public int UpdateThreshold { get; init; } = 32;

    /// <summary>Errors go back to cells that speak at least so loudly, in 1/32: <see cref="IntegerLearning.BackwardThreshold"/>.</summary>
    public int BackwardThreshold { get; init; } = 24;

    /// <summary>
    /// Share of the weights of the start in what is validated and used, 0..1, at the least: what one talker in one room teaches is bounded.
    /// Nothing is kept of random weights and after damage.
    /// </summary>
    public double StartShare { get; init; } = 0.2;

    /// <summary>The same where next to no speech is held out to validate with.</summary>
    public double MaxStartShare { get; init; } = 0.8;

    /// <summary>So many seconds of speech held out would leave nothing of the start; with half of them half of it is kept.</summary>
    public double SecondsOfProof { get; init; } = 8;

    /// <summary>
    /// With so many seconds of speech held out gains are trusted as far as they can be, with half of them half as far: less than for weights, as
    /// trust is one number and cannot be learned by heart.
    /// </summary>
    public double SecondsOfTrust { get; init; } = 3;

    /// <summary>The weights in training are pulled back by this share of the way to those of the start at every validation, 0..1.</summary>
    public double Pull { get; init; } = 0.05;

    /// <summary>Share of what is trained on that is in noises that were made, not heard, 0..1; see <see cref="ReserveNoise"/>.</summary>
    public double ReserveShare { get; init; } = 0.5;

    /// <summary>After damage new weights are used where their loss on the held-out slice is lower by this share at least.</summary>
    public double MinGain { get; init; } = 0.002;

    /// <summary>New weights are used where what is heard is better by so much at least, dB, on the held-out slice.</summary>
    public double MinQuality { get; init; } = 0.05;

    /// <summary>Training rolls back where the loss is higher by this share.</summary>
    public double MaxLossGrowth { get; init; } = 0.01;

    /// <summary>Training rolls back, at half the rate, after so many validations in a row without gain.</summary>
    public int MaxValidationsWithoutGain { get; init; } = 3;

    /// <summary>Seed of the mixing and of the rounding of updates.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>At the least so long lies between two checkpoints: flash memory wears.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What an engine is told: without thresholds where it cannot keep them.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="seed">Of the rounding of updates.</param>
    /// <param name="rateShift">See <see cref="FirstRateShift"/>.</param>
    public IntegerLearning For(IEventEngine engine, uint seed, int rateShift) => new(
        seed, ActivityPenalty, rateShift, engine.TrainsSelectively ? UpdateThreshold : 0, engine.TrainsSelectively ? BackwardThreshold : 0);
}
