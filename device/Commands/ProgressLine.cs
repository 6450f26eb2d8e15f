using System.Diagnostics;

namespace OnBoard.Device.Commands;

/// <summary>
/// One line on stderr that says how far long work has come and how long it will still take; rewritten in place on a
/// terminal, a new line every tenth of the way otherwise. Safe to call from any thread.
/// </summary>
internal sealed class ProgressLine(string what)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly bool _terminal = !Console.IsErrorRedirected;
    private TimeSpan _last = TimeSpan.MinValue;
    private int _lastTenth = -1;
    private int _width;

    /// <summary>Shows how much is done.</summary>
    /// <param name="share">0..1.</param>
    /// <param name="detail">What else to say.</param>
    public void Report(double share, string detail = "")
    {
        lock (_gate)
        {
            TimeSpan elapsed = _watch.Elapsed;
            int tenth = (int)(share * 10);
            bool due = _terminal ? share >= 1 || elapsed - _last > Interval : tenth > _lastTenth;
            if (!due) return;
            _last = elapsed;
            _lastTenth = tenth;
            TimeSpan left = share > 0 ? elapsed * ((1 - share) / share) : TimeSpan.Zero;
            string bar = new string('#', (int)(share * 20)).PadRight(20, '.');
            Print($"{what} [{bar}] {share,4:P0}  {Clock(elapsed)} so far, {Clock(left)} left  {detail}");
        }
    }

    /// <summary>Removes the line, so that something lasting can be printed.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            if (_terminal && _width > 0) Console.Error.Write($"\r{new string(' ', _width)}\r");
            _width = 0;
        }
    }

    private static string Clock(TimeSpan time) =>
        time.TotalHours >= 1 ? $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}" : $"{time.Minutes}:{time.Seconds:00}";

    private void Print(string text)
    {
        if (!_terminal)
        {
            Console.Error.WriteLine(text.TrimEnd());
            return;
        }

        Console.Error.Write($"\r{text.PadRight(_width)}");
        _width = Math.Max(_width, text.Length);
    }
}
