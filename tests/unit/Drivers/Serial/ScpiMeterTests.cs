using OnBoard.Drivers;
using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Serial;
using OnBoard.Drivers.Time;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Tests.Unit.Drivers.Serial;

public class ScpiMeterTests
{
    private string? _volts = "+1.20105000E+01";
    private string _amperes = "+1.75000000E+00";

    [Fact]
    public void A_meter_tells_who_it_is_and_reads_volts_and_amperes()
    {
        using PseudoTerminal line = new(Answer);
        using ScpiMeter meter = ScpiMeter.Open(line.Path, SystemClock.Instance);
        PowerReading reading = meter.Read();
        Assert.Equal("ACME,M1,42,1.0", meter.Identity);
        Assert.Equal((12.0105, 1.75, ReadingState.Fresh), (reading.Volts, reading.Amperes, reading.State));
    }

    [Fact]
    public void A_meter_out_of_range_is_saturated()
    {
        using PseudoTerminal line = new(Answer);
        using ScpiMeter meter = ScpiMeter.Open(line.Path, SystemClock.Instance);
        _amperes = "+9.90000000E+37";
        Assert.Equal(ReadingState.Saturated, meter.Read().State);
    }

    [Fact]
    public void A_meter_that_answers_no_number_fails_with_what_it_said()
    {
        using PseudoTerminal line = new(Answer);
        using ScpiMeter meter = ScpiMeter.Open(line.Path, SystemClock.Instance);
        _volts = "ERROR";
        DeviceFailedException error = Assert.Throws<DeviceFailedException>(() => meter.Read());
        Assert.Contains("\"ERROR\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_meter_that_falls_silent_fails()
    {
        using PseudoTerminal line = new(Answer);
        using ScpiMeter meter = ScpiMeter.Open(
            line.Path, SystemClock.Instance, timeout: TimeSpan.FromSeconds(1));
        _volts = null;
        DeviceFailedException error = Assert.Throws<DeviceFailedException>(() => meter.Read());
        Assert.Contains("did not answer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_is_not_there_is_a_missing_device() =>
        Assert.Throws<DeviceMissingException>(() => ScpiMeter.Open("/dev/ttyNONE9", SystemClock.Instance));

    [Fact]
    public void A_meter_gives_windows_as_rails_do()
    {
        using PseudoTerminal line = new(Answer);
        using RailSet<Measured> rails = BenchMeter.AsRails(ScpiMeter.Open(line.Path, SystemClock.Instance));
        using PowerSampler<Measured> sampler = new(rails, SystemClock.Instance, 50);
        EnergyWindow<Measured> window = new EnergyMeter<Measured>(sampler).Begin("window");
        sampler.SweepUntil(SystemClock.Instance.Nanoseconds + 300_000_000);
        window.End();
        sampler.SweepUntil(SystemClock.Instance.Nanoseconds + 200_000_000);
        EnergyReport<Measured> report = window.Report(TimeSpan.Zero);
        Energy<Measured> energy = report.BoardInput!.Energy!.Value;
        Assert.Equal(12.0105 * 1.75, energy.Joules / report.Seconds, energy.Interval95 / report.Seconds);
        Assert.Null(report.RailTotal);
        Assert.Equal(MonitorChip.Scpi, report.Rails[0].Rail.Chip);
    }

    private string? Answer(string question) => question switch
    {
        "*IDN?" => "ACME,M1,42,1.0",
        "MEAS:VOLT:DC?" => _volts,
        "MEAS:CURR:DC?" => _amperes,
        _ => null,
    };
}
