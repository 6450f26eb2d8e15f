using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using OnBoard.Device.Service.Pipeline;

namespace OnBoard.Device.Service.Hosting;

/// <summary>
/// Reports to systemd how the service is: a line of status each second (<c>systemctl status</c>; deploy.sh waits for its hops to
/// count up), and, as long as hops are delivered, a sign of life for its watchdog (WatchdogSec= of the unit), so that a
/// service that hangs is restarted.
/// </summary>
internal sealed class WatchdogService(LivePipeline pipeline, ISystemdNotifier? notifier, TimeSpan? limit) : BackgroundService
{
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(1);

    /// <summary>The time that systemd allows between two signs of life; null where it asks for none.</summary>
    public static TimeSpan? Limit(string? microseconds) =>
        long.TryParse(microseconds, CultureInfo.InvariantCulture, out long value) && value > 0
            ? TimeSpan.FromMicroseconds(value)
            : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (notifier is null) return;
        long reported = 0;
        TimeSpan pause = limit / 4 is { } quarter && quarter < MaxPause ? quarter : MaxPause;
        using PeriodicTimer timer = new(pause);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            long hops = pipeline.Counters.Hops;
            notifier.Notify(new ServiceState($"STATUS={Line(hops)}"));
            if (limit is not null && hops > reported) notifier.Notify(new ServiceState("WATCHDOG=1"));
            reported = hops;
        }
    }

    private string Line(long hops)
    {
        string counts = string.Create(
            CultureInfo.InvariantCulture,
            $"hops {hops}, missed {pipeline.Counters.DeadlineMisses}, lost {pipeline.LostHops}");
        return string.Join("; ", [counts, .. pipeline.Conditions.Current]);
    }
}
