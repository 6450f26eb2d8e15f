using System.Device.I2c;
using OnBoard.Drivers;
using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Virtual;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;
using OnBoard.Tests.Unit.Drivers.I2c;

namespace OnBoard.Tests.Unit.Sensors.Power;

/// <summary>A ZCU102 with some chips free and some owned by drivers of the kernel.</summary>
public class BoardRailsTests
{
    private readonly SysfsTree _sysfs = new();
    private readonly VirtualClock _clock = new();
    private readonly BoardDescription _board = BoardCatalog.Load("zcu102");
    private readonly Dictionary<int, I2cBus> _buses = [];

    [Fact]
    public void Free_chips_are_read_by_their_registers_behind_the_kernels_channels()
    {
        Adapters();
        Populate(_ => null);
        using RailSet<Measured> rails = Open();
        Assert.Empty(rails.Failures);
        Assert.Equal(18, rails.Rails.Count);
        Assert.All(rails.Rails, rail => Assert.EndsWith("(registers)", rail.Sensor.Name, StringComparison.Ordinal));
        _clock.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Equal(0.43, rails.Rails.Single(rail => rail.Rail.Name == "VCCPSINTFP").Sensor.Read().Amperes, 1e-3);
    }

    [Fact]
    public void Chips_that_hwmon_owns_have_the_same_names_as_free_ones()
    {
        Adapters();
        Populate(rail => rail.Channel == 0 ? "ina2xx" : null);
        using RailSet<Measured> rails = Open();
        Assert.Empty(rails.Failures);
        Assert.Equal(_board.Rails.Select(rail => rail.Name).Order(), rails.Rails.Select(rail => rail.Rail.Name).Order());
        Assert.All(rails.Rails, rail => Assert.Equal(
            rail.Rail.Channel == 0, rail.Sensor.Name.Contains("hwmon", StringComparison.Ordinal)));
        Assert.Equal(0.43, rails.Rails.Single(rail => rail.Rail.Name == "VCCPSINTFP").Sensor.Read().Amperes, 1e-3);
    }

    [Fact]
    public void Without_a_driver_for_the_multiplexer_its_channels_are_selected_by_register()
    {
        _sysfs.Adapter(0, "Cadence I2C at ff020000");
        VirtualI2cBus root = new(0, _clock), first = new(10, _clock), second = new(11, _clock);
        root.Attach(0x75, new VirtualPca954x(Pca954xModel.Pca9544, first, second));
        foreach (BoardRail rail in _board.Rails) (rail.Channel == 0 ? first : second).Attach(rail.Address, Chip(rail));
        _buses[0] = root;
        using RailSet<Measured> rails = Open();
        Assert.Empty(rails.Failures);
        _clock.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Equal(0.43, rails.Rails.Single(rail => rail.Rail.Name == "VCCPSINTFP").Sensor.Read().Amperes, 1e-3);
        Assert.Equal(1.43, rails.Rails.Single(rail => rail.Rail.Name == "VCCINT").Sensor.Read().Amperes, 2e-3);
    }

