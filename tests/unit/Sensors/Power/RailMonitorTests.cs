using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Time;
using OnBoard.Drivers.Virtual;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Tests.Unit.Sensors.Power;

public class RailMonitorTests
{
    private readonly RecordedLoad _logic = new(1, 2);
    private readonly Bench _bench;
    private readonly RailMonitor<Measured> _monitor;

    public RailMonitorTests()
    {
        _bench = new([(_logic, PowerDomain.PL), (new(1, 3), PowerDomain.PL), (new(12, 1), PowerDomain.BoardInput)]);
        _monitor = new(_bench.Rails, _bench.Clock);
    }

    [Fact]
    public void Before_the_first_sweep_nothing_is_known_and_nothing_is_zero()
    {
        RailsSnapshot snapshot = _monitor.Latest();
        Assert.All(snapshot.Rails, rail =>
        {
            Assert.True(double.IsNaN(rail.Watts) && double.IsNaN(rail.MinimumWatts) && double.IsNaN(rail.Joules));
            Assert.Equal(double.PositiveInfinity, rail.AgeSeconds);
            Assert.NotNull(rail.Fault);
        });
        Assert.True(double.IsNaN(snapshot.RailWatts));
    }

    [Fact]
    public void Domains_are_sums_and_the_board_input_is_in_none_of_them()
    {
        Sweep(1);
        RailsSnapshot snapshot = _monitor.Latest();
        Assert.Equal("measured", snapshot.Provenance);
        Assert.Equal([PowerDomain.PL, PowerDomain.BoardInput], snapshot.Domains.Select(domain => domain.Domain));
        Assert.Equal(5, snapshot.RailWatts, 0.01);
        Assert.Equal(12, snapshot.BoardInputWatts, 0.05);
        Assert.Equal(5, snapshot.Domains[0].Joules, 0.1);
    }

    [Fact]
    public void A_rail_tells_extremes_age_and_counts()
    {
        _logic.Change(500_000_000, 4);
        Sweep(1);
        _bench.Clock.Advance(TimeSpan.FromSeconds(0.5));
        RailFigures rail = _monitor.Latest().Rails[0];
        Assert.Equal((2.0, 4.0, 4.0), (rail.MinimumWatts, rail.MaximumWatts, rail.Watts));
        Assert.Equal(0.5, rail.AgeSeconds, 0.01);
        Assert.InRange(rail.Fresh, 190, 250);
        Assert.Equal(ReadingState.Fresh, rail.State);
        Assert.Null(rail.Fault);
    }

    [Fact]
    public void A_rail_that_fails_takes_its_domains_sum_with_it_and_no_other()
    {
        Sweep(0.1);
        _bench.Remove(0);
        Sweep(0.1);
        RailsSnapshot snapshot = _monitor.Latest();
        Assert.True(double.IsNaN(snapshot.RailWatts));
        Assert.Equal(12, snapshot.BoardInputWatts, 0.05);
        Assert.Contains("did not acknowledge", snapshot.Rails[0].Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rail_that_did_not_open_is_listed_with_the_reason()
    {
        string root = Directory.CreateTempSubdirectory().FullName;
        RailSet<Measured> rails = BoardRails.Open(
            BoardCatalog.Load("kv260"), _bench.Clock, null, new I2cTopology(root), _ => throw new InvalidOperationException());
        using RailMonitor<Measured> monitor = new(rails, _bench.Clock);
        RailFigures rail = Assert.Single(monitor.Latest().Rails);
        Assert.Equal("SOM_5V", rail.Name);
        Assert.Contains("ff030000", rail.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_window_tells_joules_with_interval_by_domain_and_rail()
    {
        Sweep(0.1);
        IEnergyWindow window = _monitor.Begin("second");
        Sweep(1);
        window.End();
        Sweep(0.1);
        WindowFigures figures = window.Figures(TimeSpan.Zero);
        Assert.Equal(("second", "measured"), (figures.Name, figures.Rails[0].Provenance));
        Assert.Equal(5, figures.RailTotal!.Joules, figures.RailTotal.Interval95);
        Assert.Equal(["PL", "BoardInput"], figures.Domains.Select(domain => domain.Name));
        Assert.Equal(2, figures.Rails[0].Joules, figures.Rails[0].Interval95);
        Assert.InRange(figures.Rails[0].Interval95, 1e-4, 0.05);
    }

    [Fact]
    public void A_window_that_cannot_be_told_has_no_number_but_a_reason()
    {
        Sweep(0.1);
        IEnergyWindow window = _monitor.Begin("blink");
        window.End();
        Sweep(0.1);
        WindowEnergy total = window.Figures(TimeSpan.Zero).RailTotal!;
        Assert.True(double.IsNaN(total.Joules) && double.IsNaN(total.Interval95));
        Assert.NotNull(total.Unresolved);
    }

    [Fact]
    public void The_power_of_a_virtual_board_follows_work_that_is_counted_before_each_sweep()
    {
        VirtualClock clock = new();
        using VirtualBoard board = new(clock);
        WorkCounter counter = new(board.Model, clock, () =>
        {
            double busy = Math.Clamp((clock.Nanoseconds * 1e-9) - 1, 0, 1);
            return new((long)(50e9 * busy), (long)(4e9 * busy), TimeSpan.FromSeconds(busy));
        });
        PowerSampler<Modelled> sampler = new(board.Rails, clock) { BeforeSweep = counter.Count };
        long end = clock.Nanoseconds + 2_500_000_000;
        sampler.SweepUntil(end);
        Assert.Equal(1, board.Model.CountedJoules(PowerDomain.PL), 1e-9);
        Assert.Equal(0.48, board.Model.CountedJoules(PowerDomain.DDR), 1e-9);
        Assert.Equal(0.35, board.Model.CountedJoules(PowerDomain.PS), 1e-9);
        int logic = board.Rails.Rails.ToList().FindIndex(rail => rail.Rail.Name == "VCCINT");
        Assert.Equal(0.85 * 1.9, sampler.Latest(logic, clock.Nanoseconds).MaximumWatts, 0.15);
        Assert.Equal(0.85 * 0.9, sampler.Latest(logic, clock.Nanoseconds).MinimumWatts, 0.05);
    }

    [Fact]
    public void The_thread_ends_with_the_monitor_and_closes_the_rails_owner()
    {
        VirtualBoard board = new(SystemClock.Instance);
        bool closed = false;
        using (RailMonitor<Modelled> monitor = new RailMonitor<Modelled>(
            board.Rails, SystemClock.Instance, 50, null, new Closing(() => closed = true)).Start())
        {
            SpinWait.SpinUntil(() => monitor.Latest().Rails.All(rail => rail.Fresh > 0));
            Assert.Equal("modelled", monitor.Latest().Provenance);
            Assert.Null(monitor.Failure);
        }

        Assert.True(closed);
        board.Dispose();
    }

    private void Sweep(double seconds)
    {
        long end = _bench.Clock.Nanoseconds + (long)(seconds * 1e9);
        _monitor.Sampler.SweepUntil(end);
        _bench.Clock.SleepUntil(end);
    }

    private sealed class Closing(Action close) : IDisposable
    {
        public void Dispose() => close();
    }
}
