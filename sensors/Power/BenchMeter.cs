using OnBoard.Drivers.Serial;
using OnBoard.Sensors.Boards;

namespace OnBoard.Sensors.Power;

/// <summary>A bench meter as a rail of its own, with its own sampler: it is too slow to be read between monitors.</summary>
public static class BenchMeter
{
    /// <summary>Name of its rail.</summary>
    public const string RailName = "METER";

    /// <summary>A set of the one rail that the meter sees.</summary>
    /// <param name="meter">The meter; disposed with the set.</param>
    /// <param name="domain">Where it is connected: the board's input unless it stands in a rail.</param>
    public static RailSet<Measured> AsRails(ScpiMeter meter, PowerDomain domain = PowerDomain.BoardInput)
    {
        var rail = new BoardRail(RailName, "serial", 0, MonitorChip.Scpi, domain);
        var board = new BoardDescription("meter", meter.Identity, "scpi", [], [rail], []);
        return new(board, [new(rail, meter)], [], []);
    }
}
