using OnBoard.Device.Service.Pipeline;
using OnBoard.Drivers.Time;

namespace OnBoard.Device.Interfaces.Web;

/// <summary>
/// Whether the service is alive (hops are delivered, or it has just begun) and ready (the first hops have gone out).
/// </summary>
internal sealed class HealthCheck(LiveCounters counters, IClock clock)
{
    /// <summary>No hop for so long means that the service hangs.</summary>
    public static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private long _hops;
    private long _since = clock.Nanoseconds;

    /// <summary>Whether hops have gone out.</summary>
    public bool IsReady => counters.Hops > 0 && IsAlive;

    /// <summary>Whether hops go out.</summary>
    public bool IsAlive
    {
        get
        {
            lock (_gate)
            {
                long hops = counters.Hops, now = clock.Nanoseconds;
                if (hops != _hops) (_hops, _since) = (hops, now);
                return now - _since < MaxPause.TotalNanoseconds;
            }
        }
    }
}
