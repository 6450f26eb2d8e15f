using OnBoard.Device.Interfaces.Status;
using OnBoard.Drivers.I2c;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Tests.Unit.Device.Interfaces.Status;

public class PowerReportTests
{
    private static readonly RailsSnapshot Snapshot = new(
        "a board", "modelled", 0,
        [
            Rail("VCCINT", PowerDomain.PL, 0.9, null),
            Rail("VADJ_FMC", PowerDomain.IO, double.NaN, "it is off"),
            Rail("12V", PowerDomain.BoardInput, 9, null),
        ],
        [
            new DomainFigures(PowerDomain.PL, 0.9, 90), new DomainFigures(PowerDomain.IO, double.NaN, double.NaN),
            new DomainFigures(PowerDomain.BoardInput, 9, 900),
        ]);

    [Fact]
    public void What_is_not_known_is_null_and_keeps_its_reason()
    {
        RailReport off = PowerReport.Of(Snapshot).Rails[1];
        Assert.Null(off.Watts);
        Assert.Equal("it is off", off.Fault);
        Assert.Null(PowerReport.Of(Snapshot).RailWatts);
    }

    [Fact]
    public void The_board_input_is_told_apart_from_the_rails_that_it_feeds()
    {
        PowerReport report = PowerReport.Of(Snapshot);
        Assert.Equal(9, report.BoardInputWatts);
        Assert.Equal(["PL", "IO", "board input"], report.Domains.Select(domain => domain.Name));
        Assert.Equal("modelled", report.Provenance);
    }

    [Fact]
    public void Energy_that_cannot_be_told_is_null_and_says_why()
    {
        EnergyFigure figure = PowerReport.Hop(new WindowEnergy("rails", "modelled", 0.1, double.NaN, double.NaN, "too short", 0.9, 1, 0, 0))!;
        Assert.Null(figure.Joules);
        Assert.Equal("too short", figure.Basis);
        Assert.Null(PowerReport.Hop(null));
    }

    private static RailFigures Rail(string name, PowerDomain domain, double watts, string? fault) => new(
        name, domain, "chip", ReadingState.Fresh, watts, watts, watts, watts, watts, watts, 0, 1, 0, 0, fault);
}
