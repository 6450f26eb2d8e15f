namespace OnBoard.Fabric.Engines;

/// <summary>
/// Synaptic events: one weight applied for one source that is not zero, or, forward where sums are kept, for one that has sent
/// (<see cref="Arithmetic.SendOnChange"/>). The unit in which work and paper-style energy are counted.
/// </summary>
/// <param name="Input">Forward events of the input features' synapses.</param>
/// <param name="Receptive">Forward events between layers and to the read-out, biases included.</param>
/// <param name="Context">Forward events of distal, proximal and universal context synapses.</param>
/// <param name="Backward">Events of carrying errors back.</param>
/// <param name="Update">Weights changed by learning.</param>
/// <param name="Steps">Network steps.</param>
public readonly record struct EventCounts(
    long Input, long Receptive, long Context, long Backward, long Update, long Steps)
{
    /// <summary>All forward events.</summary>
    public long Forward => Input + Receptive + Context;

    /// <summary>All events.</summary>
    public long Total => Forward + Backward + Update;

    /// <summary>What happened between two readings.</summary>
    public static EventCounts operator -(EventCounts a, EventCounts b) => new(
        a.Input - b.Input, a.Receptive - b.Receptive, a.Context - b.Context,
        a.Backward - b.Backward, a.Update - b.Update, a.Steps - b.Steps);

    /// <summary>What happened on two engines.</summary>
    public static EventCounts operator +(EventCounts a, EventCounts b) => new(
        a.Input + b.Input, a.Receptive + b.Receptive, a.Context + b.Context,
        a.Backward + b.Backward, a.Update + b.Update, a.Steps + b.Steps);

    /// <inheritdoc cref="op_Addition"/>
    public static EventCounts Add(EventCounts left, EventCounts right) => left + right;

    /// <inheritdoc cref="op_Subtraction"/>
    public static EventCounts Subtract(EventCounts left, EventCounts right) => left - right;
}
