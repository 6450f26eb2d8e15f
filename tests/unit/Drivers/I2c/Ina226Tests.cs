using System.Device.I2c;
using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Virtual;

namespace OnBoard.Tests.Unit.Drivers.I2c;

public class Ina226Tests
{
    private readonly VirtualClock _clock = new();
    private readonly ConstantRail _rail = new(11.98, 10);
    private readonly VirtualI2cBus _bus;
    private readonly VirtualIna226 _chip;
    private readonly List<string> _transfers = [];

    public Ina226Tests()
    {
        _bus = new(0, _clock);
        _chip = new(_clock, _rail, 0.002);
        _bus.Attach(0x40, _chip);
        _bus.Observer = transfer => _transfers.Add(transfer.ToString());
    }

    private Ina226 Open(InaConfiguration? configuration = null, bool keepPointer = false) =>
        new(_bus.CreateDevice(0x40), 0.002, _clock, configuration, keepPointer);

    // SBOS547A, section 7.5.1 and figure 24: 10 A through 2 mOhm at 11.98 V, current step 1 mA.
    [Theory]
    [InlineData(0x01, 0x1f40)] // 20 mV
    [InlineData(0x02, 0x2570)] // 11.98 V
    [InlineData(0x03, 0x12b8)] // 119.8 W
    [InlineData(0x04, 0x2710)] // 10 A
    [InlineData(0x05, 0x0a00)] // 0.00512 / (1 mA x 2 mOhm)
    [InlineData(0xfe, 0x5449)]
    [InlineData(0xff, 0x2260)]
    public void Registers_hold_the_datasheets_example(int register, int value)
    {
        using Ina226 driver = Open();
        driver.Calibrate(0.001);
        _clock.Advance(TimeSpan.FromMilliseconds(10));
        Span<byte> bytes = stackalloc byte[2];
        using I2cDevice device = _bus.CreateDevice(0x40);
        device.WriteRead([(byte)register], bytes);
        Assert.Equal(value, (bytes[0] << 8) | bytes[1]);
    }

    [Fact]
    public void The_datasheets_example_reads_in_volts_amperes_and_watts()
    {
        using Ina226 driver = Open();
        driver.Calibrate(0.001);
        _clock.Advance(TimeSpan.FromMilliseconds(10));
        PowerReading reading = driver.Read();
        Assert.Equal(ReadingState.Fresh, reading.State);
        Assert.Equal(11.98, reading.Volts, 9);
        Assert.Equal(10, reading.Amperes, 9);
        Assert.Equal(119.8, reading.Watts, 9);
        Assert.Equal(10, driver.ReadCurrentRegister(), 9);
        Assert.Equal(119.8, driver.ReadPowerRegister(), 9);
    }

    // SBOS547A, section 7.6.2: -80 mV is 0x8300.
    [Fact]
    public void The_shunt_register_is_signed_and_the_power_register_is_not()
    {
        _rail.Amperes = -40;
        using Ina226 driver = Open();
        driver.Calibrate(0.002);
        _clock.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Equal(-40, driver.Read().Amperes, 9);
        Span<byte> bytes = stackalloc byte[2];
        using I2cDevice device = _bus.CreateDevice(0x40);
        device.WriteRead([0x01], bytes);
        Assert.Equal([0x83, 0x00], bytes.ToArray());
        Assert.True(driver.ReadPowerRegister() > 0);
    }

    [Fact]
    public void Calibration_zero_is_an_error_and_not_zero_watts()
    {
        using Ina226 driver = Open();
        driver.Calibrate(0.001);
        _chip.Reset();
        Assert.Equal(I2cFault.NotCalibrated, Assert.Throws<I2cException>(() => driver.ReadPowerRegister()).Fault);
        Assert.Equal(I2cFault.NotCalibrated, Assert.Throws<I2cException>(() => driver.ReadCurrentRegister()).Fault);
    }

    [Theory]
    [InlineData(0x4127, ConversionTime.Microseconds1100, ConversionTime.Microseconds1100, 1)] // after reset
    [InlineData(0x4527, ConversionTime.Microseconds1100, ConversionTime.Microseconds1100, 16)] // the hwmon driver's
    [InlineData(0x4037, ConversionTime.Microseconds4156, ConversionTime.Microseconds140, 1)]
    public void Configuration_decodes_and_encodes(int register, ConversionTime shunt, ConversionTime bus, int averages)
    {
        InaConfiguration configuration = InaConfiguration.FromRegister((ushort)register);
        Assert.Equal((shunt, bus, averages), (configuration.Shunt, configuration.Bus, configuration.AverageCount));
        Assert.Equal(register, configuration.ToRegister(0b100));
    }

