using OnBoard.Drivers.Virtual;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Tests.Unit.Sensors.Power;

public class VirtualBoardTests
{
    private readonly VirtualClock _clock = new();

    [Fact]
    public void Every_rail_of_the_virtual_board_opens()
    {
        using VirtualBoard board = new(_clock);
        Assert.Empty(board.Rails.Failures);
        Assert.Equal(7, board.Rails.Rails.Count);
    }

    [Fact]
    public void Idle_power_and_counted_events_arrive_at_the_rails()
    {
        using VirtualBoard board = new(_clock);
        PowerSampler<Modelled> sampler = new(board.Rails, _clock);
        EnergyMeter<Modelled> meter = new(sampler);
        sampler.SweepUntil(_clock.Nanoseconds + 100_000_000);
        EnergyWindow<Modelled> window = meter.Begin("work");
        long begin = _clock.Nanoseconds;
        for (int i = 0; i < 200; i++)
        {
            board.Model.Count(500_000_000, 40_000_000, 0.01, TimeSpan.FromMilliseconds(10));
            sampler.SweepUntil(begin + ((i + 1) * 10_000_000L));
        }

        sampler.SweepUntil(_clock.Nanoseconds + 20_000_000);
        window.End();
        sampler.SweepUntil(_clock.Nanoseconds + 100_000_000);
        EnergyReport<Modelled> report = window.Report(TimeSpan.Zero);
        foreach ((PowerDomain domain, double idle) in PowerConstants.Default.IdleWatts)
        {
            double truth = (idle * report.Seconds) + board.Model.CountedJoules(domain);
            Energy<Modelled> energy = report.Of(domain)!.Energy!.Value;
            Assert.True(Math.Abs(energy.Joules - truth) < energy.Interval95, $"{domain}: {energy} where the truth is {truth:F4} J");
        }

        Assert.Equal(2, board.Model.CountedJoules(PowerDomain.PL), 1e-9);
        Assert.Equal(0.96, board.Model.CountedJoules(PowerDomain.DDR), 1e-9);
        Assert.Equal(0.7, board.Model.CountedJoules(PowerDomain.PS), 1e-9);
        Assert.True(report.BoardInput!.Energy!.Value.Joules > report.RailTotal!.Energy!.Value.Joules);
    }

    [Fact]
    public void Counted_energy_flows_once_however_the_clock_runs_on()
    {
        BoardPowerModel model = new(_clock);
        model.Count(50_000_000_000, 0, 0, TimeSpan.FromMilliseconds(20));
        double idle = PowerConstants.Default.IdleWatts[PowerDomain.PL];
        double Above(double from, double to) => to - from is var seconds
            ? (model.MeanWatts(PowerDomain.PL, (long)(from * 1e9), (long)(to * 1e9)) - idle) * seconds
            : 0;
        Assert.Equal(1, Above(0, 0.1), 1e-9);
        Assert.Equal(0, Above(0.1, 1), 1e-9);
        Assert.Equal(0, Above(65.5, 65.6), 1e-9); // the ring's second time round
        _clock.Advance(TimeSpan.FromSeconds(200));
        model.Count(50_000_000_000, 0, 0, TimeSpan.FromMilliseconds(20));
        Assert.Equal(1, Above(200, 200.1), 1e-9);
        Assert.Equal(0, Above(199, 200), 1e-9);
    }
}
