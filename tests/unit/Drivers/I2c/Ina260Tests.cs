using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Virtual;

namespace OnBoard.Tests.Unit.Drivers.I2c;

public class Ina260Tests
{
    private readonly VirtualClock _clock = new();
    private readonly VirtualI2cBus _bus;
    private readonly ConstantRail _rail = new(5, 2.5);

    public Ina260Tests()
    {
        _bus = new(1, _clock);
        _bus.Attach(0x40, new VirtualIna260(_clock, _rail));
    }

    // SBOS656C: 1.25 mA, 1.25 mV and 10 mW a step, no calibration.
    [Theory]
    [InlineData(0x00, 0x6037)]
    [InlineData(0x01, 2000)]
    [InlineData(0x02, 4000)]
    [InlineData(0x03, 1250)]
    [InlineData(0xff, 0x2270)]
    public void Registers_have_the_datasheets_steps(int register, int value)
    {
        using Ina260 driver = new(_bus.CreateDevice(0x40), _clock);
        _clock.Advance(TimeSpan.FromMilliseconds(6));
        Span<byte> bytes = stackalloc byte[2];
        _bus.CreateDevice(0x40).WriteRead([(byte)register], bytes);
        Assert.Equal(value, (bytes[0] << 8) | bytes[1]);
    }

    [Fact]
    public void Reads_volts_amperes_and_watts()
    {
        using Ina260 driver = new(_bus.CreateDevice(0x40), _clock);
        _clock.Advance(TimeSpan.FromMilliseconds(6));
        PowerReading reading = driver.Read();
        Assert.Equal((5.0, 2.5, ReadingState.Fresh), (reading.Volts, reading.Amperes, reading.State));
        Assert.Equal(12.5, driver.ReadPowerRegister(), 9);
    }

    [Fact]
    public void An_ina226_is_not_taken_for_an_ina260()
    {
        _bus.Attach(0x41, new VirtualIna226(_clock, _rail, 0.002));
        I2cException error = Assert.Throws<I2cException>(() => new Ina260(_bus.CreateDevice(0x41), _clock));
        Assert.Equal(I2cFault.WrongIdentity, error.Fault);
    }
}
