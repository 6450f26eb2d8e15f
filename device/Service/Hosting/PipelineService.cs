using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OnBoard.Device.Service.Hosting;

/// <summary>Runs the live pipeline within the host: the host stops when the pipeline ends, and the other way round.</summary>
/// <param name="pipeline">Started and stopped with the host.</param>
/// <param name="duration">When to stop; null: when stopped.</param>
/// <param name="host">Stopped when the pipeline ends.</param>
/// <param name="log">Gets how it began and ended.</param>
internal sealed class PipelineService(
    LivePipeline pipeline, TimeSpan? duration, IHostApplicationLifetime host, ILogger<PipelineService> log)
    : IHostedService, IDisposable
{
    private Timer? _end;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        pipeline.Start();
        log.LogInformation("The pipeline runs");
        pipeline.Completion.ContinueWith(ended => End(ended.Exception), TaskScheduler.Default);
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

    private void End(AggregateException? failure)
    {
        // People hear of it from whoever asks the pipeline how it ended; here stands where in the program it arose.
        if (failure is not null) log.LogCritical(failure.InnerException, "A thread of the pipeline failed");
        else log.LogInformation("The pipeline has ended after {Hops} hops", pipeline.Counters.Hops);
        host.StopApplication();
    }
}
