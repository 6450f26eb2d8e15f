using Microsoft.Extensions.Hosting;
using OnBoard.Device.Configuration;
using OnBoard.Device.Pipeline;

namespace OnBoard.Device.Hosting;

/// <summary>Runs the live pipeline within the host: the host stops when the pipeline ends, and the other way round.</summary>
internal sealed class PipelineService(LivePipeline pipeline, RunSettings settings, IHostApplicationLifetime host)
    : IHostedService, IDisposable
{
    private Timer? _end;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        pipeline.Start();
        pipeline.Completion.ContinueWith(_ => host.StopApplication(), TaskScheduler.Default);
        if (settings.Duration is { } duration)
            _end = new Timer(_ => host.StopApplication(), null, duration, Timeout.InfiniteTimeSpan);
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
