using System.Device.Gpio;
using OnBoard.Drivers;
using OnBoard.Drivers.Gpio;
using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Native;
using OnBoard.Drivers.Virtual;

namespace OnBoard.Tests.Unit.Drivers.Gpio;

public class GpioTests
{
    private const int Scl = 14;
    private const int Sda = 15;

    private readonly VirtualGpio _wires = new(32);
    private readonly GpioController _controller;
    private readonly VirtualClock _clock = new();

    public GpioTests() => _controller = new GpioController(_wires);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_status_led_is_dark_at_first_and_lit_when_active(bool activeLow)
    {
        using GpioLine led = new(_controller, 23, PinMode.Output, activeLow);
        Assert.Equal(activeLow, _wires.IsHigh(23));
        led.IsActive = true;
        Assert.NotEqual(activeLow, _wires.IsHigh(23));
        Assert.True(led.IsActive);
    }

    [Fact]
    public void A_button_that_pulls_low_is_active_while_it_is_pressed()
    {
        using GpioLine button = new(_controller, 22, PinMode.Input, activeLow: true);
        Assert.False(button.IsActive);
        _wires.Pull(22, low: true);
        Assert.True(button.IsActive);
        _wires.Pull(22, low: false);
        Assert.False(button.IsActive);
    }

    [Fact]
    public void A_reset_line_closes_the_multiplexer()
    {
        VirtualI2cBus bus = new(0, _clock), channel = new(1, _clock);
        channel.Attach(0x40, new VirtualIna260(_clock, new I2c.ConstantRail(5, 1)));
        VirtualPca954x chip = new(Pca954xModel.Pca9544, channel);
        bus.Attach(0x75, chip);
        using Pca954x mux = new(bus.CreateDevice(0x75), Pca954xModel.Pca9544);
        mux.Select(0);
        _wires.Observer = (line, high) =>
        {
            if (line == 5 && !high) chip.Reset();
        };
        using GpioLine reset = new(_controller, 5, PinMode.Output, activeLow: true);
        Assert.Equal(0x54, bus.CreateDevice(0x40) is { } before ? FirstByte(before) : 0);
        reset.IsActive = true;
        reset.IsActive = false;
        Assert.Throws<I2cException>(() => FirstByte(bus.CreateDevice(0x40)));
        mux.Forget();
        mux.Select(0);
        Assert.Equal(0x54, FirstByte(bus.CreateDevice(0x40)));
    }