    [Fact]
    public void Cycles_are_those_of_the_boards_table()
    {
        Assert.Equal(28, 1e9 / InaConfiguration.Hwmon.CycleNanoseconds, 0.5);
        Assert.Equal(119, 1e9 / InaConfiguration.Steady.CycleNanoseconds, 0.5);
        Assert.Equal(233, 1e9 / InaConfiguration.Fast.CycleNanoseconds, 0.5);
    }

    [Fact]
    public void A_second_read_within_one_conversion_is_stale()
    {
        using Ina226 driver = Open();
        _clock.Advance(TimeSpan.FromMilliseconds(6));
        Assert.Equal(ReadingState.Fresh, driver.Read().State);
        Assert.Equal(ReadingState.Stale, driver.Read().State);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(ReadingState.Stale, driver.Read().State);
        _clock.Advance(TimeSpan.FromMilliseconds(5));
        Assert.Equal(ReadingState.Fresh, driver.Read().State);
    }

    [Fact]
    public void Reading_fast_counts_no_more_fresh_results_than_there_were_conversions()
    {
        using Ina226 driver = Open();
        long begin = _clock.Nanoseconds;
        int fresh = 0, reads = 0;
        while (_clock.Nanoseconds - begin < 1_000_000_000)
        {
            reads++;
            if (driver.Read().State == ReadingState.Fresh) fresh++;
            _clock.Advance(TimeSpan.FromMilliseconds(0.5));
        }

        double conversions = 1e9 / InaConfiguration.Fast.CycleNanoseconds;
        Assert.True(reads > 3 * conversions);
        Assert.InRange(fresh, conversions - 3, conversions + 1);
    }

    [Fact]
    public void The_measured_cycle_is_an_upper_bound_close_to_the_chips_own()
    {
        VirtualIna226 slow = new(_clock, _rail, 0.002, new VirtualSensorErrors(Oscillator: 0.031));
        _bus.Attach(0x41, slow);
        using Ina226 driver = new(_bus.CreateDevice(0x41), 0.002, _clock);
        driver.MeasureCycle();
        double truth = InaConfiguration.Fast.CycleNanoseconds * 1.031;
        Assert.InRange(driver.Traits.CycleNanoseconds, truth, truth * 1.006);
    }

    [Fact]
    public void A_chip_that_does_not_convert_is_found_while_measuring_the_cycle()
    {
        using Ina226 driver = Open(InaConfiguration.Fast with { Mode = 0 });
        I2cException error = Assert.Throws<I2cException>(() => driver.MeasureCycle());
        Assert.Equal(I2cFault.NoConversion, error.Fault);
    }

    [Fact]
    public void Keeping_the_pointer_reads_the_same_numbers_in_less_bus_time()
    {
        using Ina226 plain = Open();
        using Ina226 kept = Open(keepPointer: true);
        _clock.Advance(TimeSpan.FromMilliseconds(6));
        _ = kept.Read();
        _clock.Advance(TimeSpan.FromMilliseconds(6));
        _transfers.Clear();
        PowerReading reading = kept.Read();
        _clock.Advance(TimeSpan.FromMilliseconds(6));
        PowerReading again = kept.Read();
        Assert.Equal((11.98, 10.0), (Math.Round(reading.Volts, 9), Math.Round(reading.Amperes, 9)));
        Assert.Equal((reading.Volts, reading.Amperes), (again.Volts, again.Amperes));
        Assert.Equal(["40 r 2", "40 w 01 r 2", "40 r 2", "40 w 02 r 2"], _transfers);
        _clock.Advance(TimeSpan.FromMilliseconds(6));
        _transfers.Clear();
        _ = plain.Read();
        Assert.Equal(["40 w 01 r 2", "40 w 02 r 2"], _transfers);
    }

    [Fact]
    public void A_register_read_takes_120_microseconds_of_a_400_kHz_bus()
    {
        using I2cDevice device = _bus.CreateDevice(0x40);
        long begin = _clock.Nanoseconds;
        device.WriteRead([0x01], new byte[2]);
        Assert.Equal(120_000, _clock.Nanoseconds - begin, 2_500.0);
    }

