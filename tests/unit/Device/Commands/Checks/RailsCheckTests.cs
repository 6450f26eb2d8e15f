using OnBoard.Device.Commands.Checks;
using OnBoard.Drivers.I2c;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Tests.Unit.Device.Commands.Checks;

public class RailsCheckTests
{
    private readonly BoardDescription _board = BoardCatalog.Load("zcu102") with
    {
        Rails = [.. BoardCatalog.Load("zcu102").Rails.Where(rail => rail.Name is "VCCINT" or "VCCPSINTFP" or "VADJ_FMC")],
    };

    [Fact]
    public void Rails_that_are_well_are_one_finding_with_rate_reader_and_cost()
    {
        Finding finding = Assert.Single(Validate(Rail("VCCINT"), Rail("VCCPSINTFP"), Rail("VADJ_FMC") with { Volts = 1.8 }));
        Assert.Equal(FindingState.Ok, finding.State);
        Assert.Contains("3 of 3 rails as they should be, measured: 3 by registers; 200 fresh readings", finding.Text, StringComparison.Ordinal);
        Assert.Contains("5 %", finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rail_that_did_not_open_is_missing_and_one_that_fails_is_failed()
    {
        Finding[] findings = Validate(
            Rail("VCCINT") with { Sensor = "", Fault = "no such adapter.", Fresh = 0 },
            Rail("VCCPSINTFP") with { Fault = "the chip did not acknowledge.", State = ReadingState.Failed },
            Rail("VADJ_FMC"));
        Assert.Equal([FindingState.Missing, FindingState.Failed, FindingState.Ok], findings.Select(finding => finding.State));
        Assert.Contains("ina226 u79 at 0x40", findings[0].Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_monitor_that_never_converts_is_failed()
    {
        Finding[] findings = Validate(Rail("VCCINT") with { Fresh = 0, State = ReadingState.Stale }, Rail("VCCPSINTFP"), Rail("VADJ_FMC"));
        Assert.Equal(FindingState.Failed, findings[0].State);
        Assert.Contains("no fresh reading", findings[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_voltage_that_is_not_the_rails_is_a_note()
    {
        Finding[] findings = Validate(Rail("VCCINT") with { Volts = 1.8 }, Rail("VCCPSINTFP"), Rail("VADJ_FMC"));
        Assert.Equal(FindingState.Note, findings[0].State);
        Assert.Contains("1.800 V where 0.85 V are nominal", findings[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rail_that_is_off_is_a_note_and_no_failure()
    {
        Finding[] findings = Validate(Rail("VCCINT"), Rail("VCCPSINTFP"), Rail("VADJ_FMC") with { State = ReadingState.Off, Volts = 0 });
        Assert.Equal(FindingState.Note, findings[0].State);
        Assert.Contains("is off", findings[0].Text, StringComparison.Ordinal);
    }

    private static RailFigures Rail(string name) => new(
        name, PowerDomain.PL, "ina226 at i2c-3 0x40 (registers)", ReadingState.Fresh, 0.85, 1, 0.85, 0.8, 0.9, 1, 0.001, 400, 0, 0, null);

    private Finding[] Validate(params RailFigures[] rails) =>
        [.. RailsCheck.Validate(_board, new RailsSnapshot("bench", "measured", 0, rails, []), seconds: 2, load: 0.05)];
}
