using OnBoard.Drivers;
using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Virtual;

namespace OnBoard.Tests.Unit.Drivers.I2c;

public class KernelPowerSensorTests
{
    private readonly SysfsTree _sysfs = new();
    private readonly VirtualClock _clock = new();

    [Fact]
    public void Adapters_are_found_by_their_controller_and_not_by_number()
    {
        _sysfs.Adapter(0, "Cadence I2C at ff030000");
        _sysfs.Adapter(1, "Cadence I2C at ff020000");
        I2cTopology topology = new(_sysfs.Root);
        Assert.Equal(1, topology.FindAdapter("ff020000"));
        Assert.Equal(0, topology.FindAdapter("ff030000"));
        Assert.Null(topology.FindAdapter("ff040000"));
    }

    [Fact]
    public void Channels_are_found_behind_the_right_one_of_two_multiplexers_at_one_address()
    {
        _sysfs.Adapter(0, "Cadence I2C at ff020000");
        _sysfs.Adapter(1, "Cadence I2C at ff030000");
        _sysfs.Multiplexer(1, 0x75, 2, 3, 4, 5);
        _sysfs.Multiplexer(0, 0x75, 10, 11, 12, 13);
        I2cTopology topology = new(_sysfs.Root);
        Assert.Equal(11, topology.FindChannel(0, 0x75, 1));
        Assert.Equal(3, topology.FindChannel(1, 0x75, 1));
        Assert.Null(topology.FindChannel(0, 0x74, 1));
    }

    [Fact]
    public void A_free_chip_has_no_driver()
    {
        _sysfs.Chip(3, 0x40, "ina2xx");
        _sysfs.Chip(3, 0x41, null);
        I2cTopology topology = new(_sysfs.Root);
        Assert.Equal("ina2xx", topology.FindDriver(3, 0x40));
        Assert.Null(topology.FindDriver(3, 0x41));
        Assert.Null(topology.FindDriver(3, 0x42));
    }

    [Fact]
    public void Hwmon_in1_is_the_bus_voltage()
    {
        string chip = _sysfs.Chip(3, 0x40, "ina2xx");
        SysfsTree.Files(
            Path.Combine(chip, "hwmon", "hwmon17"),
            ("name", "ina226"), ("in0_input", "20"), ("in1_input", "851"), ("curr1_input", "4012"),
            ("update_interval", "35"), ("shunt_resistor", "5000"));
        using KernelPowerSensor sensor = KernelPowerSensor.OpenIna(new I2cTopology(_sysfs.Root).ChipFolder(3, 0x40), 0.005, _clock);
        PowerReading reading = sensor.Read();
        Assert.Equal((0.851, ReadingState.Fresh), (reading.Volts, reading.State));
        Assert.Equal(4.012, reading.Amperes, 9);
        Assert.Equal("ina226 at 3-0040 (hwmon)", sensor.Name);
    }

    [Fact]
    public void Hwmon_read_within_its_update_interval_is_stale()
    {
        string chip = _sysfs.Chip(3, 0x40, "ina2xx");
        SysfsTree.Files(
            Path.Combine(chip, "hwmon", "hwmon2"),
            ("in1_input", "850"), ("curr1_input", "1000"), ("update_interval", "35"));
        using KernelPowerSensor sensor = KernelPowerSensor.OpenIna(chip, 0.005, _clock);
        Assert.Equal(ReadingState.Fresh, sensor.Read().State);
        _clock.Advance(TimeSpan.FromMilliseconds(20));
        Assert.Equal(ReadingState.Stale, sensor.Read().State);
        _clock.Advance(TimeSpan.FromMilliseconds(20));
        Assert.Equal(ReadingState.Fresh, sensor.Read().State);
    }

    [Fact]
    public void A_wrong_shunt_in_the_device_tree_is_corrected_by_the_boards()
    {
        string chip = _sysfs.Chip(3, 0x40, "ina2xx");
        SysfsTree.Files(
            Path.Combine(chip, "hwmon", "hwmon2"),
            ("in1_input", "850"), ("curr1_input", "1000"), ("update_interval", "35"), ("shunt_resistor", "5000"));
        using KernelPowerSensor sensor = KernelPowerSensor.OpenIna(chip, 0.002, _clock);
        Assert.Equal(2.5, sensor.Read().Amperes, 9);
    }

