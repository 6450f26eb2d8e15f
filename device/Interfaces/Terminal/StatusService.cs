using Microsoft.Extensions.Hosting;
using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Pipeline;

namespace OnBoard.Device.Interfaces.Terminal;

/// <summary>Shows the status once a second and what happened meanwhile.</summary>
internal sealed class StatusService(LivePipeline pipeline, LiveStatusReader reader, IRunView view) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false)) Show();
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        Show();
        view.End();
    }

    private void Show()
    {
        while (pipeline.Conditions.TryTakeNews(out ConditionEvent news))
        {
            if (news.IsFault) view.Warn(news.Message);
            else view.Tell(news.Message);
        }

        view.Show(reader.Read());
    }
}
