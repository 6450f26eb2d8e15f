using System.Device.Gpio;

namespace OnBoard.Drivers.Virtual;

/// <summary>
/// A GPIO chip whose lines are wires: a line that is an output has its own level, any other the level that the outside
/// gives it, high by a pull-up where nobody does. Give it to a <see cref="GpioController"/>.
/// </summary>
/// <param name="lines">How many lines.</param>
public sealed class VirtualGpio(int lines) : GpioDriver
{
    private readonly PinMode?[] _modes = new PinMode?[lines];
    private readonly bool[] _levels = new bool[lines];
    private readonly bool[] _pulledLow = new bool[lines];

    /// <summary>Lines that somebody else holds, as drivers of the kernel do: they cannot be opened.</summary>
    public HashSet<int> Taken { get; } = [];

    /// <summary>Called when a line has changed: the line, and whether it is high.</summary>
    public Action<int, bool>? Observer { get; set; }

    /// <inheritdoc/>
    protected override int PinCount => lines;

    /// <summary>Whether the wire is high.</summary>
    public bool IsHigh(int line) => !_pulledLow[line] && (_modes[line] != PinMode.Output || _levels[line]);

    /// <summary>Pulls a wire low from outside (a button, a stuck chip), or lets go.</summary>
    public void Pull(int line, bool low) => Change(line, () => _pulledLow[line] = low);

    /// <inheritdoc/>
    protected override void OpenPin(int pinNumber)
    {
        if (Taken.Contains(pinNumber)) throw new IOException("Device or resource busy");
        _modes[pinNumber] = PinMode.Input;
    }

    /// <inheritdoc/>
    protected override void ClosePin(int pinNumber) => Change(pinNumber, () => _modes[pinNumber] = null);

    /// <inheritdoc/>
    protected override void SetPinMode(int pinNumber, PinMode mode) => Change(pinNumber, () => _modes[pinNumber] = mode);

    /// <inheritdoc/>
    protected override void SetPinMode(int pinNumber, PinMode mode, PinValue initialValue) => Change(pinNumber, () =>
    {
        _levels[pinNumber] = initialValue == PinValue.High;
        _modes[pinNumber] = mode;
    });

    /// <inheritdoc/>
    protected override PinMode GetPinMode(int pinNumber) => _modes[pinNumber] ?? PinMode.Input;

    /// <inheritdoc/>
    protected override bool IsPinModeSupported(int pinNumber, PinMode mode) => mode is PinMode.Input or PinMode.Output;

    /// <inheritdoc/>
    protected override PinValue Read(int pinNumber) => IsHigh(pinNumber);

    /// <inheritdoc/>
    protected override void Write(int pinNumber, PinValue value) =>
        Change(pinNumber, () => _levels[pinNumber] = value == PinValue.High);

    /// <inheritdoc/>
    protected override WaitForEventResult WaitForEvent(
        int pinNumber, PinEventTypes eventTypes, CancellationToken cancellationToken) => throw NoEvents();

    /// <inheritdoc/>
    protected override void AddCallbackForPinValueChangedEvent(
        int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback) => throw NoEvents();

    /// <inheritdoc/>
    protected override void RemoveCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback) =>
        throw NoEvents();

    private static NotSupportedException NoEvents() => new("the virtual lines are polled");

    private void Change(int line, Action change)
    {
        bool before = IsHigh(line);
        change();
        if (IsHigh(line) != before) Observer?.Invoke(line, !before);
    }
}