    [Fact]
    public void Another_chip_at_the_address_is_refused()
    {
        _chip.Manufacturer = 0x4954;
        I2cException error = Assert.Throws<I2cException>(() => Open());
        Assert.Equal(I2cFault.WrongIdentity, error.Fault);
        Assert.Contains("4954 2260", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x190f, 0x0000)]
    [InlineData(0xffff, 0xffff)]
    public void A_known_look_alike_is_read_with_a_note(int manufacturer, int die)
    {
        _chip.Manufacturer = (ushort)manufacturer;
        _chip.Die = (ushort)die;
        using Ina226 driver = Open();
        Assert.Contains($"{manufacturer:x4} {die:x4}", driver.Note, StringComparison.Ordinal);
        Assert.Contains("look-alike", driver.Note, StringComparison.Ordinal);
        _clock.Advance(TimeSpan.FromMilliseconds(6));
        Assert.Equal(ReadingState.Fresh, driver.Read().State);
    }

    [Fact]
    public void The_chip_itself_has_no_note()
    {
        using Ina226 driver = Open();
        Assert.Null(driver.Note);
    }

    [Theory]
    [InlineData(0xa480)] // INA234
    [InlineData(0xa080)] // INA236
    [InlineData(0x2270)] // INA260
    public void A_relative_with_other_scales_is_refused(int die)
    {
        _chip.Die = (ushort)die;
        Assert.Equal(I2cFault.WrongIdentity, Assert.Throws<I2cException>(() => Open()).Fault);
    }

    [Fact]
    public void A_bus_that_reads_ones_everywhere_is_no_look_alike()
    {
        VirtualI2cBus bus = new(7, _clock);
        bus.Attach(0x40, new Ones());
        Assert.Equal(
            I2cFault.ChipReset, Assert.Throws<I2cException>(() => new Ina226(bus.CreateDevice(0x40), 0.005, _clock)).Fault);
    }

    [Theory]
    [InlineData(I2cFault.NotAcknowledged)]
    [InlineData(I2cFault.BusStuck)]
    [InlineData(I2cFault.ArbitrationLost)]
    public void A_bus_fault_reaches_the_reader_as_what_it_is(I2cFault fault)
    {
        using Ina226 driver = Open();
        _clock.Advance(TimeSpan.FromMilliseconds(6));
        _bus.Fault = fault;
        Assert.Equal(fault, Assert.Throws<I2cException>(() => driver.Read()).Fault);
        _bus.Fault = null;
        Assert.Equal(ReadingState.Fresh, driver.Read().State);
    }

    [Fact]
    public void A_chip_that_is_gone_does_not_acknowledge()
    {
        using Ina226 driver = Open();
        _bus.Detach(0x40);
        Assert.Equal(I2cFault.NotAcknowledged, Assert.Throws<I2cException>(() => driver.Read()).Fault);
    }

    [Fact]
    public void A_chip_that_was_reset_is_found_by_its_configuration()
    {
        using Ina226 driver = Open();
        driver.Verify();
        _chip.Reset();
        I2cException error = Assert.Throws<I2cException>(driver.Verify);
        Assert.Equal(I2cFault.ChipReset, error.Fault);
    }

    [Fact]
    public void A_current_beyond_the_shunts_range_is_saturated_and_not_fresh()
    {
        _rail.Amperes = 60; // 120 mV where 81.9 mV is the end
        using Ina226 driver = Open();
        _clock.Advance(TimeSpan.FromMilliseconds(6));
        Assert.Equal(ReadingState.Saturated, driver.Read().State);
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        using Ina226 driver = new(new SilentDevice(), 0.002, _clock);
        _ = driver.Read();
        Allocations.None(() =>
        {
            for (int i = 0; i < 100; i++) _ = driver.Read();
        });
    }

    /// <summary>Answers with the right identity and allocates nothing itself.</summary>
    private sealed class SilentDevice : I2cDevice
    {
        public override I2cConnectionSettings ConnectionSettings { get; } = new(0, 0x40);

        public override void Read(Span<byte> buffer) => buffer.Clear();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
        }

        public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer)
        {
            int value = writeBuffer[0] switch { 0xfe => 0x5449, 0xff => 0x2260, _ => 0 };
            readBuffer[0] = (byte)(value >> 8);
            readBuffer[1] = (byte)value;
        }
    }

    private sealed class Ones : IVirtualChip
    {
        public bool Write(ReadOnlySpan<byte> bytes) => true;

        public void Read(Span<byte> bytes) => bytes.Fill(0xff);
    }
}
