using System.Device.I2c;
using OnBoard.Drivers;
using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Time;
using OnBoard.Sensors.Boards;

namespace OnBoard.Sensors.Power;

/// <summary>A rail as the kernel's driver says and as its chip's registers say, in the same second.</summary>
/// <param name="Rail">The rail.</param>
/// <param name="KernelVolts">Mean of some readings through the driver, volts.</param>
/// <param name="KernelAmperes">The same, amperes.</param>
/// <param name="RegisterVolts">Mean of as many readings between those, by the registers, volts.</param>
/// <param name="RegisterAmperes">The same, amperes.</param>
public sealed record RailBothWays(
    BoardRail Rail, double KernelVolts, double KernelAmperes, double RegisterVolts, double RegisterAmperes)
{
    private const int Readings = 8;

    // A step of the chip and one of the driver; what a rail may move between two readings. A wrong shunt, channel or scale is a
    // factor.
    private const double MinVolts = 5e-3, MinAmperes = 20e-3, ShareOfVolts = 0.005, ShareOfAmperes = 0.1;

    /// <summary>Whether both say the same.</summary>
    public bool Agree =>
        Math.Abs(KernelVolts - RegisterVolts) <= MinVolts + (ShareOfVolts * Math.Abs(RegisterVolts))
        && Math.Abs(KernelAmperes - RegisterAmperes) <= MinAmperes + (ShareOfAmperes * Math.Abs(RegisterAmperes));

    /// <summary>Reads a rail both ways, in turn.</summary>
    /// <param name="board">Its board.</param>
    /// <param name="rail">The rail.</param>
    /// <param name="clock">The clock of the readings.</param>
    /// <param name="topology">Where chips are; /sys by default.</param>
    /// <param name="observe">A chip of i2c-N that a driver may own, only to be looked at; /dev/i2c-N by default.</param>
    /// <returns>Null where no driver of the kernel holds the rail's monitor.</returns>
    /// <exception cref="OnBoardException">One of both ways failed, or the registers may not be looked at.</exception>
    public static RailBothWays? Read(
        BoardDescription board, BoardRail rail, IClock clock, I2cTopology? topology = null, Func<int, int, I2cDevice>? observe = null)
    {
        topology ??= new I2cTopology();
        if (AdapterOf(board.BusOf(rail), rail, topology) is not { } adapter || topology.FindDriver(adapter, rail.Address) is null) return null;
        if (rail.Chip is not (MonitorChip.Ina226 or MonitorChip.Ina260))
        {
            throw new DeviceMissingException(
                $"rail {rail.Name} by registers", "its chip has pages, which the kernel's driver turns: nobody else may",
                "unbind the driver, run this again, and compare the two reports");
        }

        double shunt = (rail.ShuntMicroohms ?? 2000) * 1e-6;
        using KernelPowerSensor kernel = KernelPowerSensor.OpenIna(topology.ChipFolder(adapter, rail.Address), shunt, clock);
        I2cDevice chip = (observe ?? LinuxI2cBus.Observe)(adapter, rail.Address);
        using InaRegisters registers = rail.Chip == MonitorChip.Ina260
            ? InaRegisters.OfIna260(chip, clock)
            : InaRegisters.OfIna226(chip, shunt, clock);
        double kernelVolts = 0, kernelAmperes = 0, registerVolts = 0, registerAmperes = 0;
        for (int i = 0; i < Readings; i++)
        {
            PowerReading reading = kernel.Read();
            (double volts, double amperes) = registers.Read();
            kernelVolts += reading.Volts / Readings;
            kernelAmperes += reading.Amperes / Readings;
            registerVolts += volts / Readings;
            registerAmperes += amperes / Readings;
        }

        return new(rail, kernelVolts, kernelAmperes, registerVolts, registerAmperes);
    }

    private static int? AdapterOf(BoardBus bus, BoardRail rail, I2cTopology topology)
    {
        int? adapter = topology.FindAdapter(bus.Controller) ?? (topology.HasUnnamedAdapter(bus.Number) ? bus.Number : null);
        return adapter is { } outer && rail.Channel is { } channel
            ? topology.FindChannel(outer, bus.Multiplexer!.Address, channel)
            : adapter;
    }
}
