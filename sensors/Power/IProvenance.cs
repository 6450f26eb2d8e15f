namespace OnBoard.Sensors.Power;

/// <summary>
/// Where a figure of energy comes from. It is a type argument, so that figures of different origin cannot be added: the
/// compiler finds no operator.
/// </summary>
public interface IProvenance
{
    /// <summary>"measured", "modelled" or "counted", as figures are labelled with it.</summary>
    static abstract string Label { get; }
}

/// <summary>Read from monitors on a board's rails, or from a bench meter.</summary>
public readonly struct Measured : IProvenance
{
    /// <inheritdoc/>
    public static string Label => "measured";
}

/// <summary>From the power model of a virtual board.</summary>
public readonly struct Modelled : IProvenance
{
    /// <inheritdoc/>
    public static string Label => "modelled";
}

/// <summary>Events times a constant, as papers count it.</summary>
public readonly struct Counted : IProvenance
{
    /// <summary>80 pJ for one synaptic event, the constant of arXiv:2211.01950, J.</summary>
    public const double JoulesPerEvent = 80e-12;

    /// <inheritdoc/>
    public static string Label => "counted";
}