    [Fact]
    public void A_line_that_is_taken_says_who_may_hold_it()
    {
        _wires.Taken.Add(23);
        DeviceFailedException error = Assert.Throws<DeviceFailedException>(
            () => new GpioLine(_controller, 23, PinMode.Output));
        Assert.Contains("gpioinfo", error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    public void A_bus_that_a_chip_holds_is_free_after_as_many_clocks_as_it_needs(int needed)
    {
        int clocks = 0;
        bool endsWithStop = false;
        if (needed > 0) _wires.Pull(Sda, low: true);
        _wires.Observer = (line, high) =>
        {
            if (line == Scl && high && clocks < needed && ++clocks == needed) _wires.Pull(Sda, low: false);
            endsWithStop = line == Sda && high && _wires.IsHigh(Scl);
        };
        Assert.Equal(needed, I2cBusRecovery.Recover(_controller, Scl, Sda, _clock));
        Assert.True(endsWithStop, "the last edge is not SDA rising while SCL is high");
        Assert.True(_wires.IsHigh(Scl) && _wires.IsHigh(Sda));
    }

    [Theory]
    [InlineData(Sda, "SDA")]
    [InlineData(Scl, "SCL")]
    public void A_line_that_never_rises_is_a_stuck_bus(int line, string name)
    {
        _wires.Pull(line, low: true);
        I2cException error = Assert.Throws<I2cException>(() => I2cBusRecovery.Recover(_controller, Scl, Sda, _clock));
        Assert.Equal(I2cFault.BusStuck, error.Fault);
        Assert.StartsWith(name, error.Subject, StringComparison.Ordinal);
        Assert.False(_controller.IsPinOpen(Scl) || _controller.IsPinOpen(Sda));
    }

    [Fact]
    public void Chips_are_found_by_label_and_not_by_number()
    {
        string root = Directory.CreateTempSubdirectory().FullName;
        Chip(root, 0, Path.Combine("devices", "platform", "firmware:zynqmp-firmware:gpio"), "versal_gpio");
        Chip(root, 1, Path.Combine("devices", "platform", "axi", "ff0a0000.gpio"), "zynqmp_gpio");
        Chip(root, 2, Path.Combine("devices", "platform", "axi", "ff020000.i2c", "i2c-0", "0-0020"), "0-0020");
        Assert.Equal(1, GpioChips.Find("zynqmp_gpio", root));
        Assert.Equal(2, GpioChips.Find("0-0020", root));
        Assert.Null(GpioChips.Find("tca6416", root));
        Assert.Throws<DeviceMissingException>(() => GpioChips.Open("tca6416", root));
    }

    [Fact]
    public void Labels_are_told_by_the_chips_where_the_kernel_has_no_class_folder()
    {
        string root = Directory.CreateTempSubdirectory().FullName;
        Chip(root, 0, Path.Combine("devices", "platform", "firmware:zynqmp-firmware:gpio"), "versal_gpio", hasClass: false);
        Chip(root, 1, Path.Combine("devices", "platform", "axi", "ff0a0000.gpio"), "zynqmp_gpio", hasClass: false);
        LabelledChips kernel = new("versal_gpio", "zynqmp_gpio");
        Assert.Equal(1, GpioChips.Find("zynqmp_gpio", root, kernel));
        Assert.Null(GpioChips.Find("tca6416", root, kernel));
        Assert.Equal(0, kernel.Open);
    }

    [Fact]
    public void A_chip_is_opened_by_the_older_library_where_the_newer_one_is_not_installed()
    {
        List<string> tried = [];
        using GpioController controller = GpioChips.OpenKernelChip(
            "zynqmp_gpio", 1,
            [
                _ => throw new TypeInitializationException("x", Tried("two", new DllNotFoundException("libgpiod.so.3"))),
                number =>
                {
                    Tried($"one, chip {number}", null);
                    return _wires;
                },
            ]);
        Assert.Equal(["two", "one, chip 1"], tried);

        Exception? Tried(string what, Exception? error)
        {
            tried.Add(what);
            return error;
        }
    }

    [Fact]
    public void Without_either_library_the_remedy_names_both()
    {
        DeviceMissingException error = Assert.Throws<DeviceMissingException>(() => GpioChips.OpenKernelChip(
            "zynqmp_gpio", 1, [_ => throw new DllNotFoundException("libgpiod.so.3"), _ => throw new PlatformNotSupportedException("libgpiod")]));
        Assert.Contains("libgpiod.so.3", error.Remedy, StringComparison.Ordinal);
        Assert.Contains("libgpiod.so.2", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chip_that_may_not_be_opened_is_no_missing_library()
    {
        DeviceFailedException error = Assert.Throws<DeviceFailedException>(() => GpioChips.OpenKernelChip(
            "zynqmp_gpio", 1, [_ => throw new IOException("Permission denied"), _ => _wires]));
        Assert.Contains("/dev/gpiochip1", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_light_of_the_kernel_is_taken_from_its_trigger_and_given_back()
    {
        string root = Directory.CreateTempSubdirectory().FullName;
        string folder = Path.Combine(root, "class", "leds", "heartbeat");
        Directory.CreateDirectory(folder);
        string trigger = Path.Combine(folder, "trigger"), brightness = Path.Combine(folder, "brightness");
        File.WriteAllText(trigger, "none timer [heartbeat] mmc0\n");
        using (KernelLed led = new("heartbeat", root))
        {
            Assert.Equal("none", File.ReadAllText(trigger));
            led.Set(true);
            Assert.Equal("1", File.ReadAllText(brightness));
        }

        Assert.Equal("heartbeat", File.ReadAllText(trigger));
        Assert.Throws<DeviceMissingException>(() => new KernelLed("disco", root));
    }

    private static void Chip(string root, int number, string parent, string label, bool hasClass = true)
    {
        string device = Path.Combine(root, parent, $"gpiochip{number}");
        Directory.CreateDirectory(device);
        if (hasClass)
        {
            string legacy = Path.Combine(root, parent, "gpio", $"gpiochip{512 - number}");
            Directory.CreateDirectory(legacy);
            File.WriteAllText(Path.Combine(legacy, "label"), label + "\n");
        }

        string bus = Path.Combine(root, "bus", "gpio", "devices");
        Directory.CreateDirectory(bus);
        Directory.CreateSymbolicLink(Path.Combine(bus, $"gpiochip{number}"), device);
    }

    private static byte FirstByte(System.Device.I2c.I2cDevice device)
    {
        byte[] bytes = new byte[2];
        device.WriteRead([0xfe], bytes);
        return bytes[0];
    }

    /// <summary>The nodes of chips that answer GPIO_GET_CHIPINFO_IOCTL (linux/gpio.h).</summary>
    private sealed unsafe class LabelledChips(params string[] labels) : ISystemCalls
    {
        public int Open { get; private set; }

        int ISystemCalls.Open(string path)
        {
            Open++;
            return int.Parse(path["/dev/gpiochip".Length..], System.Globalization.CultureInfo.InvariantCulture);
        }

        public int Control(int file, uint request, void* argument)
        {
            // _IOR(0xB4, 0x01, struct gpiochip_info): name and label of 32 bytes each, lines.
            Assert.Equal((2u << 30) | (68u << 16) | (0xB4u << 8) | 1u, request);
            System.Text.Encoding.ASCII.GetBytes($"gpiochip{file}\0").CopyTo(new Span<byte>(argument, 32));
            System.Text.Encoding.ASCII.GetBytes(labels[file] + "\0").CopyTo(new Span<byte>((byte*)argument + 32, 32));
            return 0;
        }

        public int Close(int file)
        {
            Open--;
            return 0;
        }

        public int Read(int file, void* buffer, nuint length) => throw new NotSupportedException();

        public int Write(int file, void* buffer, nuint length) => throw new NotSupportedException();

        public int Map(int file, nuint length, long offset, out nint address) => throw new NotSupportedException();

        public int Unmap(nint address, nuint length) => throw new NotSupportedException();

        public int Poll(int file, PollEvents events, TimeSpan timeout, out PollEvents happened) => throw new NotSupportedException();
    }
}
