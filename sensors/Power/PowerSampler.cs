using OnBoard.Drivers;
using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Time;
using OnBoard.Sensors.Boards;

namespace OnBoard.Sensors.Power;

/// <summary>
/// Reads all rails again and again, in one thread at a stated rate, and keeps running sums of each. It counts what was
/// stale and what is missing; a rail that fails is read again at the next sweep. A sweep allocates nothing unless a
/// rail fails, and its lock is held for sums only, never for a transfer.
/// </summary>
/// <typeparam name="TProvenance">Measured on a board, modelled on a virtual one.</typeparam>
public sealed class PowerSampler<TProvenance> : IDisposable
    where TProvenance : struct, IProvenance
{
    private const double GapFactor = 2.5;
    private const int TimeoutSweeps = 50;
    private const int SweepsBetweenChecks = 16;

    private readonly IClock _clock;
    private readonly RailState[] _rails;
    private readonly List<EnergyMark> _marks = [];
    private readonly Lock _sums = new();
    private readonly long _period;
    private long? _due;
    private int _toVerify = -1;
    private Thread? _thread;
    private long _burstUntil = long.MinValue;
    private volatile bool _stopping;
    private Exception? _failure;

    /// <param name="rails">The rails; they belong to the caller.</param>
    /// <param name="clock">The clock that the sensors stamp with.</param>
    /// <param name="sweepsPerSecond">How often each rail is read; null for as fast as every reading can be
    /// fresh.</param>
    public PowerSampler(RailSet<TProvenance> rails, IClock clock, double? sweepsPerSecond = null)
    {
        Rails = rails;
        _clock = clock;
        _rails = [.. rails.Rails.Select(reader => new RailState(reader.Sensor))];
        _period = sweepsPerSecond is { } rate ? (long)(1e9 / rate) : rails.CycleNanoseconds;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_period, nameof(sweepsPerSecond));
    }

    /// <summary>The rails.</summary>
    public RailSet<TProvenance> Rails { get; }

    /// <summary>The clock of all readings and windows.</summary>
    public IClock Clock => _clock;

    /// <summary>Nanoseconds from sweep to sweep.</summary>
    public long PeriodNanoseconds =>
        _clock.Nanoseconds < Volatile.Read(ref _burstUntil) ? Rails.CycleNanoseconds : _period;

    /// <summary>Done before each sweep, on the thread that sweeps: it must be short and allocate nothing.</summary>
    public Action? BeforeSweep { get; init; }

    /// <summary>How many sweeps were taken.</summary>
    public long Sweeps { get; private set; }

    /// <summary>What made the thread end before it was stopped; null while all is well.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>Starts the thread.</summary>
    public void Start()
    {
        if (_thread is not null) throw new InvalidOperationException("the sampler has been started already");
        _thread = new Thread(Run) { Name = "rails", IsBackground = true };
        _thread.Start();
    }

    /// <summary>For a while, sweeps as fast as every reading can be fresh.</summary>
    public void Burst(TimeSpan duration) =>
        Volatile.Write(ref _burstUntil, _clock.Nanoseconds + (duration.Ticks * 100));

    /// <summary>Reads every rail once. Called by the thread, or by whoever runs a virtual clock.</summary>
    public void Sweep()
    {
        BeforeSweep?.Invoke();
        for (int rail = 0; rail < _rails.Length; rail++)
        {
            try
            {
                PowerReading reading = _rails[rail].Sensor.Read();
                Take(rail, reading, null);
            }
            catch (OnBoardException error)
            {
                Take(rail, new(_clock.Nanoseconds, double.NaN, double.NaN, ReadingState.Failed), error.Message);
            }
        }

        if (++Sweeps % SweepsBetweenChecks == 0) VerifyNext();
    }

    /// <summary>Sweeps at the stated rate until an instant of the clock; a later call goes on with the same
    /// schedule.</summary>
    public void SweepUntil(long nanoseconds)
    {
        _due ??= _clock.Nanoseconds;
        while (_due < nanoseconds && !_stopping)
        {
            _clock.SleepUntil(_due.Value);
            _due = SweepAndPlan(_due.Value);
        }
    }

    /// <summary>The last reading of a rail, by its place in <see cref="RailSet{TProvenance}.Rails"/>, whatever its
    /// state.</summary>
    public PowerReading Reading(int rail)
    {
        lock (_sums) return _rails[rail].Reading;
    }

    /// <summary>What is known of a rail, by its place in <see cref="RailSet{TProvenance}.Rails"/>.</summary>
    /// <param name="rail">The rail's place.</param>
    /// <param name="now">The moment that its age is counted to, on the clock.</param>
    public RailFigures Latest(int rail, long now)
    {
        RailReader reader = Rails.Rails[rail];
        RailState state = _rails[rail];
        PowerReading reading;
        RailTotals totals;
        long lastFresh;
        double minimum, maximum;
        string? fault;
        lock (_sums)
        {
            (reading, totals, lastFresh) = (state.Reading, state.Totals, state.LastFresh);
            (minimum, maximum, fault) = (state.Minimum, state.Maximum, state.Fault);
        }

        bool wasFresh = totals.Fresh > 0;
        return new(
            reader.Rail.Name, reader.Rail.Domain, reader.Sensor.Name, reading.State, reading.Volts, reading.Amperes, reading.Watts,
            minimum, maximum, wasFresh ? totals.Joules : double.NaN,
            wasFresh ? Math.Max(0, now - lastFresh) * 1e-9 : double.PositiveInfinity,
            totals.Fresh, totals.Stale, totals.Missing, fault,
            wasFresh ? RailVoltage.DoubtOf(reader.Rail, reading.Volts) : null, reader.Sensor.Note);
    }

    /// <summary>Ends the thread; the rails stay open.</summary>
    public void Dispose()
    {
        _stopping = true;
        _thread?.Join();
    }

    /// <summary>Marks an instant of the clock, now or later, for a window to begin or end.</summary>
    internal EnergyMark Mark(long nanoseconds)
    {
        var mark = new EnergyMark(nanoseconds, _rails.Length);
        lock (_sums) _marks.Add(mark);
        return mark;
    }

    private void Run()
    {
        try
        {
            SweepUntil(long.MaxValue);
        }
        catch (Exception error)
        {
            // Reported through Failure: the service decides what a meter without a clock or a bus means.
            Volatile.Write(ref _failure, error);
        }
    }

    private long SweepAndPlan(long due)
    {
        Sweep();
        long period = PeriodNanoseconds;
        long late = _clock.Nanoseconds - (due + period);
        if (late < period) return due + period;
        long missed = late / period;
        lock (_sums)
        {
            foreach (RailState rail in _rails) rail.Totals.Missing += missed;
        }

        return due + ((missed + 1) * period);
    }

    // One rail at a time, in what is left of the period, and the last rail after it: that puts the multiplexer back to
    // where a sweep leaves it, so that the next readings are spaced as all others.
    private void VerifyNext()
    {
        if (_rails.Length == 0) return;
        _toVerify = (_toVerify + 1) % _rails.Length;
        Verify(_toVerify);
        if (_toVerify != _rails.Length - 1) Verify(_rails.Length - 1);
    }

    private void Verify(int rail)
    {
        try
        {
            _rails[rail].Sensor.Verify();
        }
        catch (OnBoardException error)
        {
            Take(rail, new(_clock.Nanoseconds, double.NaN, double.NaN, ReadingState.Failed), error.Message);
        }
    }

    private void Take(int index, in PowerReading reading, string? fault)
    {
        lock (_sums)
        {
            RailState rail = _rails[index];
            rail.Reading = reading;
            rail.Fault = fault;
            switch (reading.State)
            {
                case ReadingState.Fresh or ReadingState.Off:
                    TakeFresh(index, rail, reading);
                    return;
                case ReadingState.Stale:
                    rail.Totals.Stale++;
                    break;
                default:
                    rail.Totals.Missing++;
                    break;
            }

            long timeout = TimeoutSweeps * Math.Max(_period, rail.Sensor.Traits.CycleNanoseconds);
            for (int i = _marks.Count - 1; i >= 0; i--)
            {
                if (_marks[i].Miss(index, rail.Totals, reading.Nanoseconds, timeout)) _marks.RemoveAt(i);
            }
        }
    }

    private void TakeFresh(int index, RailState rail, in PowerReading reading)
    {
        PowerSensorTraits traits = rail.Sensor.Traits;
        long interval = Math.Max(PeriodNanoseconds, traits.CycleNanoseconds);

        // The conversion that is read ended half a cycle ago on average and was centred another half before. A sample
        // stands for the interval up to it, so its time is moved to where that interval is centred on the conversion.
        long to = reading.Nanoseconds - Math.Max(0, traits.CycleNanoseconds - (interval / 2));
        double watts = reading.Watts;
        RailTotals before = rail.Totals;
        long from = rail.HasLast ? rail.LastTime : to;
        double step = rail.HasLast ? watts - rail.LastWatts : 0;
        double seconds = Math.Max(0, to - from) * 1e-9;
        bool isGap = to - from > GapFactor * interval;
        double held = isGap ? (watts + rail.LastWatts) / 2 : watts;

        ref RailTotals totals = ref rail.Totals;
        totals.Seconds += seconds;
        totals.Joules += seconds * held;
        totals.SeenSeconds += Math.Min(seconds, traits.SeenNanoseconds * 1e-9);
        if (isGap) totals.GapSquares += seconds * seconds;
        totals.Watts += watts;
        totals.WattsSquared += watts * watts;
        totals.StepsSquared += step * step;
        totals.Volts += reading.Volts;
        totals.Amperes += reading.Amperes;
        totals.Fresh++;

        rail.Minimum = double.IsNaN(rail.Minimum) ? watts : Math.Min(rail.Minimum, watts);
        rail.Maximum = double.IsNaN(rail.Maximum) ? watts : Math.Max(rail.Maximum, watts);
        rail.HasLast = true;
        rail.LastTime = to;
        rail.LastWatts = watts;
        rail.LastFresh = reading.Nanoseconds;
        for (int i = _marks.Count - 1; i >= 0; i--)
        {
            if (_marks[i].Pass(index, before, from, to, held, step)) _marks.RemoveAt(i);
        }
    }

    private sealed class RailState(IPowerSensor sensor)
    {
        public RailTotals Totals;

        public IPowerSensor Sensor { get; } = sensor;

        public PowerReading Reading { get; set; } = new(0, double.NaN, double.NaN, ReadingState.Failed);

        public string? Fault { get; set; } = "not read yet";

        public bool HasLast { get; set; }

        public long LastTime { get; set; }

        public double LastWatts { get; set; }

        public long LastFresh { get; set; } = long.MinValue;

        public double Minimum { get; set; } = double.NaN;

        public double Maximum { get; set; } = double.NaN;
    }
}
