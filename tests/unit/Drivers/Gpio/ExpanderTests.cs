using System.Device.Gpio;
using OnBoard.Drivers;
using OnBoard.Drivers.Gpio;
using OnBoard.Drivers.Virtual;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;
using OnBoard.Tests.Unit.Drivers.I2c;

namespace OnBoard.Tests.Unit.Drivers.Gpio;

/// <summary>The expander of the boards where the kernel has no GPIO chip for it.</summary>
public class ExpanderTests
{
    private readonly SysfsTree _sysfs = new();
    private readonly VirtualClock _clock = new();
    private readonly VirtualI2cBus _bus;
    private readonly VirtualTca6416 _chip = new();
    private readonly List<(int Line, bool High)> _changes = [];

    public ExpanderTests()
    {
        // As the device tree's alias has it on a ZCU104: the first adapter is the second controller.
        _sysfs.Adapter(0, "Cadence I2C at ff030000");
        _bus = new(0, _clock);
        _bus.Attach(0x20, _chip);
        _chip.Observer = (line, high) => _changes.Add((line, high));
    }

    [Fact]
    public void The_multiplexer_is_reset_by_registers_and_no_other_line_moves()
    {
        // Firmware drives the lanes of the transceivers and the network chip's reset on the same port, and holds one low.
        _chip[2] = 0b1110_1110;
        _chip[6] = 0b1010_0000;
        BoardDescription board = BoardCatalog.Load("zcu104");
        PowerBusRecovery recovery = new(
            board with { Lines = [board.FindLine(LinePurpose.MuxReset)!] }, _clock, label => GpioChips.Open(label, _sysfs.Root, _ => _bus));
        Assert.Equal(["the multiplexer was reset"], recovery.Recover());
        Assert.Equal([(5, false), (5, true)], _changes);
        Assert.Equal((0b1110_1110, 0b1000_0000), (_chip[2], _chip[6]));
    }

    [Fact]
    public void The_driver_of_Iot_Device_Bindings_does_the_same_to_our_model()
    {
        _chip[2] = 0b1110_1110;
        _chip[6] = 0b1010_0000;
        using GpioController theirs = new(new Iot.Device.Tca955x.Tca9555(_bus.CreateDevice(0x20)));
        theirs.OpenPin(5, PinMode.Output);
        theirs.Write(5, PinValue.Low);
        theirs.Write(5, PinValue.High);
        Assert.Equal([(5, false), (5, true)], _changes);
        Assert.Equal((0b1110_1110, 0b1000_0000), (_chip[2], _chip[6]));
    }

    [Fact]
    public void An_input_is_read()
    {
        using GpioController controller = GpioChips.Open("ff030000-0020", _sysfs.Root, _ => _bus);
        controller.OpenPin(12, PinMode.Input);
        Assert.Equal(PinValue.High, controller.Read(12));
    }

    [Fact]
    public void An_expander_that_does_not_answer_is_named_by_its_controller()
    {
        _bus.Detach(0x20);
        DeviceFailedException error = Assert.ThrowsAny<DeviceFailedException>(
            () => GpioChips.Open("ff030000-0020", _sysfs.Root, _ => _bus));
        Assert.Equal("chip at i2c@ff030000 0x20", error.Subject);
    }

    [Fact]
    public void A_controller_that_is_not_there_is_a_missing_chip() => Assert.Throws<DeviceMissingException>(
        () => GpioChips.Open("ff020000-0020", _sysfs.Root, _ => _bus));

    [Fact]
    public void A_chip_of_the_kernel_is_found_by_the_controller_whatever_its_number()
    {
        string root = _sysfs.Root;
        foreach ((int number, string adapter) in ((int, string)[])[(1, "i2c-0/0-0020"), (2, "i2c-1/1-0020")])
        {
            string device = Path.Combine(root, "devices", adapter, $"gpiochip{number}");
            Directory.CreateDirectory(device);
            Directory.CreateDirectory(Path.Combine(root, "bus", "gpio", "devices"));
            Directory.CreateSymbolicLink(Path.Combine(root, "bus", "gpio", "devices", $"gpiochip{number}"), device);
        }

        Assert.Equal(1, GpioChips.Find("ff030000-0020", root));
        Assert.Null(GpioChips.Find("ff020000-0020", root));
        _sysfs.Adapter(1, "Cadence I2C at ff020000");
        Assert.Equal(2, GpioChips.Find("ff020000-0020", root));
    }
}
