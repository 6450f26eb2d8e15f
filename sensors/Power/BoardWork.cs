namespace OnBoard.Sensors.Power;

/// <summary>The work that a virtual board has done, since any beginning: what its power follows.</summary>
/// <param name="SynapticEvents">Events of the fabric.</param>
/// <param name="MemoryBytes">Bytes read from or written to external memory.</param>
/// <param name="Processor">Time that cores were busy, all cores together.</param>
public readonly record struct BoardWork(long SynapticEvents, long MemoryBytes, TimeSpan Processor)
{
    /// <summary>What was done between two readings.</summary>
    public static BoardWork operator -(BoardWork a, BoardWork b) => new(
        a.SynapticEvents - b.SynapticEvents, a.MemoryBytes - b.MemoryBytes, a.Processor - b.Processor);

    /// <inheritdoc cref="op_Subtraction"/>
    public static BoardWork Subtract(BoardWork left, BoardWork right) => left - right;
}
