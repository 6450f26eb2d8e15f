using Microsoft.Extensions.Hosting;

namespace OnBoard.Device.Service.Hosting;

/// <summary>
/// Reads the status once a second, and once more at the end, for all who show it: page, metrics, terminal, display. It waits for none
/// of them, so that a terminal or a pipe that takes nothing does not stop the page's figures.
/// </summary>
internal sealed class StatusReading(LiveStatusReader reader) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false)) reader.Read();
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        reader.Read();
    }
}
