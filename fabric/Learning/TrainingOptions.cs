namespace OnBoard.Fabric.Learning;

/// <summary>How a network is trained off the board.</summary>
public sealed record TrainingOptions
{
    /// <summary>Sequences that are trained on side by side.</summary>
    public int Lanes { get; init; } = 32;

    /// <summary>
    /// Groups of lanes with gradients of their own, summed in a fixed order: the result does not depend on the number of
    /// processor cores.
    /// </summary>
    public int Shards { get; init; } = 2;

    /// <summary>Steps of every lane between two updates of the weights.</summary>
    public int FramesPerUpdate { get; init; } = 8;

    /// <summary>
    /// Whether errors travel back through all of an update's steps: through proximal context and the states of cells that
    /// have one, as far as the utterance's beginning or the update's first step. Otherwise, as on the chip, what the step
    /// before left is an input like others. Not for networks with universal context.
    /// </summary>
    public bool ThroughTime { get; init; }

    /// <summary>
    /// Through time: a gradient of which the norm is more than this many times the running root mean square of gradients'
    /// norms is scaled down to that, and one that is not finite counts as zero. Steps that are trained one by one have their errors limited instead.
    /// </summary>
    public float GradientLimit { get; init; } = 2f;

    /// <summary>Peak learning rate of Adam.</summary>
    public float LearningRate { get; init; } = 7e-4f;

    /// <summary>Decoupled weight decay per update, relative to the learning rate; biases are left alone.</summary>
    public float WeightDecay { get; init; } = 0.02f;

    /// <summary>L1 penalty on cell outputs, relative to an output error of 1.</summary>
    public float ActivityPenalty { get; init; } = 0.0005f;

    /// <summary>Share of context inputs silenced at random.</summary>
    public float ContextDropout { get; init; } = 0.1f;

    /// <summary>Share of the running average that each update keeps, of some 3,300 updates; the average is what is validated and saved.</summary>
    public float AverageDecay { get; init; } = 0.9997f;
}
