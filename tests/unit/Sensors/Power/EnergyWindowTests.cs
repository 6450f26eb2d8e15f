using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Virtual;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Tests.Unit.Sensors.Power;

public class EnergyWindowTests
{
    private static Bench TwoRails() => new([(new(1, 2), PowerDomain.PL), (new(12, 1), PowerDomain.BoardInput)]);

    [Fact]
    public void A_window_adds_up_its_domains_and_leaves_the_board_input_aside()
    {
        Bench bench = new([(new(1, 2), PowerDomain.PL), (new(1, 1), PowerDomain.PS), (new(12, 1), PowerDomain.BoardInput)]);
        bench.Sweep(0.1);
        EnergyReport<Measured> report = bench.Window(2);
        Assert.Equal(4, report.Of(PowerDomain.PL)!.Energy!.Value.Joules, 0.01);
        Assert.Equal(6, report.RailTotal!.Energy!.Value.Joules, 0.01);
        Assert.Equal(24, report.BoardInput!.Energy!.Value.Joules, 0.05);
        Assert.Null(report.Of(PowerDomain.DDR));
        Assert.Equal("measured", report.Provenance);
    }

    [Fact]
    public void Windows_nest_and_carry_their_names_and_baseline()
    {
        Bench bench = TwoRails();
        bench.Sweep(0.1);
        EnergyWindow<Measured> outer = bench.Meter.Begin("training", "idle 7");
        bench.Sweep(1);
        EnergyWindow<Measured> inner = outer.Begin("step");
        bench.Sweep(0.5);
        inner.End();
        bench.Sweep(1);
        outer.End();
        bench.Sweep(0.1);
        EnergyReport<Measured> whole = outer.Report(TimeSpan.Zero), part = inner.Report(TimeSpan.Zero);
        Assert.Equal(("training/step", "idle 7"), (part.Name, part.Baseline));
        Assert.Equal(1, part.Of(PowerDomain.PL)!.Energy!.Value.Joules, 0.02);
        Assert.Equal(5, whole.Of(PowerDomain.PL)!.Energy!.Value.Joules, 0.05);
    }

    [Fact]
    public void A_window_shorter_than_the_conversions_says_so_and_not_zero_joules()
    {
        Bench bench = TwoRails();
        bench.Sweep(0.1);
        EnergyWindow<Measured> window = bench.Meter.Begin("inference");
        bench.Clock.Advance(TimeSpan.FromMilliseconds(0.3));
        window.End();
        bench.Sweep(0.1);
        DomainEnergy<Measured> domain = window.Report(TimeSpan.Zero).Of(PowerDomain.PL)!;
        Assert.Null(domain.Energy);
        Assert.Contains("fresh samples", domain.Unresolved, StringComparison.Ordinal);
    }

    [Fact]
    public void A_window_that_has_not_been_read_past_says_so()
    {
        Bench bench = TwoRails();
        bench.Sweep(0.1);
        EnergyWindow<Measured> window = bench.Meter.Begin("window");
        bench.Sweep(1);
        window.End();
        Assert.Contains("since the window ended", window.Report(TimeSpan.Zero).RailTotal!.Unresolved, StringComparison.Ordinal);
    }

    [Fact]
    public void A_window_that_has_not_ended_has_no_report() =>
        Assert.Throws<InvalidOperationException>(() => TwoRails().Meter.Begin("window").Report(TimeSpan.Zero));

    [Fact]
    public void Power_that_begins_and_ends_with_the_window_is_found_whole()
    {
        RecordedLoad load = new(1, 0.5);
        Bench bench = new([(load, PowerDomain.PL)]);
        bench.Sweep(0.1);
        EnergyWindow<Measured> window = bench.Meter.Begin("pulse");
        long begin = bench.Clock.Nanoseconds;
        load.Change(begin, 3);
        load.Change(begin + 100_000_000, 0.5);
        bench.Sweep(0.1);
        window.End();
        bench.Sweep(0.1);
        Energy<Measured> energy = window.Report(TimeSpan.Zero).Of(PowerDomain.PL)!.Energy!.Value;
        Assert.Equal(0.3, energy.Joules, energy.Interval95);
        Assert.InRange(energy.Interval95, 0.001, 0.03);
    }

