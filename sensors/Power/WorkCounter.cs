using OnBoard.Drivers.Time;

namespace OnBoard.Sensors.Power;

/// <summary>
/// Lets a virtual board's power follow work that really runs: reads running totals and counts what is new since the last
/// time, spread over the time that it took. Used by one thread; allocates nothing.
/// </summary>
public sealed class WorkCounter
{
    private readonly BoardPowerModel _model;
    private readonly IClock _clock;
    private readonly Func<BoardWork> _done;
    private BoardWork _last;
    private long _lastTime;

    /// <param name="model">Where to count.</param>
    /// <param name="clock">The clock of the virtual board.</param>
    /// <param name="done">Running totals.</param>
    public WorkCounter(BoardPowerModel model, IClock clock, Func<BoardWork> done)
    {
        _model = model;
        _clock = clock;
        _done = done;
        _last = done();
        _lastTime = clock.Nanoseconds;
    }

    /// <summary>Counts what was done since the last call.</summary>
    public void Count()
    {
        BoardWork done = _done();
        BoardWork work = done - _last;
        long now = _clock.Nanoseconds;
        _model.Count(
            work.SynapticEvents, work.MemoryBytes, work.Processor.TotalSeconds, TimeSpan.FromTicks((now - _lastTime) / 100));
        _last = done;
        _lastTime = now;
    }
}

/// <summary>The work that a virtual board has done, since any beginning: what its power follows.</summary>
/// <param name="SynapticEvents">Events of the fabric.</param>
/// <param name="MemoryBytes">Bytes read from or written to external memory.</param>
/// <param name="Processor">Time that cores were busy, all cores together.</param>
public readonly record struct BoardWork(long SynapticEvents, long MemoryBytes, TimeSpan Processor)
{
    /// <summary>What was done between two readings.</summary>
    public static BoardWork operator -(BoardWork a, BoardWork b) => new(
        a.SynapticEvents - b.SynapticEvents, a.MemoryBytes - b.MemoryBytes, a.Processor - b.Processor);

    /// <summary>What two parts of it have done.</summary>
    public static BoardWork operator +(BoardWork a, BoardWork b) => new(
        a.SynapticEvents + b.SynapticEvents, a.MemoryBytes + b.MemoryBytes, a.Processor + b.Processor);

    /// <inheritdoc cref="op_Addition"/>
    public static BoardWork Add(BoardWork left, BoardWork right) => left + right;

    /// <inheritdoc cref="op_Subtraction"/>
    public static BoardWork Subtract(BoardWork left, BoardWork right) => left - right;
}
