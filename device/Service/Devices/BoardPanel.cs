using System.Device.Gpio;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Drivers;
using OnBoard.Drivers.Gpio;
using OnBoard.Sensors.Boards;

namespace OnBoard.Device.Service.Devices;

/// <summary>
/// The board's own light and button, where its board file names them: the light is lit while hops are delivered, the button
/// reports that it was pressed, or held for three seconds. A line that a driver of the kernel holds is used through that driver.
/// </summary>
public sealed class BoardPanel : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(25);

    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(3);

    private const int MaxPause = 40; // polls without a hop until the light goes out: a second

    private readonly Conditions _conditions;
    private readonly Func<long> _hops;
    private readonly List<IDisposable> _owned = [];
    private readonly Timer? _timer;
    private Action<bool>? _light;
    private Func<bool>? _isPressed;
    private readonly LearnButton _button;
    private bool _isLit;
    private long _lastHops;
    private int _pause = MaxPause;

    /// <param name="board">The board.</param>
    /// <param name="hops">How many hops were delivered so far.</param>
    /// <param name="conditions">Where to complain about lines that cannot be used.</param>
    /// <param name="openChip">Opens a GPIO chip by its label; <see cref="GpioChips.Open"/> by default.</param>
    /// <param name="sysfsRoot">The root of sysfs.</param>
    /// <param name="polls">Whether a timer polls; a test does it itself.</param>
    /// <param name="hold">How long the button must be down for a hold; three seconds by default.</param>
    public BoardPanel(
        BoardDescription board, Func<long> hops, Conditions conditions, Func<string, GpioController>? openChip = null,
        string sysfsRoot = "/sys", bool polls = true, TimeSpan? hold = null)
    {
        _conditions = conditions;
        _hops = hops;
        _button = new LearnButton(hold ?? Hold);
        _button.Pressed += () => LearnPressed?.Invoke();
        _button.Held += () => LearnHeld?.Invoke();
        openChip ??= label => GpioChips.Open(label, sysfsRoot);
        try
        {
            if (board.FindLine(LinePurpose.StatusLed) is { } led) _light = Open("status light", () => OpenLight(led, openChip, sysfsRoot));
            if (board.FindLine(LinePurpose.LearnButton) is { } button)
                _isPressed = Open("learn button", () => OpenButton(button, openChip, sysfsRoot));
        }
        catch
        {
            Dispose();
            throw;
        }

        if (polls && (_light is not null || _isPressed is not null)) _timer = new Timer(_ => Poll(), null, Interval, Interval);
    }

    /// <summary>The learn button was pressed and let go. Raised on a thread of the pool.</summary>
    public event Action? LearnPressed;

    /// <summary>The learn button was held. Raised on a thread of the pool, while it is down still.</summary>
    public event Action? LearnHeld;

    /// <summary>Looks at the button and sets the light.</summary>
    public void Poll()
    {
        long hops = _hops();
        _pause = hops != _lastHops ? 0 : Math.Min(MaxPause, _pause + 1);
        _lastHops = hops;
        try
        {
            bool lit = _pause < MaxPause;
            if (_light is not null && lit != _isLit) _light(lit);
            _isLit = lit;
            if (_isPressed is not null) _button.Look(_isPressed());
        }
        catch (OnBoardException error)
        {
            _light = null;
            _isPressed = null;
            _conditions.Raise("panel", "light and button failed", $"light and button are left alone: {error.Message}");
        }
    }

    /// <summary>Puts the light out and gives the lines back.</summary>
    public void Dispose()
    {
        using (ManualResetEvent ended = new(false))
        {
            if (_timer?.Dispose(ended) == true) ended.WaitOne();
        }

        _button.Dispose();
        try
        {
            if (_isLit) _light?.Invoke(false);
            foreach (IDisposable thing in Enumerable.Reverse(_owned)) thing.Dispose();
        }
        catch (OnBoardException)
        {
            // The chip is gone: there is nothing left to give back.
        }
    }

    private T? Open<T>(string what, Func<T> open)
        where T : class
    {
        try
        {
            return open();
        }
        catch (OnBoardException error)
        {
            _conditions.Raise(what, $"no {what}", $"{what}: {error.Subject}: {error.Cause}");
            return null;
        }
    }

    private Action<bool> OpenLight(BoardLine line, Func<string, GpioController> openChip, string sysfsRoot)
    {
        if (line.Kernel is { } name && Directory.Exists(Path.Combine(sysfsRoot, "class", "leds", name)))
            return Own(new KernelLed(name, sysfsRoot)).Set;
        GpioLine led = Own(new GpioLine(Own(openChip(line.Chip)), line.Offset, PinMode.Output, line.ActiveLow));
        return lit => led.IsActive = lit;
    }

    private Func<bool> OpenButton(BoardLine line, Func<string, GpioController> openChip, string sysfsRoot)
    {
        if (line.Kernel is { } name)
        {
            try
            {
                KernelKey key = Own(KernelKey.Open(name, sysfsRoot));
                return () => key.IsPressed;
            }
            catch (DeviceMissingException)
            {
                // gpio-keys does not hold it here, so that the line is free.
            }
        }

        GpioLine button = Own(new GpioLine(Own(openChip(line.Chip)), line.Offset, PinMode.Input, line.ActiveLow));
        return () => button.IsActive;
    }

    private T Own<T>(T thing)
        where T : IDisposable
    {
        _owned.Add(thing);
        return thing;
    }
}
