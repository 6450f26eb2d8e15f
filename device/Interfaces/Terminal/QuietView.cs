using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Recording;

namespace OnBoard.Device.Interfaces.Terminal;

/// <summary>Another view without what comes by itself: what happens, how the page is reached and scores alone.</summary>
internal sealed class QuietView(IRunView inner) : IRunView
{
    public void Begin(IReadOnlyList<(string Name, string Value)> facts)
    {
        // The page and the recording's manifest show them too.
    }

    public void Offer(string name, string value) => inner.Offer(name, value);

    public void Show(LiveStatus status)
    {
        // Comes once a second.
    }

    public void Report(string message) => inner.Report(message);

    public void Warn(string message) => inner.Warn(message);

    public void Show(SessionScore score) => inner.Show(score);

    public void End() => inner.End();
}
