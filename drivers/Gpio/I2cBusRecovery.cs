using System.Device.Gpio;
using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Time;

namespace OnBoard.Drivers.Gpio;

/// <summary>
/// Frees an I2C bus that a chip holds: a chip that lost count in the middle of a byte drives SDA low until it has been
/// clocked to the end. Up to nine clocks, then a stop condition (NXP UM10204, section 3.1.16).
/// </summary>
/// <remarks>
/// Only where SCL and SDA can be driven as GPIO lines. On Zynq UltraScale+ that needs the pins to be muxed to GPIO; where
/// the device tree has scl-gpios and a gpio pinctrl state the kernel does the same by itself.
/// </remarks>
public static class I2cBusRecovery
{
    private const int Clocks = 9;
    private const long HalfPeriodNanoseconds = 5_000; // 100 kHz, which every chip follows
    private const long StretchNanoseconds = 25_000_000; // SMBus 3.2: a slave may hold the clock for 25 ms

    /// <summary>Recovers the bus.</summary>
    /// <param name="controller">The chip with both lines.</param>
    /// <param name="clockLine">SCL.</param>
    /// <param name="dataLine">SDA.</param>
    /// <param name="clock">The clock of the half periods.</param>
    /// <returns>How many clocks it took; 0 where SDA was free.</returns>
    /// <exception cref="I2cException">SCL is held, or SDA still is after nine clocks: reset the multiplexer.</exception>
    /// <exception cref="DeviceFailedException">A line cannot be taken.</exception>
    public static int Recover(GpioController controller, int clockLine, int dataLine, IClock clock)
    {
        using var scl = new OpenDrain(controller, clockLine);
        using var sda = new OpenDrain(controller, dataLine);
        void Wait() => clock.SleepUntil(clock.Nanoseconds + HalfPeriodNanoseconds);
        void Release()
        {
            scl.Release();
            long limit = clock.Nanoseconds + StretchNanoseconds;
            while (!scl.IsHigh)
            {
                if (clock.Nanoseconds > limit) throw Held("SCL", clockLine);
                Wait();
            }

            Wait();
        }

        Release();
        int clocks = 0;
        while (!sda.IsHigh)
        {
            if (clocks == Clocks) throw Held("SDA", dataLine);
            clocks++;
            scl.Pull();
            Wait();
            Release();
        }

        // Stop: SDA rises while SCL is high.
        scl.Pull();
        Wait();
        sda.Pull();
        Wait();
        Release();
        sda.Release();
        Wait();
        return sda.IsHigh ? clocks : throw Held("SDA", dataLine);
    }

    private static I2cException Held(string name, int line) =>
        new($"{name} (GPIO line {line})", I2cFault.BusStuck, $"{name} is held low through {Clocks} clocks");

    /// <summary>A line that is pulled low or left to its pull-up, never driven high.</summary>
    private sealed class OpenDrain : IDisposable
    {
        private readonly GpioController _controller;
        private readonly int _line;

        public OpenDrain(GpioController controller, int line)
        {
            _controller = controller;
            _line = line;
            try
            {
                controller.OpenPin(line, PinMode.Input);
            }
            catch (Exception error)
            {
                throw new DeviceFailedException(
                    $"GPIO line {line}", $"it cannot be taken ({error.Message})", "let the kernel recover the bus", error);
            }
        }

        public bool IsHigh => _controller.Read(_line) == PinValue.High;

        public void Pull() => Drive();

        private void Drive()
        {
            _controller.SetPinMode(_line, PinMode.Output);
            _controller.Write(_line, PinValue.Low);
        }

        public void Release() => _controller.SetPinMode(_line, PinMode.Input);

        public void Dispose() => _controller.ClosePin(_line);
    }
}
