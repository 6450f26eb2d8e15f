using System.Device.Gpio;

namespace OnBoard.Drivers.Gpio;

/// <summary>
/// One line of a GPIO chip, in terms of what it does and not of its level: active is lit, pressed or reset, whether the
/// wire is then high or low.
/// </summary>
/// <remarks>What the GPIO library throws differs by its driver; all of it comes out as one type here.</remarks>
public sealed class GpioLine : IDisposable
{
    private readonly GpioController _controller;
    private readonly int _offset;
    private readonly bool _activeLow;

    /// <summary>Takes a line.</summary>
    /// <param name="controller">The chip; it stays the caller's.</param>
    /// <param name="offset">Line of that chip.</param>
    /// <param name="mode">Input or output; an output begins inactive.</param>
    /// <param name="activeLow">Whether active is low.</param>
    /// <exception cref="DeviceFailedException">The line is taken, or the chip has none such.</exception>
    public GpioLine(GpioController controller, int offset, PinMode mode, bool activeLow = false)
    {
        _controller = controller;
        _offset = offset;
        _activeLow = activeLow;
        try
        {
            if (mode == PinMode.Output) controller.OpenPin(offset, mode, LevelOf(false));
            else controller.OpenPin(offset, mode);
        }
        catch (Exception error)
        {
            throw new DeviceFailedException(
                $"GPIO line {offset}",
                $"it cannot be taken ({error.Message})",
                "see who holds it (gpioinfo): gpio-keys, gpio-leds and hogs of the device tree keep lines for themselves",
                error);
        }
    }

    /// <summary>The state of the line.</summary>
    /// <exception cref="DeviceFailedException">The chip failed: an expander behind I2C may.</exception>
    public bool IsActive
    {
        get
        {
            try
            {
                return _controller.Read(_offset) == LevelOf(true);
            }
            catch (Exception error)
            {
                throw Failure("read", error);
            }
        }

        set
        {
            try
            {
                _controller.Write(_offset, LevelOf(value));
            }
            catch (Exception error)
            {
                throw Failure("written", error);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_controller.IsPinOpen(_offset)) _controller.ClosePin(_offset);
    }

    private PinValue LevelOf(bool active) => active != _activeLow ? PinValue.High : PinValue.Low;

    private DeviceFailedException Failure(string done, Exception error) => new(
        $"GPIO line {_offset}", $"it cannot be {done} ({error.Message})", "look at the kernel log", error);
}
