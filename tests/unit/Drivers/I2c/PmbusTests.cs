using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Virtual;

namespace OnBoard.Tests.Unit.Drivers.I2c;

public class PmbusTests
{
    private readonly VirtualClock _clock = new();
    private readonly VirtualI2cBus _bus;
    private readonly ConstantRail _int = new(0.85, 4.25);
    private readonly ConstantRail _fmc = new(1.8, 0.5) { IsOn = false };
    private readonly VirtualPmbusConverter _converter;
    private readonly List<string> _transfers = [];

    public PmbusTests()
    {
        _bus = new(1, _clock) { Observer = transfer => _transfers.Add(transfer.ToString()) };
        _converter = new(_clock, 0x43, new Dictionary<int, IVirtualRail> { [2] = _int, [5] = _fmc });
        _bus.Attach(0x43, _converter);
        _clock.Advance(TimeSpan.FromMilliseconds(20));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_rail_reads_in_volts_and_amperes(bool packetErrorCheck)
    {
        using PmbusDevice device = new(_bus.CreateDevice(0x43), packetErrorCheck);
        using PmbusRail rail = new(device, 2, _clock);
        PowerReading reading = rail.Read();
        Assert.Equal(ReadingState.Fresh, reading.State);
        Assert.Equal(0.85, reading.Volts, 1.0 / 512);
        Assert.Equal(4.25, reading.Amperes, 9);
    }

    [Fact]
    public void Page_goes_before_every_command()
    {
        using PmbusDevice device = new(_bus.CreateDevice(0x43));
        using PmbusRail rail = new(device, 2, _clock);
        _ = rail.Read();
        Assert.Equal(
            ["43 w 00 02", "43 w 79 r 2", "43 w 00 02", "43 w 20 r 1", "43 w 00 02", "43 w 8b r 2", "43 w 00 02", "43 w 8c r 2"],
            _transfers);
    }

    [Fact]
    public void Two_threads_on_two_pages_never_read_each_others_page()
    {
        _fmc.IsOn = true;
        using PmbusDevice device = new(_bus.CreateDevice(0x43));

        // After each transfer the other thread gets its chance.
        _bus.Observer = _ => Thread.Sleep(1);
        int wrong = 0;
        void Read(int page, double volts)
        {
            for (int i = 0; i < 40; i++)
            {
                if (Math.Abs(device.ReadOutputVolts(page) - volts) > 0.01) Interlocked.Increment(ref wrong);
            }
        }

        Thread other = new(() => Read(5, 1.8));
        other.Start();
        Read(2, 0.85);
        other.Join();
        Assert.Equal(0, wrong);
    }

    [Fact]
    public void A_rail_that_is_off_is_off_whatever_it_reports()
    {
        using PmbusDevice device = new(_bus.CreateDevice(0x43));
        using PmbusRail rail = new(device, 5, _clock);
        Assert.True(device.ReadLinear11(5, PmbusCommand.ReadIout) > 10);
        PowerReading reading = rail.Read();
        Assert.Equal((0.0, 0.0, ReadingState.Off), (reading.Volts, reading.Amperes, reading.State));
    }

    [Fact]
    public void A_damaged_byte_is_caught_by_the_packet_error_check()
    {
        using PmbusDevice device = new(_bus.CreateDevice(0x43), packetErrorCheck: true);
        _converter.CorruptsChecksum = true;
        I2cException error = Assert.Throws<I2cException>(() => device.ReadWord(2, PmbusCommand.ReadIout));
        Assert.Equal(I2cFault.BadChecksum, error.Fault);
    }

    [Fact]
    public void A_page_that_the_converter_lacks_is_not_acknowledged()
    {
        using PmbusDevice device = new(_bus.CreateDevice(0x43));
        I2cException error = Assert.Throws<I2cException>(() => device.ReadOutputVolts(6));
        Assert.Equal(I2cFault.NotAcknowledged, error.Fault);
    }

    [Fact]
    public void A_vout_mode_that_is_not_linear_is_refused()
    {
        _bus.Attach(0x44, new VirtualPmbusConverter(
            _clock, 0x44, new Dictionary<int, IVirtualRail> { [0] = _int }, voutMode: 0x21));
        using PmbusDevice device = new(_bus.CreateDevice(0x44));
        I2cException error = Assert.Throws<I2cException>(() => device.ReadOutputVolts(0));
        Assert.Equal(I2cFault.UnknownFormat, error.Fault);
    }

    [Fact]
    public void Faults_stay_until_they_are_cleared()
    {
        using PmbusDevice device = new(_bus.CreateDevice(0x43), packetErrorCheck: true);
        _converter.Latch(2, PmbusStatus.OutputOvercurrent);
        Assert.Equal(PmbusStatus.OutputOvercurrent, device.ReadStatus(2));
        device.ClearFaults(2);
        Assert.Equal(PmbusStatus.None, device.ReadStatus(2));
    }

    [Fact]
    public void Telemetry_read_twice_within_its_cycle_is_stale()
    {
        using PmbusDevice device = new(_bus.CreateDevice(0x43));
        using PmbusRail rail = new(device, 2, _clock);
        Assert.Equal(ReadingState.Fresh, rail.Read().State);
        Assert.Equal(ReadingState.Stale, rail.Read().State);
        _clock.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Equal(ReadingState.Fresh, rail.Read().State);
    }
}
