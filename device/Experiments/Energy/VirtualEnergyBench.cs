using OnBoard.Drivers.Time;
using OnBoard.Drivers.Virtual;
using OnBoard.Fabric.Engines;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Experiments.Energy;

/// <summary>
/// The virtual board in virtual time. Work really runs on this machine; for as long as this thread was on a core the
/// virtual board's clock goes on, so that neither other programs nor a slow machine reach into the figures, and idling
/// costs no time. The same monitors, drivers, sampler, windows and protocol as on a board.
/// </summary>
internal sealed class VirtualEnergyBench : IEnergyBench<Modelled>
{
    private const long ChunkNanoseconds = 2_000_000;

    private readonly VirtualClock _clock = new();
    private readonly VirtualBoard _board;
    private readonly PowerSampler<Modelled> _sampler;
    private readonly Func<long> _processor;
    private double _repeatNanoseconds = 100_000;
    private long _end;

    /// <param name="description">The board.</param>
    /// <param name="options">How its monitors are set.</param>
    /// <param name="trace">Keeps what the monitors see; null keeps nothing.</param>
    /// <param name="processor">Nanoseconds that this thread was on a core; <see cref="ThreadClock"/> by default.</param>
    public VirtualEnergyBench(
        BoardDescription description, RailOptions options, PowerTrace? trace, Func<long>? processor = null)
    {
        _processor = processor ?? (() => ThreadClock.Nanoseconds);
        _board = new VirtualBoard(_clock, options, board: description);
        _sampler = new(_board.Rails, _clock) { BeforeSweep = trace is null ? null : () => trace.Take(_sampler!) };
        trace?.Begin(_board.Rails);
        Meter = new(_sampler);
        _end = _clock.Nanoseconds;
    }

    /// <inheritdoc/>
    public EnergyMeter<Modelled> Meter { get; }

    /// <inheritdoc/>
    public void Idle(TimeSpan time) => Pass(time.Ticks * 100);

    /// <inheritdoc/>
    public void Work(Workload workload, int repeats)
    {
        for (int left = repeats; left > 0;)
        {
            int chunk = (int)Math.Clamp(ChunkNanoseconds / _repeatNanoseconds, 1, left);
            EventCounts before = workload.Counts;
            long begin = _processor();
            workload.Run(chunk);
            long time = Math.Max(1, _processor() - begin);
            TimeSpan span = TimeSpan.FromTicks(Math.Max(1, time / 100));
            BoardWork work = workload.WorkOf(workload.Counts - before, span);
            _board.Model.Count(work.SynapticEvents, work.MemoryBytes, work.Processor.TotalSeconds, span);
            Pass(time);
            _repeatNanoseconds = (double)time / chunk;
            left -= chunk;
        }
    }

    /// <inheritdoc/>
    public IdleBaseline<Modelled> MeasureUnprogrammed(DifferenceProtocol<Modelled> protocol, TimeSpan time)
    {
        _board.Model.IsProgrammed = false;
        Idle(TimeSpan.FromMilliseconds(100));
        IdleBaseline<Modelled> baseline = protocol.MeasureBaseline("the virtual board, its fabric unprogrammed", time);
        _board.Model.IsProgrammed = true;
        Idle(TimeSpan.FromMilliseconds(100));
        return baseline;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sampler.Dispose();
        _board.Dispose();
    }

    // A sweep may end later than asked: what it took too long is not added to the work that follows.
    private void Pass(long nanoseconds)
    {
        _end += nanoseconds;
        _sampler.SweepUntil(_end);
        _clock.SleepUntil(_end);
    }
}
