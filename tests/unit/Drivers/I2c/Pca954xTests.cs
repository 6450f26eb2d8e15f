using System.Device.I2c;
using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Virtual;

namespace OnBoard.Tests.Unit.Drivers.I2c;

public class Pca954xTests
{
    private readonly VirtualClock _clock = new();
    private readonly VirtualI2cBus _bus;
    private readonly VirtualPca954x _chip;
    private readonly List<string> _transfers = [];

    public Pca954xTests()
    {
        _bus = new(0, _clock) { Observer = transfer => _transfers.Add(transfer.ToString()) };
        VirtualI2cBus first = new(10, _clock), second = new(11, _clock);
        first.Attach(0x40, new VirtualIna226(_clock, new ConstantRail(0.85, 1), 0.005));
        second.Attach(0x40, new VirtualIna226(_clock, new ConstantRail(1.2, 2), 0.005));
        _chip = new VirtualPca954x(Pca954xModel.Pca9544, first, second);
        _bus.Attach(0x75, _chip);
    }

    [Fact]
    public void The_same_address_behind_two_channels_is_two_chips()
    {
        using Pca954x mux = new(_bus.CreateDevice(0x75), Pca954xModel.Pca9544);
        using Ina226 first = new(mux.OpenChannel(_bus, 0).CreateDevice(0x40), 0.005, _clock);
        using Ina226 second = new(mux.OpenChannel(_bus, 1).CreateDevice(0x40), 0.005, _clock);
        _clock.Advance(TimeSpan.FromMilliseconds(6));
        Assert.Equal(1, first.Read().Amperes, 3);
        Assert.Equal(2, second.Read().Amperes, 3);
        Assert.Equal(1, first.Read().Amperes, 3);
    }

    [Fact]
    public void A_channel_is_selected_once_for_many_transfers()
    {
        using Pca954x mux = new(_bus.CreateDevice(0x75), Pca954xModel.Pca9544);
        using I2cDevice first = mux.OpenChannel(_bus, 0).CreateDevice(0x40);
        using I2cDevice second = mux.OpenChannel(_bus, 1).CreateDevice(0x40);
        byte[] buffer = new byte[2];
        first.WriteRead([0xfe], buffer);
        first.WriteRead([0xff], buffer);
        second.WriteRead([0xfe], buffer);
        Assert.Equal(["75 w 04", "40 w fe r 2", "40 w ff r 2", "75 w 05", "40 w fe r 2"], _transfers);
    }

    [Fact]
    public void A_mux_that_was_reset_fails_once_and_is_selected_anew()
    {
        using Pca954x mux = new(_bus.CreateDevice(0x75), Pca954xModel.Pca9544);
        using I2cDevice device = mux.OpenChannel(_bus, 0).CreateDevice(0x40);
        byte[] buffer = new byte[2];
        device.WriteRead([0xfe], buffer);
        _chip.Reset();
        I2cException error = Assert.Throws<I2cException>(() => device.WriteRead([0xfe], buffer));
        Assert.Equal(I2cFault.NotAcknowledged, error.Fault);
        device.WriteRead([0xfe], buffer);
        Assert.Equal([0x54, 0x49], buffer);
    }

    [Fact]
    public void Deselected_channels_do_not_answer()
    {
        using Pca954x mux = new(_bus.CreateDevice(0x75), Pca954xModel.Pca9544);
        mux.Select(1);
        mux.Deselect();
        using I2cDevice device = _bus.CreateDevice(0x40);
        Assert.Throws<I2cException>(() => device.WriteRead([0xfe], new byte[2]));
    }

    [Fact]
    public void A_pca9548_has_a_bit_for_each_channel()
    {
        VirtualI2cBus[] channels = [.. Enumerable.Range(0, 8).Select(channel => new VirtualI2cBus(20 + channel, _clock))];
        channels[3].Attach(0x41, new VirtualIna226(_clock, new ConstantRail(12, 2), 0.005));
        _bus.Attach(0x74, new VirtualPca954x(Pca954xModel.Pca9548, channels));
        using Pca954x mux = new(_bus.CreateDevice(0x74), Pca954xModel.Pca9548);
        using Ina226 driver = new(mux.OpenChannel(_bus, 3).CreateDevice(0x41), 0.005, _clock);
        Assert.Equal("74 w 08", _transfers[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => mux.Select(8));
    }

    [Fact]
    public void The_driver_of_Iot_Device_Bindings_reads_our_model_and_does_not_recover_from_a_reset_as_ours_does()
    {
        VirtualClock clock = new();
        VirtualI2cBus bus = new(0, clock), behind = new(1, clock);
        VirtualPca954x mux = new(Pca954xModel.Pca9548, new(2, clock), behind);
        bus.Attach(0x74, mux);
        behind.Attach(0x40, new VirtualIna226(clock, new ConstantRail(1, 1), 0.005));
        static int Manufacturer(System.Device.I2c.I2cDevice device)
        {
            byte[] bytes = new byte[2];
            device.WriteRead([0xfe], bytes);
            return (bytes[0] << 8) | bytes[1];
        }

        using Iot.Device.Tca954x.Tca9548A theirs = new(bus.CreateDevice(0x74), bus, shouldDispose: false);
        System.Device.I2c.I2cDevice byTheirs = theirs.GetChannel(1).CreateDevice(0x40);
        Assert.Equal(0x5449, Manufacturer(byTheirs));
        mux.Reset();
        for (int i = 0; i < 3; i++) Assert.ThrowsAny<Exception>(() => Manufacturer(byTheirs));

        using Pca954x ours = new(bus.CreateDevice(0x74), Pca954xModel.Pca9548);
        System.Device.I2c.I2cDevice byOurs = ours.OpenChannel(bus, 1).CreateDevice(0x40);
        Assert.Equal(0x5449, Manufacturer(byOurs));
        mux.Reset();
        Assert.Throws<I2cException>(() => Manufacturer(byOurs));
        Assert.Equal(0x5449, Manufacturer(byOurs));
    }
}
