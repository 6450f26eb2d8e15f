namespace OnBoard.Sensors.Power;

/// <summary>Events times a constant, as papers count it.</summary>
public readonly struct Counted : IProvenance
{
    /// <summary>80 pJ for one synaptic event, the constant of arXiv:2211.01950, J.</summary>
    public const double JoulesPerEvent = 80e-12;

    /// <inheritdoc/>
    public static string Label => "counted";
}
