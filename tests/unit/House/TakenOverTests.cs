using System.Device.I2c;
using OnBoard.Device.Service.Devices;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Device.Service.Recording;
using OnBoard.Drivers;
using OnBoard.Drivers.Audio;
using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Memory;
using OnBoard.Drivers.Virtual;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Fabric;
using OnBoard.Fabric.Engines.Model;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;
using OnBoard.Tests.Unit.Device.Service.Recording;
using OnBoard.Tests.Unit.Drivers.Audio;
using OnBoard.Tests.Unit.Drivers.I2c;
using OnBoard.Tests.Unit.Fabric.Engines;

namespace OnBoard.Tests.Unit.House;

/// <summary>What a constructor opened or took over is given back where it throws, whatever it throws.</summary>
public sealed class TakenOverTests
{
    [Fact]
    public void A_loudspeaker_of_an_impossible_rate_gives_its_pcm_back()
    {
        ScriptedPcm pcm = new(new PcmShape(SampleFormat.Signed16, 2, 0, 160, 640)) { Captures = false };
        Assert.ThrowsAny<Exception>(() => new AlsaLoudspeaker(pcm));
        Assert.True(pcm.Closed);
    }

    [Fact]
    public void A_sensor_of_the_kernel_without_a_current_closes_its_voltage()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        SysfsTree sysfs = new();
        string chip = sysfs.Chip(4, 0x43, "irps5401"), hwmon = Path.Combine(chip, "hwmon", "hwmon9");
        SysfsTree.Files(hwmon, ("in4_label", "vout3"), ("in4_input", "1799"), ("curr3_label", "iout3"));
        Assert.Throws<DeviceMissingException>(() => KernelPowerSensor.OpenPmbus(chip, 2, new(sysfs.Root), new VirtualClock()));
        Assert.DoesNotContain(
            Directory.EnumerateFiles("/proc/self/fd").Select(file => new FileInfo(file).LinkTarget), Path.Combine(hwmon, "in4_input").Equals);
    }

    [Fact]
    public void Rails_whose_second_bus_fails_unforeseen_close_the_first()
    {
        SysfsTree sysfs = new();
        HeldBus first = new();
        BoardDescription board = BoardCatalog.Load("zcu102");
        foreach (BoardBus bus in board.Buses) sysfs.Adapter(bus.Number, $"Cadence I2C at {bus.Controller}");
        sysfs.Multiplexer(board.Buses[0].Number, board.Buses[0].Multiplexer!.Address, 10, 11);
        int opened = 0;
        Assert.Throws<InvalidOperationException>(() => BoardRails.Open(
            board, new VirtualClock(), null, new(sysfs.Root), _ => opened++ == 0 ? first : throw new InvalidOperationException()));
        Assert.True(first.IsDisposed);
    }

    [Fact]
    public void A_fabric_whose_registers_fail_unforeseen_is_closed()
    {
        using FabricModel model = new(new ModelOptions { MemoryBytes = 1 << 20 });
        Held owner = new();
        FabricPort port = model.CreatePort(FabricTiming.LongTimeouts) with { Registers = new BrokenRegisters(), Owner = owner };
        Assert.Throws<InvalidOperationException>(() => new FabricEngine(Network(), port));
        Assert.True(owner.IsDisposed);
    }

    [Fact]
    public void A_fabric_that_cannot_be_supervised_is_closed()
    {
        using FabricModel model = new(new ModelOptions { MemoryBytes = 1 << 20 });
        Held owner = new();
        FabricEngine fabric = new(Network(), model.CreatePort(FabricTiming.LongTimeouts) with { Owner = owner });

        // The processor refuses weights whose sums could overflow.
        IntegerNetwork wild = Network();
        foreach (short[] weights in wild.Weights) weights.AsSpan().Fill(short.MaxValue);
        Assert.Throws<BadInputException>(() => new FabricSupervisor(fabric, wild));
        Assert.True(owner.IsDisposed);
    }

    [Fact]
    public void Rails_that_cannot_be_counted_are_closed()
    {
        VirtualBoard board = new(new VirtualClock());
        Held owner = new();
        RailMonitor<Modelled> monitor = new(board.Rails, new VirtualClock(), owner: owner);
        Assert.Throws<InvalidOperationException>(() => new LivePower(monitor, () => throw new InvalidOperationException(), new Conditions()));
        Assert.True(owner.IsDisposed);
    }

    [Fact]
    public void A_table_and_a_video_that_find_no_room_for_their_heading_close_their_file()
    {
        SmallDisk table = new(room: 2), video = new(room: 2);
        Assert.Throws<DeviceFailedException>(() => new CsvTable(table, "table", "column"));
        Assert.Throws<DeviceFailedException>(() => new MouthVideo(video, "video"));
        Assert.False(table.CanWrite);
        Assert.False(video.CanWrite);
    }

    private static IntegerNetwork Network() => IntegerNetwork.Quantize(RandomNetworks.Parameters(TestNetworks.Small, seed: 8));

    private sealed class Held : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    private sealed class HeldBus : I2cBus
    {
        public bool IsDisposed { get; private set; }

        public override I2cDevice CreateDevice(int deviceAddress) => throw new I2cException("chip", I2cFault.NotAcknowledged);

        public override void RemoveDevice(int deviceAddress)
        {
            // Nothing is held.
        }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }

    private sealed class BrokenRegisters : IRegisterWindow
    {
        public string Name => "broken";

        public uint Read(int offset) => throw new InvalidOperationException();

        public void Write(int offset, uint value) => throw new InvalidOperationException();

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
