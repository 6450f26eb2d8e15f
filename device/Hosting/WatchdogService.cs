using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using OnBoard.Device.Pipeline;

namespace OnBoard.Device.Hosting;

/// <summary>
/// Feeds systemd's watchdog (WatchdogSec= of the unit) as long as hops are delivered: a service that hangs is restarted.
/// </summary>
internal sealed class WatchdogService(LivePipeline pipeline, ISystemdNotifier? notifier, TimeSpan? limit) : BackgroundService
{
    /// <summary>The time that systemd allows between two signs of life; null where it asks for none.</summary>
    public static TimeSpan? Limit(string? microseconds) =>
        long.TryParse(microseconds, CultureInfo.InvariantCulture, out long value) && value > 0
            ? TimeSpan.FromMicroseconds(value)
            : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (notifier is null || limit is not { } time) return;
        long fed = 0;
        using PeriodicTimer timer = new(time / 4);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            long hops = pipeline.Counters.Hops;
            if (hops == fed) continue;
            fed = hops;
            notifier.Notify(new ServiceState("WATCHDOG=1"));
        }
    }
}