    [Fact]
    public void Iio_voltage0_is_the_shunt_and_voltage1_the_bus()
    {
        string chip = _sysfs.Chip(3, 0x40, "ina2xx-adc");
        SysfsTree.Files(
            Path.Combine(chip, "iio:device5"),
            ("name", "ina226"), ("in_voltage0_raw", "8000"), ("in_voltage0_scale", "0.002500000"),
            ("in_voltage1_raw", "9584"), ("in_voltage1_scale", "1.250000000"), ("in_oversampling_ratio", "4"),
            ("in_voltage0_integration_time", "0.001100"), ("in_voltage1_integration_time", "0.001100"));
        using KernelPowerSensor sensor = KernelPowerSensor.OpenIna(chip, 0.002, _clock);
        PowerReading reading = sensor.Read();
        Assert.Equal(11.98, reading.Volts, 9);
        Assert.Equal(10, reading.Amperes, 9);
        Assert.Equal(9_680_000, sensor.Traits.CycleNanoseconds, 1.0); // 8.8 ms and 10 %
    }

    [Fact]
    public void Pmbus_outputs_are_found_by_label()
    {
        string chip = PmbusChip("1799", "812");
        using KernelPowerSensor sensor = KernelPowerSensor.OpenPmbus(chip, 2, new(_sysfs.Root), _clock);
        PowerReading reading = sensor.Read();
        Assert.Equal(ReadingState.Fresh, reading.State);
        Assert.Equal(1.799, reading.Volts, 9);
        Assert.Equal(0.812, reading.Amperes, 9);
    }

    [Fact]
    public void A_pmbus_output_without_voltage_is_off_whatever_current_it_reports()
    {
        string chip = PmbusChip("156", "10187");
        using KernelPowerSensor sensor = KernelPowerSensor.OpenPmbus(chip, 2, new(_sysfs.Root), _clock);
        Assert.Equal((0.0, ReadingState.Off), (sensor.Read().Watts, sensor.Read().State));
    }

    [Fact]
    public void A_pmbus_output_whose_status_says_off_is_off()
    {
        string chip = PmbusChip("1799", "812");
        SysfsTree.Files(Path.Combine(_sysfs.Root, "kernel", "debug", "pmbus", "hwmon9"), ("status2", "0x0840"));
        using KernelPowerSensor sensor = KernelPowerSensor.OpenPmbus(chip, 2, new(_sysfs.Root), _clock);
        Assert.Equal(ReadingState.Off, sensor.Read().State);
    }

    [Fact]
    public void A_missing_pmbus_output_names_itself()
    {
        string chip = PmbusChip("1799", "812");
        DeviceMissingException error = Assert.Throws<DeviceMissingException>(
            () => KernelPowerSensor.OpenPmbus(chip, 5, new(_sysfs.Root), _clock));
        Assert.Contains("vout6", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_driver_without_files_is_a_missing_device()
    {
        string chip = _sysfs.Chip(3, 0x40, "mystery");
        Assert.Throws<DeviceMissingException>(() => KernelPowerSensor.OpenIna(chip, 0.005, _clock));
    }

    [Fact]
    public void A_file_that_holds_no_number_fails()
    {
        string path = Path.Combine(_sysfs.Root, "in1_input");
        File.WriteAllText(path, "what\n");
        using SysfsNumber number = new(path);
        Assert.Throws<DeviceFailedException>(() => number.Read());
    }

    private string PmbusChip(string millivolts, string milliamperes)
    {
        string chip = _sysfs.Chip(4, 0x43, "irps5401");
        SysfsTree.Files(
            Path.Combine(chip, "hwmon", "hwmon9"),
            ("name", "irps5401"), ("in1_label", "vin1"), ("in1_input", "12000"),
            ("in4_label", "vout3"), ("in4_input", millivolts),
            ("curr3_label", "iout3"), ("curr3_input", milliamperes));
        return chip;
    }
}
