using OnBoard.Device.Service.Devices;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Interfaces.Scpi;

/// <summary>The numbered energy windows of one connection. Used by one thread.</summary>
internal sealed class EnergyWindows(IRailMonitor? rails, WindowLog log)
{
    /// <summary>Windows 1 to this.</summary>
    public const int Count = 8;

    private static readonly TimeSpan ReportTimeout = TimeSpan.FromSeconds(2);

    private readonly IEnergyWindow?[] _open = new IEnergyWindow?[Count];
    private readonly long[] _numbers = new long[Count];
    private readonly IEnergyWindow?[] _ended = new IEnergyWindow?[Count];

    /// <summary>Whether any window is open.</summary>
    public bool AnyOpen => _open.Any(window => window is not null);

    /// <summary>Whether a window is open.</summary>
    public bool IsOpen(int number) => _open[Index(number)] is not null;

    /// <summary>Begins a window; its last result is dropped.</summary>
    /// <exception cref="ScpiException">It is open already, there is no such window, or there are no rails.</exception>
    public void Start(int number, string? name)
    {
        int index = Index(number);
        if (rails is null) throw new ScpiException(ScpiError.HardwareMissing, "no rails");
        if (_open[index] is not null) throw new ScpiException(ScpiError.SettingsConflict, $"window {number} is open already");
        _ended[index] = null;
        name ??= $"window {number}";
        _open[index] = rails.Begin(name);
        _numbers[index] = log.Begin(name);
    }

    /// <summary>Ends a window.</summary>
    /// <exception cref="ScpiException">It is not open, or there is no such window.</exception>
    public void Stop(int number)
    {
        int index = Index(number);
        IEnergyWindow window = _open[index]
            ?? throw new ScpiException(ScpiError.SettingsConflict, $"window {number} is not open");
        window.End();
        log.End(_numbers[index]);
        _ended[index] = window;
        _open[index] = null;
    }

    /// <summary>What a window that has ended used; waits until the rails were read past its end.</summary>
    /// <exception cref="ScpiException">It has not ended, or there is no such window.</exception>
    public WindowFigures Result(int number) => (_ended[Index(number)]
        ?? throw new ScpiException(ScpiError.SettingsConflict, $"window {number} has not ended")).Figures(ReportTimeout);

    /// <summary>Ends all windows and forgets their results.</summary>
    public void Reset()
    {
        for (int i = 0; i < Count; i++)
        {
            if (_open[i] is not { } window) continue;
            window.End();
            log.End(_numbers[i]);
        }

        Array.Clear(_open);
        Array.Clear(_ended);
    }

    private static int Index(int number) => number is >= 1 and <= Count
        ? number - 1
        : throw new ScpiException(ScpiError.SuffixOutOfRange, $"windows are 1 to {Count}");
}
