using OnBoard.Device.Interfaces.Status;
using OnBoard.Drivers;

namespace OnBoard.Device.Interfaces.Terminal;

/// <summary>Draws the status again and again, follows the window's size, and does what the keys say.</summary>
/// <param name="client">The service.</param>
/// <param name="terminal">Where to draw.</param>
/// <param name="interval">From status to status.</param>
internal sealed class TopWatch(StatusClient client, TopTerminal terminal, TimeSpan interval)
{
    private const int LookMilliseconds = 50;

    private readonly WattRanges _ranges = new();
    private string? _said;
    private string? _silence;

    /// <summary>Watches until q is pressed.</summary>
    /// <param name="report">The first status.</param>
    /// <param name="stop">Ends it too.</param>
    public async Task RunAsync(StatusReport report, CancellationToken stop)
    {
        _ranges.Add(report);
        while (true)
        {
            (int Width, int Height) drawn = (0, 0);
            string? said = _said;
            for (long until = Environment.TickCount64 + (long)interval.TotalMilliseconds; Environment.TickCount64 < until;)
            {
                // A window that changes its size is drawn anew at once, from the same figures.
                (int Width, int Height) size = (TopTerminal.Width, TopTerminal.Height);
                if (size != drawn) Draw(report, size.Width, size.Height);
                drawn = size;
                if (PressedKey() is { } key)
                {
                    if (TopKeys.Quits(key)) return;
                    await SwitchAsync(report, key, stop).ConfigureAwait(false);
                    break;
                }

                await Task.Delay(LookMilliseconds, stop).ConfigureAwait(false);
            }

            // What a key did is shown for one interval.
            if (ReferenceEquals(said, _said)) _said = null;
            report = await ReadAsync(report, stop).ConfigureAwait(false);
        }
    }

    private static char? PressedKey() =>
        !Console.IsInputRedirected && Console.KeyAvailable ? Console.ReadKey(intercept: true).KeyChar : null;

    private void Draw(StatusReport report, int width, int height)
    {
        TopLine last = _silence is not null ? new TopLine().Add(_silence, TopTone.Bad)
            : _said is not null ? new TopLine().Add(_said, TopTone.Warning)
            : TopKeys.Help(report);
        TopScreen screen = new(width, height - 1, terminal.Unicode);
        terminal.Show([.. screen.Render(report, client.Url.Authority, _ranges), last.Fit(width)]);
    }

    private async Task SwitchAsync(StatusReport report, char key, CancellationToken stop)
    {
        _said = null;
        if (TopKeys.Switch(report, key) is not var (control, value)) return;
        try
        {
            _said = await client.SetAsync(control, value, stop).ConfigureAwait(false);
        }
        catch (DeviceFailedException error)
        {
            _silence = $"{error.Cause}; trying again";
        }
    }

    private async Task<StatusReport> ReadAsync(StatusReport before, CancellationToken stop)
    {
        try
        {
            StatusReport report = await client.ReadAsync(stop).ConfigureAwait(false);
            _silence = null;
            _ranges.Add(report);
            return report;
        }
        catch (DeviceFailedException error)
        {
            _silence = $"{error.Cause}; the last figures are shown, trying again";
            return before;
        }
    }
}
