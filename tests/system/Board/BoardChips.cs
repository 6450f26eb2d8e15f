using OnBoard.Drivers.Time;
using OnBoard.Drivers.Virtual;
using OnBoard.Sensors.Boards;

namespace OnBoard.Tests.System.Board;

/// <summary>The power monitors of a ZCU102 as register-level chips on one bus, each on a rail of known voltage and current.</summary>
internal sealed class BoardChips
{
    private const int Channels = 4;

    private readonly Dictionary<string, KnownRail> _rails = [];

    public BoardChips()
    {
        Description = BoardCatalog.Load("zcu102");
        BoardBus bus = Description.Buses[0];

        // The kernel waits for nothing but the transfer: the bus may run ahead of the clock.
        Bus = new VirtualI2cBus(bus.Number, SystemClock.Instance, bus.Hertz, slackNanoseconds: 1_000_000);
        Behind = [.. Enumerable.Range(0, Channels).Select(channel => new VirtualI2cBus(100 + channel, SystemClock.Instance))];
        Bus.Attach(bus.Multiplexer!.Address, new VirtualPca954x(bus.Multiplexer.Model, [.. Behind]));
        foreach (BoardRail rail in Description.Rails)
        {
            // Different on each rail, so that none can be taken for another.
            KnownRail known = new(rail.Volts ?? 1.0, 0.1 + (0.05 * _rails.Count));
            _rails.Add(rail.Name, known);
            Behind[rail.Channel!.Value].Attach(
                rail.Address, new VirtualIna226(SystemClock.Instance, known, rail.ShuntMicroohms!.Value * 1e-6));
        }
    }

    /// <summary>The board.</summary>
    public BoardDescription Description { get; }

    /// <summary>Its bus, for the emulator and for those who let it fail.</summary>
    public VirtualI2cBus Bus { get; }

    /// <summary>The buses behind the multiplexer.</summary>
    public IReadOnlyList<VirtualI2cBus> Behind { get; }

    /// <summary>A rail.</summary>
    public KnownRail this[string name] => _rails[name];
}
