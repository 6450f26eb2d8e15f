using OnBoard.Fabric.Network;

namespace OnBoard.Device.Experiments.Study;

/// <summary>How the weights of a trial are learned.</summary>
internal enum StudyTraining
{
    /// <summary>In 16-bit integers, one update for each frame, as on the board.</summary>
    Integer,

    /// <summary>In single precision, by Adam in batches, off the board.</summary>
    Float,
}

/// <summary>One thing that a study tries with every seed, or with the first of them.</summary>
/// <param name="Name">Its name in tables and files.</param>
/// <param name="Network">
/// What is trained. With as many inputs as <see cref="StudyFrames"/> has it hears the history, with fewer the newest alone.
/// </param>
internal sealed record StudyVariant(string Name, NetworkDescription Network)
{
    /// <summary>How its weights are learned.</summary>
    public StudyTraining Training { get; init; }

    /// <summary>L1 penalty on the cells' outputs, relative to an output error of 1.</summary>
    public float Penalty { get; init; }

    /// <summary>The biases of R before training; 0 is what <c>onboard train</c> begins with.</summary>
    public float FirstBias { get; init; }

    /// <summary>The learning rate in integers at the beginning: 2^-(a matrix's shift + this).</summary>
    public int RateShift { get; init; }

    /// <summary>From which change on is sent while it learns, in 1/32, where that is another than when it is used; integers only.</summary>
    public int? TrainingThreshold { get; init; }

    /// <summary>How large what is heard must be for its weights to be moved, in 1/32; integers only. See <see cref="Fabric.Engines.Integer.IntegerLearning"/>.</summary>
    public int UpdateThreshold { get; init; }

    /// <summary>How many times the frames of the plan it learns from.</summary>
    public int Longer { get; init; } = 1;

    /// <summary>Share of the utterances whose mask is known, 0..1; integers only.</summary>
    public double Labelled { get; init; } = 1;

    /// <summary>Whether the streams learn to agree on the others; else they are left out.</summary>
    public bool Agrees { get; init; }

    /// <summary>
    /// For networks that send always: inputs are sent when they have changed by so many 1/32 of a deviation and the engine keeps
    /// its input sums, so that only changes are events; 0 sends all at every hop.
    /// </summary>
    public int InputChange { get; init; }

    /// <summary>Whether cells are killed and bits flipped in what was learned.</summary>
    public bool Damaged { get; init; }

    /// <summary>Share of the cells that is killed in the middle of training; integers only.</summary>
    public double KilledInTraining { get; init; }

    /// <summary>How many of the plan's seeds it is tried with; null: all.</summary>
    public int? Seeds { get; init; }
}