    [Fact]
    public void A_board_without_its_controller_fails_rail_by_rail_with_the_controllers_name()
    {
        using RailSet<Measured> rails = Open();
        Assert.Empty(rails.Rails);
        Assert.Equal(18, rails.Failures.Count);
        Assert.All(rails.Failures, failure =>
        {
            Assert.IsType<DeviceMissingException>(failure.Error);
            Assert.Contains("ff020000", failure.Error.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void One_chip_that_is_gone_is_one_failure()
    {
        Adapters();
        Populate(_ => null);
        ((VirtualI2cBus)_buses[11]).Detach(0x40);
        using RailSet<Measured> rails = Open();
        Assert.Equal("VCCINT", Assert.Single(rails.Failures).Rail.Name);
        Assert.Equal(17, rails.Rails.Count);
    }

    [Fact]
    public void Another_chip_at_an_address_is_one_failure_with_its_identity()
    {
        Adapters();
        Populate(_ => null);
        ((VirtualI2cBus)_buses[11]).Detach(0x40);
        ((VirtualI2cBus)_buses[11]).Attach(0x40, new VirtualIna260(_clock, new ConstantRail(1, 1)));
        using RailSet<Measured> rails = Open();
        I2cException error = Assert.IsType<I2cException>(Assert.Single(rails.Failures).Error);
        Assert.Equal(I2cFault.WrongIdentity, error.Fault);
    }

    [Fact]
    public void A_zcu104_reads_its_converters_page_by_page_and_sees_an_output_that_is_off()
    {
        BoardDescription board = BoardCatalog.Load("zcu104");
        _sysfs.Adapter(0, "Cadence I2C at ff030000"); // its device tree calls i2c1 i2c0
        VirtualI2cBus root = new(0, _clock);
        VirtualI2cBus[] channels = [.. Enumerable.Range(0, 8).Select(channel => new VirtualI2cBus(channel, _clock))];
        root.Attach(0x74, new VirtualPca954x(Pca954xModel.Pca9548, channels));
        channels[3].Attach(0x40, new VirtualIna226(_clock, new ConstantRail(12, 1.5), 0.005));
        foreach (var chip in board.Rails.Where(rail => rail.Chip == MonitorChip.Pmbus).GroupBy(rail => rail.Address))
        {
            channels[2].Attach(chip.Key, new VirtualPmbusConverter(_clock, chip.Key, chip.ToDictionary(
                rail => rail.Page!.Value,
                rail => (IVirtualRail)new ConstantRail(rail.Volts ?? 1, 0.5) { IsOn = rail.Name != "FMC" })));
        }

        _buses[0] = root;
        _clock.Advance(TimeSpan.FromMilliseconds(20));
        using RailSet<Measured> rails = BoardRails.Open(board, _clock, null, new(_sysfs.Root), number => _buses[number]);
        Assert.Empty(rails.Failures);
        _clock.Advance(TimeSpan.FromMilliseconds(20));
        Dictionary<string, PowerReading> readings = rails.Rails.ToDictionary(rail => rail.Rail.Name, rail => rail.Sensor.Read());
        Assert.Equal(18, readings["BOARD_12V"].Watts, 0.02);
        Assert.Equal(0.425, readings["INT"].Watts, 0.005);
        Assert.Equal((0.0, ReadingState.Off), (readings["FMC"].Watts, readings["FMC"].State));
        Assert.Single(readings, reading => reading.Value.State == ReadingState.Off);
    }

    /// <summary>As sysfs says and as the chips say; a rail that no driver holds has one way.</summary>
    [Fact]
    public void Rails_that_a_driver_holds_are_read_both_ways_and_agree()
    {
        Adapters();
        Populate(rail => rail.Channel == 0 ? "ina2xx" : null);
        foreach (BoardRail rail in _board.Rails)
        {
            RailBothWays? both = BothWays(rail);
            Assert.Equal(rail.Channel == 0, both is not null);
            if (both is null) continue;
            Assert.True(both.Agree, $"{both}");
            Assert.Equal(Amperes(rail), both.RegisterAmperes, 2e-3);
            Assert.Equal(0.85, both.RegisterVolts, 2e-3);
        }
    }

    /// <summary>What a wrong shunt in the device tree, or a scale taken for another, makes of a driver's figures.</summary>
    [Theory]
    [InlineData("curr1_input", "860")]
    [InlineData("in1_input", "425")]
    public void A_driver_that_differs_from_the_registers_is_found(string file, string value)
    {
        Adapters();
        Populate(_ => "ina2xx");
        BoardRail rail = _board.Rails.First(rail => rail.Name == "VCCPSINTFP");
        string chip = Path.Combine(_sysfs.Root, "bus", "i2c", "devices", $"10-{rail.Address:x4}");
        SysfsTree.Files(Path.Combine(chip, "hwmon", $"hwmon{rail.Address}"), (file, value));
        Assert.False(BothWays(rail)!.Agree);
    }

    [Fact]
    public void The_registers_beside_a_driver_are_only_looked_at()
    {
        Adapters();
        Populate(_ => "ina2xx");
        BoardRail rail = _board.Rails.First(rail => rail.Name == "VCCPSINTFP");
        Watched chip = new(((VirtualI2cBus)_buses[10]).CreateDevice(rail.Address));
        Assert.NotNull(RailBothWays.Read(_board, rail, _clock, new I2cTopology(_sysfs.Root), (_, _) => chip));
        Assert.Subset(new HashSet<int> { 0x01, 0x02, 0xfe, 0xff }, chip.Registers);
    }

    private RailBothWays? BothWays(BoardRail rail)
    {
        _clock.Advance(TimeSpan.FromMilliseconds(10));
        return RailBothWays.Read(
            _board, rail, _clock, new I2cTopology(_sysfs.Root), (adapter, address) => _buses[adapter].CreateDevice(address));
    }

    /// <summary>Refuses what a driver of the kernel would notice, and keeps which registers were named.</summary>
    private sealed class Watched(I2cDevice chip) : I2cDevice
    {
        public HashSet<int> Registers { get; } = [];

        public override I2cConnectionSettings ConnectionSettings => chip.ConnectionSettings;

        public override void Read(Span<byte> buffer) => throw new InvalidOperationException("reads what nobody named");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new InvalidOperationException("writes");

        public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer)
        {
            Registers.Add(writeBuffer[0]);
            chip.WriteRead(writeBuffer, readBuffer);
        }
    }

    private RailSet<Measured> Open() =>
        BoardRails.Open(_board, _clock, null, new I2cTopology(_sysfs.Root), number => _buses[number]);

    private void Adapters()
    {
        // The second 0x75 is another multiplexer on the other controller.
        _sysfs.Adapter(0, "Cadence I2C at ff030000");
        _sysfs.Adapter(1, "Cadence I2C at ff020000");
        _sysfs.Multiplexer(0, 0x75, 2, 3, 4, 5);
        _sysfs.Multiplexer(1, 0x75, 10, 11, 12, 13);
        _buses[10] = new VirtualI2cBus(10, _clock);
        _buses[11] = new VirtualI2cBus(11, _clock);
    }

    private void Populate(Func<BoardRail, string?> driverOf)
    {
        foreach (BoardRail rail in _board.Rails)
        {
            int adapter = 10 + rail.Channel!.Value;
            ((VirtualI2cBus)_buses[adapter]).Attach(rail.Address, Chip(rail));
            string folder = _sysfs.Chip(adapter, rail.Address, driverOf(rail));
            if (driverOf(rail) is null) continue;
            SysfsTree.Files(
                Path.Combine(folder, "hwmon", $"hwmon{rail.Address}"),
                ("name", "ina226"),
                ("in1_input", "850"),
                ("curr1_input", $"{1000 * Amperes(rail):F0}"),
                ("update_interval", "35"));
        }
    }

    private VirtualIna226 Chip(BoardRail rail) =>
        new(_clock, new ConstantRail(0.85, Amperes(rail)), rail.ShuntMicroohms!.Value * 1e-6);

    private static double Amperes(BoardRail rail) => 0.43 + rail.Channel!.Value + (0.01 * (rail.Address - 0x40));
}
