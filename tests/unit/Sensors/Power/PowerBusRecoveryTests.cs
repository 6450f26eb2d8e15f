using System.Device.Gpio;
using OnBoard.Drivers.Virtual;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Tests.Unit.Sensors.Power;

public class PowerBusRecoveryTests
{
    private const int Scl = 1, Sda = 2, Reset = 5;

    private readonly VirtualGpio _gpio = new(8);
    private readonly VirtualClock _clock = new();
    private readonly List<(int Line, bool High, long Time)> _changes = [];

    public PowerBusRecoveryTests() => _gpio.Observer = (line, high) => _changes.Add((line, high, _clock.Nanoseconds));

    [Fact]
    public void The_multiplexer_is_reset_by_a_pulse_of_its_own_polarity()
    {
        Assert.Equal(["the multiplexer was reset"], Recover(new BoardLine(LinePurpose.MuxReset, "0-0020", Reset, ActiveLow: true)));
        (int Line, bool High, long Time)[] pulse = [.. _changes.Where(change => change.Line == Reset)];
        Assert.Equal([false, true], pulse.Select(change => change.High));
        Assert.True(pulse[1].Time - pulse[0].Time >= 1_000_000);
    }

    [Fact]
    public void A_held_bus_is_clocked_free_and_told_with_the_clocks()
    {
        int clocks = 0;
        _gpio.Pull(Sda, true);
        _gpio.Observer = (line, high) =>
        {
            if (line == Scl && !high && ++clocks == 4) _gpio.Pull(Sda, false);
        };
        Assert.Equal(["the bus was held and is free after 4 clocks"], Recover(Bus));
    }

    [Fact]
    public void What_cannot_be_recovered_is_told_and_the_rest_tried()
    {
        _gpio.Taken.Add(Scl);
        IReadOnlyList<string> done = Recover([.. Bus, new(LinePurpose.MuxReset, "0-0020", Reset)]);
        Assert.Equal(2, done.Count);
        Assert.StartsWith("bus not recovered: GPIO line 1", done[0], StringComparison.Ordinal);
        Assert.Equal("the multiplexer was reset", done[1]);
    }

    [Fact]
    public void A_board_without_lines_has_nothing_to_recover_with() => Assert.Empty(Recover());

    private static BoardLine[] Bus =>
        [new(LinePurpose.BusClock, "zynqmp_gpio", Scl), new(LinePurpose.BusData, "zynqmp_gpio", Sda)];

    private IReadOnlyList<string> Recover(params BoardLine[] lines) => new PowerBusRecovery(
        BoardCatalog.Load("virtual") with { Lines = lines }, _clock, _ => new GpioController(_gpio)).Recover();
}
