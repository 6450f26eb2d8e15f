using Microsoft.Extensions.Hosting;

namespace OnBoard.Device.Service.Hosting;

/// <summary>Runs the live pipeline within the host: the host stops when the pipeline ends, and the other way round.</summary>
/// <param name="pipeline">Started and stopped with the host.</param>
/// <param name="duration">When to stop; null when told.</param>
/// <param name="host">Stopped when the pipeline ends.</param>
internal sealed class PipelineService(LivePipeline pipeline, TimeSpan? duration, IHostApplicationLifetime host)
    : IHostedService, IDisposable
{
    private Timer? _end;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        pipeline.Start();
        pipeline.Completion.ContinueWith(_ => host.StopApplication(), TaskScheduler.Default);
        if (duration is { } limit) _end = new Timer(_ => host.StopApplication(), null, limit, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        pipeline.Stop();

        // Why it ended is for the command to ask; here it only matters that it did.
        await pipeline.Completion.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _end?.Dispose();
}
