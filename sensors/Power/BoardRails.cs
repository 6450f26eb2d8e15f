using System.Device.I2c;
using OnBoard.Drivers;
using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Time;
using OnBoard.Sensors.Boards;

namespace OnBoard.Sensors.Power;

/// <summary>
/// Opens the monitors of a board, chip by chip by what is free: a chip that a kernel driver owns is read through sysfs,
/// any other by its registers, behind the kernel's multiplexer channels where there are such and by selecting the
/// channel ourselves where not. Rails have the same names each way.
/// </summary>
public static class BoardRails
{
    /// <summary>Opens the rails of a real board.</summary>
    /// <param name="board">The board.</param>
    /// <param name="clock">The clock of the readings.</param>
    /// <param name="options">How monitors are set.</param>
    /// <param name="topology">Where chips are; /sys by default.</param>
    /// <param name="openBus">Opens i2c-N; /dev/i2c-N by default.</param>
    /// <returns>The rails that opened, and those that did not with the reason.</returns>
    public static RailSet<Measured> Open(
        BoardDescription board,
        IClock clock,
        RailOptions? options = null,
        I2cTopology? topology = null,
        Func<int, I2cBus>? openBus = null)
    {
        var opening = new Opening(
            board, clock, options ?? new(), topology ?? new(), openBus ?? (number => LinuxI2cBus.Open(number)));
        return opening.Run<Measured>();
    }

    /// <summary>Opens the rails of a virtual board, whose bus the kernel does not know.</summary>
    internal static RailSet<Modelled> OpenVirtual(
        BoardDescription board, IClock clock, RailOptions options, I2cBus bus) =>
        new Opening(board, clock, options, null, _ => bus).Run<Modelled>();

