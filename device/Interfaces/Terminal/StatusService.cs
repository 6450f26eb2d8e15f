using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Pipeline;

namespace OnBoard.Device.Interfaces.Terminal;

/// <summary>
/// Shows each status that is read, and what happened meanwhile, to whoever started the service. Where a terminal is slow the latest
/// status is what it shows; nobody else waits for it.
/// </summary>
internal sealed class StatusService : BackgroundService
{
    private readonly LivePipeline _pipeline;
    private readonly LiveStatusReader _reader;
    private readonly IRunView _view;
    private readonly Channel<LiveStatus> _latest = Channel.CreateBounded<LiveStatus>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <param name="pipeline">Its conditions are reported.</param>
    /// <param name="reader">Read by <see cref="StatusReading"/>.</param>
    /// <param name="view">Where to.</param>
    public StatusService(LivePipeline pipeline, LiveStatusReader reader, IRunView view)
    {
        (_pipeline, _reader, _view) = (pipeline, reader, view);
        reader.WasRead += Take;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (LiveStatus status in _latest.Reader.ReadAllAsync(stoppingToken).ConfigureAwait(false)) Show(status);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _reader.WasRead -= Take;
        _latest.Writer.Complete();

        // The last status is of the end: it is waited for, like what was reported before.
        if (ExecuteTask is { } showing) await showing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        ReportNews();
        _view.End();
    }

    private void Take(LiveStatus status) => _latest.Writer.TryWrite(status);

    private void Show(LiveStatus status)
    {
        ReportNews();
        _view.Show(status);
    }

    private void ReportNews()
    {
        while (_pipeline.Conditions.TryTakeNews(out ConditionEvent news))
        {
            if (news.IsFault) _view.Warn(news.Message);
            else _view.Report(news.Message);
        }
    }
}
