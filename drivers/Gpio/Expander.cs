using System.Device.Gpio;
using System.Device.I2c;
using OnBoard.Drivers.I2c;

namespace OnBoard.Drivers.Gpio;

/// <summary>
/// The I/O expander of these boards (TI TCA6416, sixteen lines) that no driver of the kernel holds, by its registers (TI
/// SCPS194). A write changes its own bit only: the other lines are what firmware made them (transceiver lanes, the reset of the
/// network chip), and keep their levels.
/// </summary>
/// <remarks>
/// Iot.Device.Bindings' Tca9555 has the same registers and drives the same chip in tests. Here it would bring the search for
/// the machine's own GPIO driver into native code, which cannot be trimmed (IL2091).
/// </remarks>
/// <param name="bus">Its bus; disposed with this.</param>
/// <param name="device">The chip; disposed with this.</param>
internal sealed class Expander(I2cBus bus, I2cDevice device) : GpioDriver
{
    private const byte Input = 0, Output = 2, Configuration = 6;

    /// <inheritdoc/>
    protected override int PinCount => 16;

    /// <summary>Asks the chip for its configuration.</summary>
    /// <exception cref="I2cException">It does not answer.</exception>
    public void CheckPresence() => _ = ReadRegister(Configuration);

    /// <inheritdoc/>
    protected override void OpenPin(int pinNumber)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pinNumber);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(pinNumber, PinCount);
    }

    /// <inheritdoc/>
    protected override void ClosePin(int pinNumber)
    {
        // The line stays as it is: a reset that was let go must not float.
    }

    /// <inheritdoc/>
    protected override void SetPinMode(int pinNumber, PinMode mode) => SetBit(Configuration, pinNumber, mode == PinMode.Input);

    /// <inheritdoc/>
    protected override void SetPinMode(int pinNumber, PinMode mode, PinValue initialValue)
    {
        // The level first: an output that begins at the wrong one is a pulse.
        Write(pinNumber, initialValue);
        SetPinMode(pinNumber, mode);
    }

    /// <inheritdoc/>
    protected override PinMode GetPinMode(int pinNumber) =>
        (ReadRegister(RegisterOf(Configuration, pinNumber)) & BitOf(pinNumber)) != 0 ? PinMode.Input : PinMode.Output;

    /// <inheritdoc/>
    protected override bool IsPinModeSupported(int pinNumber, PinMode mode) => mode is PinMode.Input or PinMode.Output;

    /// <inheritdoc/>
    protected override PinValue Read(int pinNumber) =>
        (ReadRegister(RegisterOf(Input, pinNumber)) & BitOf(pinNumber)) != 0 ? PinValue.High : PinValue.Low;

    /// <inheritdoc/>
    protected override void Write(int pinNumber, PinValue value) => SetBit(Output, pinNumber, value == PinValue.High);

    /// <inheritdoc/>
    protected override WaitForEventResult WaitForEvent(
        int pinNumber, PinEventTypes eventTypes, CancellationToken cancellationToken) => throw NoEvents();

    /// <inheritdoc/>
    protected override void AddCallbackForPinValueChangedEvent(
        int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback) => throw NoEvents();

    /// <inheritdoc/>
    protected override void RemoveCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback) =>
        throw NoEvents();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            device.Dispose();
            bus.Dispose();
        }

        base.Dispose(disposing);
    }

    private static NotSupportedException NoEvents() => new("the expander's interrupt is not connected on these boards");

    private static byte RegisterOf(byte first, int line) => (byte)(first + (line / 8));

    private static int BitOf(int line) => 1 << (line % 8);

    private void SetBit(byte first, int line, bool high)
    {
        byte register = RegisterOf(first, line);
        int before = ReadRegister(register), after = high ? before | BitOf(line) : before & ~BitOf(line);
        if (after != before) device.Write([register, (byte)after]);
    }

    private int ReadRegister(byte register)
    {
        Span<byte> value = stackalloc byte[1];
        device.WriteRead([register], value);
        return value[0];
    }
}
