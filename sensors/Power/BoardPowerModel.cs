using OnBoard.Drivers.Time;
using OnBoard.Sensors.Boards;

namespace OnBoard.Sensors.Power;

/// <summary>
/// How much a virtual board draws: idle power by domain and energy by event. Whoever works on the virtual board counts
/// its events here; the modelled monitors see the resulting power as it would flow through a rail.
/// </summary>
/// <remarks>
/// Counted energy flows from the moment it is counted, spread over the time that the work took: a monitor never has to
/// change what it has already shown, and every joule is seen once. Time is kept in bins of a millisecond.
/// </remarks>
public sealed class BoardPowerModel
{
    private const long BinNanoseconds = 1_000_000;
    private const int Bins = 1 << 16;

    private static readonly int Domains = Enum.GetValues<PowerDomain>().Length;

    private readonly IClock _clock;
    private readonly PowerConstants _constants;
    private readonly double[][] _bins;
    private readonly double[] _spent;
    private readonly Lock _lock = new();
    private long _cleared;
    private volatile bool _isProgrammed = true;

    /// <param name="clock">The clock of the virtual board.</param>
    /// <param name="constants">The constants; <see cref="PowerConstants.Default"/> where not given.</param>
    public BoardPowerModel(IClock clock, PowerConstants? constants = null)
    {
        _clock = clock;
        _constants = constants ?? PowerConstants.Default;
        _bins = [.. Enumerable.Range(0, Domains).Select(_ => new double[Bins])];
        _spent = new double[Domains];
        _cleared = clock.Nanoseconds / BinNanoseconds;
    }

    /// <summary>Whether the fabric holds a design; without one the logic idles at less.</summary>
    public bool IsProgrammed
    {
        get => _isProgrammed;
        set => _isProgrammed = value;
    }

    /// <summary>Counts work that took some time.</summary>
    /// <param name="synapticEvents">Events of the fabric.</param>
    /// <param name="memoryBytes">Bytes read from or written to external memory.</param>
    /// <param name="processorSeconds">Time that cores were busy, all cores together.</param>
    /// <param name="duration">How long the work took; at most a minute.</param>
    public void Count(long synapticEvents, long memoryBytes, double processorSeconds, TimeSpan duration)
    {
        lock (_lock)
        {
            Spread(PowerDomain.PL, synapticEvents * _constants.JoulesPerSynapticEvent, duration);
            Spread(PowerDomain.DDR, memoryBytes * _constants.JoulesPerMemoryByte, duration);
            Spread(PowerDomain.PS, processorSeconds * _constants.WattsPerBusyCore, duration);
        }
    }

    /// <summary>Energy above idle that was counted for a domain since the model was made, in joules.</summary>
    public double CountedJoules(PowerDomain domain)
    {
        lock (_lock) return _spent[(int)domain];
    }

    /// <summary>Mean power of a domain over a span of the clock within the last minute, in watts.</summary>
    public double MeanWatts(PowerDomain domain, long fromNanoseconds, long toNanoseconds)
    {
        if (domain == PowerDomain.BoardInput)
        {
            double sum = 0;
            foreach (PowerDomain part in _constants.IdleWatts.Keys)
                sum += MeanWatts(part, fromNanoseconds, toNanoseconds);
            return sum / _constants.ConverterEfficiency;
        }

        double idle = domain == PowerDomain.PL && !_isProgrammed
            ? _constants.UnprogrammedLogicWatts
            : _constants.IdleWatts.GetValueOrDefault(domain);
        if (toNanoseconds <= fromNanoseconds) return idle;
        lock (_lock)
        {
            double joules = 0;
            double[] bins = _bins[(int)domain];
            for (long bin = fromNanoseconds / BinNanoseconds; bin * BinNanoseconds < toNanoseconds; bin++)
            {
                long begin = Math.Max(fromNanoseconds, bin * BinNanoseconds);
                long overlap = Math.Min(toNanoseconds, (bin + 1) * BinNanoseconds) - begin;
                if (bin < _cleared + Bins) joules += bins[bin & (Bins - 1)] * overlap / BinNanoseconds;
            }

            return idle + (joules * 1e9 / (toNanoseconds - fromNanoseconds));
        }
    }

    private void Spread(PowerDomain domain, double joules, TimeSpan duration)
    {
        if (joules <= 0) return;
        long now = _clock.Nanoseconds;
        Clear(now / BinNanoseconds);
        long length = Math.Max(1, Math.Min(duration.Ticks * 100, (Bins / 2) * BinNanoseconds));
        _spent[(int)domain] += joules;
        double[] bins = _bins[(int)domain];

        // The first bin is the next whole one: the present one may have been shown in part.
        long first = (now / BinNanoseconds) + 1;
        long count = Math.Max(1, (length + BinNanoseconds - 1) / BinNanoseconds);
        for (long bin = first; bin < first + count; bin++) bins[bin & (Bins - 1)] += joules / count;
    }

    // Half of the ring is the past that monitors may ask for, half the future that work is spread over.
    private void Clear(long now)
    {
        long keep = now - (Bins / 2);
        for (long bin = Math.Max(_cleared, keep - Bins); bin < keep; bin++)
        {
            foreach (double[] bins in _bins) bins[bin & (Bins - 1)] = 0;
        }

        _cleared = Math.Max(_cleared, keep);
    }
}
