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