    private sealed class Opening(
        BoardDescription board, IClock clock, RailOptions options, I2cTopology? topology, Func<int, I2cBus> openBus)
    {
        private readonly Dictionary<int, I2cBus> _buses = [];
        private readonly Dictionary<string, Pca954x> _multiplexers = [];
        private readonly Dictionary<(string, int?, int), PmbusDevice> _converters = [];

        public RailSet<TProvenance> Run<TProvenance>()
            where TProvenance : struct, IProvenance
        {
            List<RailReader> rails = [];
            List<RailFailure> failures = [];
            try
            {
                foreach (BoardRail rail in board.Rails.OrderBy(rail => rail.Bus).ThenBy(rail => rail.Channel))
                {
                    try
                    {
                        rails.Add(new(rail, Open(rail)));
                    }
                    catch (OnBoardException error)
                    {
                        failures.Add(new(rail, error));
                    }
                }
            }
            catch
            {
                // What was opened so far goes with it.
                Set().Dispose();
                throw;
            }

            return Set();

            RailSet<TProvenance> Set() =>
                new(board, rails, failures, [.. _converters.Values, .. _multiplexers.Values, .. _buses.Values]);
        }

        private IPowerSensor Open(BoardRail rail)
        {
            BoardBus bus = board.BusOf(rail);
            int adapter = AdapterOf(bus);
            string place = $"i2c@{bus.Controller}";
            if (rail.Channel is not { } channel) return OpenOn(rail, adapter, place, () => Bus(adapter, place));
            BoardMultiplexer multiplexer = bus.Multiplexer!;
            string inner = $"{place} mux 0x{multiplexer.Address:x2} channel {channel}";
            if (topology?.FindChannel(adapter, multiplexer.Address, channel) is { } behind)
                return OpenOn(rail, behind, inner, () => Bus(behind, inner));
            return OpenOn(
                rail, null, inner, () => Multiplexer(bus, multiplexer, adapter, place).OpenChannel(Bus(adapter, inner), channel));
        }

        /// <param name="rail">The rail.</param>
        /// <param name="adapter">The adapter that the kernel sees the chip on, or null where it cannot see it.</param>
        /// <param name="place">The bus, as messages name it.</param>
        /// <param name="findBus">The bus for our own driver.</param>
        private IPowerSensor OpenOn(BoardRail rail, int? adapter, string place, Func<I2cBus> findBus)
        {
            if (adapter is { } seen && topology?.FindDriver(seen, rail.Address) is not null)
            {
                string folder = topology.ChipFolder(seen, rail.Address);
                string name = $"{place} 0x{rail.Address:x2}";
                return rail.Chip == MonitorChip.Pmbus
                    ? OpenPage(rail, page => KernelPowerSensor.OpenPmbus(folder, page, topology, clock, name))
                    : KernelPowerSensor.OpenIna(folder, ShuntOf(rail), clock, name);
            }

            return OpenRegisters(rail, findBus());
        }

        private IPowerSensor OpenRegisters(BoardRail rail, I2cBus bus)
        {
            switch (rail.Chip)
            {
                case MonitorChip.Pmbus:
                    var key = (rail.Bus, rail.Channel, rail.Address);
                    if (!_converters.TryGetValue(key, out PmbusDevice? converter))
                        _converters[key] = converter = new(bus.CreateDevice(rail.Address), options.PacketErrorCheck);
                    return OpenPage(rail, page =>
                    {
                        converter.CheckPage(page);
                        return new PmbusRail(converter, page, clock);
                    });
                case MonitorChip.Ina260:
                    var ina260 = new Ina260(
                        bus.CreateDevice(rail.Address), clock, options.Configuration, options.KeepPointer);
                    if (options.MeasureCycle) ina260.MeasureCycle();
                    return ina260;
                case MonitorChip.Ina219:
                    return ExternalMonitor.OpenIna219(bus.CreateDevice(rail.Address), ShuntOf(rail), clock);
                case MonitorChip.Ina236:
                    return ExternalMonitor.OpenIna236(bus.CreateDevice(rail.Address), ShuntOf(rail), clock);
                default:
                    var ina226 = new Ina226(
                        bus.CreateDevice(rail.Address),
                        ShuntOf(rail),
                        clock,
                        options.Configuration,
                        options.KeepPointer);
                    if (options.MeasureCycle) ina226.MeasureCycle();
                    return ina226;
            }
        }

        private int AdapterOf(BoardBus bus)
        {
            if (topology is null) return bus.Number;
            if (topology.FindAdapter(bus.Controller) is { } adapter) return adapter;
            return topology.HasUnnamedAdapter(bus.Number) ? bus.Number : throw new DeviceMissingException(
                $"I2C controller i2c@{bus.Controller}",
                "the kernel has no such adapter",
                "check --board and the device tree");
        }

        // The other page is for a converter that lacks the first one, or does not answer for it.
        private static IPowerSensor OpenPage(BoardRail rail, Func<int, IPowerSensor> open)
        {
            if (rail.OtherPage is not { } other) return open(rail.Page!.Value);
            IPowerSensor? first = null;
            try
            {
                first = open(rail.Page!.Value);
                _ = first.Read();
                return first;
            }
            catch (OnBoardException)
            {
                first?.Dispose();
                return open(other);
            }
        }

        private Pca954x Multiplexer(BoardBus bus, BoardMultiplexer multiplexer, int adapter, string place)
        {
            if (_multiplexers.TryGetValue(bus.Name, out Pca954x? found)) return found;
            found = new(Bus(adapter, place).CreateDevice(multiplexer.Address), multiplexer.Model);
            return _multiplexers[bus.Name] = found;
        }

        private PlacedI2cBus Bus(int number, string place)
        {
            if (!_buses.TryGetValue(number, out I2cBus? bus)) _buses[number] = bus = openBus(number);
            return new PlacedI2cBus(bus, place);
        }

        // The shunt inside an INA260 is 2 mOhm.
        private static double ShuntOf(BoardRail rail) => (rail.ShuntMicroohms ?? 2000) * 1e-6;
    }
}
