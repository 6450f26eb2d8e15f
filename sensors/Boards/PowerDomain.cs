namespace OnBoard.Sensors.Boards;

/// <summary>What a rail feeds.</summary>
public enum PowerDomain
{
    /// <summary>Processing system: the ARM cores, their peripherals and transceivers.</summary>
    PS,

    /// <summary>Programmable logic with its block RAM and transceivers.</summary>
    PL,

    /// <summary>External memory and its interface.</summary>
    DDR,

    /// <summary>Banks and peripherals.</summary>
    IO,

    /// <summary>What goes into the board: it feeds the other rails and is never added to them.</summary>
    BoardInput,

    /// <summary>A rail that the board's documents name no purpose for, or that feeds several domains.</summary>
    Other,
}
