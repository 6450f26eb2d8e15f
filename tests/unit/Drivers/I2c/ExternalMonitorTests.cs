using System.Device.I2c;
using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Virtual;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;
using OnBoard.Tests.Unit.Sensors.Power;

namespace OnBoard.Tests.Unit.Drivers.I2c;

/// <summary>A module in the supply of a board; drivers of Iot.Device.Bindings read our models of its chips too.</summary>
public class ExternalMonitorTests
{
    private const double Shunt = 0.01;

    private readonly VirtualClock _clock = new();
    private readonly VirtualI2cBus _bus;

    public ExternalMonitorTests() => _bus = new(0, _clock);

    [Theory]
    [InlineData(MonitorChip.Ina219, 4e-3, 1e-3)]
    [InlineData(MonitorChip.Ina236, 1.6e-3, 0.25e-3)]
    public void Volts_and_amperes_are_those_that_flow(MonitorChip chip, double voltStep, double ampereStep)
    {
        foreach (double amperes in (double[])[1.234, -0.5, 0])
        {
            using ExternalMonitor monitor = Open(chip, new ConstantRail(12.1, amperes));
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            PowerReading reading = monitor.Read();
            Assert.Equal(12.1, reading.Volts, voltStep / 2);
            Assert.Equal(amperes, reading.Amperes, (ampereStep / 2) + 1e-9);
            Assert.Equal(ReadingState.Fresh, reading.State);
            Assert.Equal(ReadingState.Stale, monitor.Read().State);
            monitor.Verify();
        }
    }

    [Fact]
    public void Drivers_of_Iot_Device_Bindings_read_the_same_of_our_models()
    {
        ConstantRail rail = new(12.1, 1.234);
        Attach(MonitorChip.Ina219, 0x40, rail);
        Attach(MonitorChip.Ina236, 0x41, rail);
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        Iot.Device.Adc.Ina219 first = new(_bus.CreateDevice(0x40));
        first.Reset();
        Assert.Equal((12.1, 0.01234), (first.ReadBusVoltage().Volts, first.ReadShuntVoltage().Volts), Near(4e-3, 10e-6));
        using Iot.Device.Adc.Ina236 second = new(
            _bus.CreateDevice(0x41), UnitsNet.ElectricResistance.FromOhms(Shunt), UnitsNet.ElectricCurrent.FromAmperes(8));
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal((12.1, 0.01234), (second.ReadBusVoltage().Volts, second.ReadShuntVoltage().Volts), Near(1.6e-3, 2.5e-6));
        Assert.Equal(1.234, second.ReadCurrent().Amperes, 1e-3);
    }

    [Theory]
    [InlineData(MonitorChip.Ina219)]
    [InlineData(MonitorChip.Ina236)]
    public void A_chip_that_lost_power_is_found(MonitorChip chip)
    {
        using ExternalMonitor monitor = Open(chip, new ConstantRail(12, 1));
        I2cDevice device = _bus.CreateDevice(0x40);
        device.Write([0, 0x80, 0]);
        Assert.Equal(I2cFault.ChipReset, Assert.Throws<I2cException>(monitor.Verify).Fault);
    }

    [Fact]
    public void An_INA226_is_no_INA236_and_an_INA236_no_INA226()
    {
        _bus.Attach(0x40, new VirtualIna226(_clock, new ConstantRail(12, 1), Shunt));
        _bus.Attach(0x41, new VirtualIna236(_clock, new ConstantRail(12, 1), Shunt));
        Assert.Equal(
            I2cFault.WrongIdentity,
            Assert.Throws<I2cException>(() => ExternalMonitor.OpenIna236(_bus.CreateDevice(0x40), Shunt, _clock)).Fault);

        // At fe and ff it reads as a look-alike does: its own identity is elsewhere.
        I2cException error = Assert.Throws<I2cException>(() => new Ina226(_bus.CreateDevice(0x41), Shunt, _clock));
        Assert.Equal(I2cFault.WrongIdentity, error.Fault);
        Assert.Contains("5449 a080", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chip_that_is_not_there_does_not_answer() => Assert.Equal(
        I2cFault.NotAcknowledged,
        Assert.Throws<I2cException>(() => ExternalMonitor.OpenIna219(_bus.CreateDevice(0x45), Shunt, _clock)).Fault);

    [Theory]
    [InlineData(MonitorChip.Ina219)]
    [InlineData(MonitorChip.Ina236)]
    public void A_ZCU102_with_a_module_in_its_supply_has_a_board_input(MonitorChip chip)
    {
        BoardDescription board = BoardCatalog.Load("zcu102") with
        {
            Rails =
            [
                new("BOARD_12V", "header", 0x41, chip, PowerDomain.BoardInput, ShuntMicroohms: 10_000, Volts: 12),
            ],
            Buses = [new("header", "ff030000", 1, 400_000)],
        };
        SysfsTree sysfs = new();
        sysfs.Adapter(1, "Cadence I2C at ff030000");
        Attach(chip, 0x41, new ConstantRail(12, 1.5));
        using RailSet<Measured> rails = BoardRails.Open(board, _clock, null, new(sysfs.Root), _ => _bus);
        PowerSampler<Measured> sampler = new(rails, _clock, 20);
        using EnergyWindow<Measured> window = new EnergyMeter<Measured>(sampler).Begin("window");
        sampler.SweepUntil(_clock.Nanoseconds + 2_000_000_000);
        window.End();
        sampler.SweepUntil(_clock.Nanoseconds + 4_000_000_000);
        DomainEnergy<Measured> input = window.Report(TimeSpan.Zero).BoardInput!;
        Assert.Null(input.Unresolved);
        Assert.Equal(18 * window.Report(TimeSpan.Zero).Seconds, input.Energy!.Value.Joules, input.Energy.Value.Interval95);
    }

    private static Func<(double, double), (double, double), bool> Near(double volts, double shunt) => (one, other) =>
        Math.Abs(one.Item1 - other.Item1) <= volts / 2 && Math.Abs(one.Item2 - other.Item2) <= shunt / 2;

    private ExternalMonitor Open(MonitorChip chip, ConstantRail rail)
    {
        _bus.Detach(0x40);
        Attach(chip, 0x40, rail);
        I2cDevice device = _bus.CreateDevice(0x40);
        return chip == MonitorChip.Ina219
            ? ExternalMonitor.OpenIna219(device, Shunt, _clock)
            : ExternalMonitor.OpenIna236(device, Shunt, _clock);
    }

    private void Attach(MonitorChip chip, int address, ConstantRail rail) => _bus.Attach(
        address, chip == MonitorChip.Ina219 ? new VirtualIna219(_clock, rail, Shunt) : new VirtualIna236(_clock, rail, Shunt));
}