    [Fact]
    public void A_rail_that_is_gone_makes_its_domain_unresolved_and_no_other()
    {
        Bench bench = new([(new(1, 2), PowerDomain.PL), (new(1, 1), PowerDomain.PS)]);
        bench.Sweep(0.1);
        EnergyWindow<Measured> window = bench.Meter.Begin("window");
        bench.Sweep(0.2);
        bench.Remove(0);
        bench.Sweep(0.5);
        window.End();
        bench.Sweep(1);
        EnergyReport<Measured> report = window.Report(TimeSpan.Zero);
        Assert.StartsWith("RAIL0: ", report.Of(PowerDomain.PL)!.Unresolved, StringComparison.Ordinal);
        Assert.True(report.Of(PowerDomain.PL)!.Missing > 100);
        Assert.Equal(0.7, report.Of(PowerDomain.PS)!.Energy!.Value.Joules, 0.02);
        Assert.Null(report.RailTotal!.Energy);
    }

    [Theory]
    [InlineData(I2cFault.NotAcknowledged)]
    [InlineData(I2cFault.BusStuck)]
    [InlineData(I2cFault.ArbitrationLost)]
    public void A_bus_that_failed_for_a_while_is_counted_and_widens_the_interval(I2cFault fault)
    {
        RecordedLoad load = new(1, 2);
        for (int i = 0; i < 300; i++) load.Change(10_000_000L * (i + 1), i % 2 == 0 ? 3 : 2);
        Bench bench = new([(load, PowerDomain.PL)]);
        bench.Sweep(0.1);
        RailEnergy<Measured> whole = bench.Window(1).Rails[0];
        EnergyWindow<Measured> window = bench.Meter.Begin("window");
        bench.Sweep(0.4);
        bench.Bus.Fault = fault;
        bench.Sweep(0.2);
        bench.Bus.Fault = null;
        bench.Sweep(0.4);
        window.End();
        bench.Sweep(0.2);
        RailEnergy<Measured> part = window.Report(TimeSpan.Zero).Rails[0];
        Assert.True(part.Missing > 20);
        Assert.InRange(part.Coverage, 0.5, 0.8);
        Assert.True(part.Energy!.Value.Interval95 > 1.5 * whole.Energy!.Value.Interval95);
        Assert.Equal(2.5, part.Energy.Value.Joules, part.Energy.Value.Interval95);
    }

    [Fact]
    public void A_saturated_rail_is_missing_and_not_a_number()
    {
        Bench bench = new([(new(1, 30), PowerDomain.PL)]); // 150 mV where 81.9 mV is the end
        bench.Sweep(0.1);
        RailEnergy<Measured> rail = bench.Window(1).Rails[0];
        Assert.Null(rail.Energy);
        Assert.True(rail.Missing > 100);
    }

    [Fact]
    public void A_rail_that_could_not_be_opened_makes_its_domain_unresolved()
    {
        VirtualClock clock = new();
        VirtualI2cBus bus = new(1, clock);
        BoardDescription board = BoardCatalog.Load("kv260");
        string root = Directory.CreateTempSubdirectory().FullName;
        Directory.CreateDirectory(Path.Combine(root, "bus", "i2c", "devices", "i2c-1"));
        using RailSet<Measured> rails = BoardRails.Open(board, clock, null, new I2cTopology(root), _ => bus);
        Assert.Equal("SOM_5V", Assert.Single(rails.Failures).Rail.Name);
        Assert.Empty(rails.Rails);
    }

    [Fact]
    public void Nothing_flowing_is_not_told_from_zero_and_says_the_bound()
    {
        Bench bench = new([(new(1, 0.0001), PowerDomain.PL)]);
        bench.Sweep(0.1);
        DomainEnergy<Measured> domain = bench.Window(1).Of(PowerDomain.PL)!;
        Assert.Null(domain.Energy);
        Assert.Contains("not distinguishable from zero", domain.Unresolved, StringComparison.Ordinal);
    }
}
