using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Time;
using OnBoard.Drivers.Virtual;
using OnBoard.Sensors.Boards;

namespace OnBoard.Sensors.Power;

/// <summary>
/// The monitors of a virtual board: modelled chips behind a modelled multiplexer, fed by a power model and read by the
/// same drivers as real ones. Its figures are modelled, and their type says so.
/// </summary>
public sealed class VirtualBoard : IDisposable
{
    /// <param name="clock">The clock of the board: virtual, or the system's for a service.</param>
    /// <param name="options">How monitors are set.</param>
    /// <param name="constants">The constants of the power model.</param>
    /// <param name="board">Another board than the shipped "virtual"; it has one bus and INA226 monitors.</param>
    public VirtualBoard(
        IClock clock, RailOptions? options = null, PowerConstants? constants = null, BoardDescription? board = null)
    {
        board ??= BoardCatalog.Load(BoardCatalog.Virtual);
        Model = new BoardPowerModel(clock, constants);
        BoardBus description = board.Buses[0];

        // On the system clock the bus may run a millisecond ahead, which spares a wake-up for each transfer.
        long slack = clock is VirtualClock ? 0 : 1_000_000;
        Bus = new VirtualI2cBus(description.Number, clock, description.Hertz, slack);
        VirtualI2cBus[] channels = [.. Enumerable.Range(100, 8).Select(number => new VirtualI2cBus(number, clock))];
        if (description.Multiplexer is { } multiplexer)
            Bus.Attach(multiplexer.Address, new VirtualPca954x(multiplexer.Model, channels));
        foreach (BoardRail rail in board.Rails)
        {
            VirtualI2cBus bus = rail.Channel is { } channel ? channels[channel] : Bus;
            var flow = new ModelledRail(Model, rail);
            bus.Attach(rail.Address, new VirtualIna226(clock, flow, rail.ShuntMicroohms!.Value * 1e-6, ErrorsOf(rail)));
        }

        Rails = BoardRails.OpenVirtual(board, clock, options ?? new(), Bus);
    }

    /// <summary>The bus, for those who let it fail.</summary>
    public VirtualI2cBus Bus { get; }

    /// <summary>The power model: whoever works on the board counts here.</summary>
    public BoardPowerModel Model { get; }

    /// <summary>The rails.</summary>
    public RailSet<Modelled> Rails { get; }

    /// <inheritdoc/>
    public void Dispose() => Rails.Dispose();

    // Within the datasheet's limits, different for each chip and the same at each start.
    private static VirtualSensorErrors ErrorsOf(BoardRail rail)
    {
        var random = new Random((rail.Channel ?? 0) * 128 + rail.Address);
        double Within(double bound) => bound * ((2 * random.NextDouble()) - 1);
        return new(
            Gain: Within(0.005),
            CurrentOffset: Within(2.5e-6),
            BusOffsetVolts: Within(1.25e-3),
            CurrentNoise: 2.5e-6,
            BusNoiseVolts: 0.5e-3,
            Oscillator: Within(0.01),
            Seed: random.Next());
    }

    private sealed class ModelledRail(BoardPowerModel model, BoardRail rail) : IVirtualRail
    {
        private readonly double _volts = rail.Volts ?? 1;
        private readonly double _share = rail.Share ?? 1;

        public double MeanVolts(long fromNanoseconds, long toNanoseconds) => _volts;

        public double MeanAmperes(long fromNanoseconds, long toNanoseconds) =>
            model.MeanWatts(rail.Domain, fromNanoseconds, toNanoseconds) * _share / _volts;
    }
}
