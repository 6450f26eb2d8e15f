using Microsoft.Extensions.Logging;
using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Recording;

namespace OnBoard.Device.Interfaces.Terminal;

/// <summary>Another view whose messages go to the log, where each has its level: under systemd, the journal's priority.</summary>
internal sealed class LoggedView(IRunView inner, ILogger log) : IRunView
{
    public void Begin(IReadOnlyList<(string Name, string Value)> facts) => inner.Begin(facts);

    public void Offer(string name, string value) => inner.Offer(name, value);

    public void Show(LiveStatus status) => inner.Show(status);

    public void Report(string message) => log.LogInformation("{Message}", message);

    public void Warn(string message) => log.LogWarning("{Message}", message);

    public void Show(SessionScore score) => inner.Show(score);

    public void End() => inner.End();
}
