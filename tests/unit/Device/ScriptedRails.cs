using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Time;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Tests.Unit.Device;

/// <summary>Two rails and the board input with figures that the test says.</summary>
internal sealed class ScriptedRails : IRailMonitor
{
    public BoardDescription Board => BoardCatalog.Load("virtual");

    public string Provenance { get; set; } = "modelled";

    public long PeriodNanoseconds => 10_000_000;

    public Exception? Failure => null;

    /// <summary>Why VCCINT cannot be read; null where it can.</summary>
    public string? Fault { get; set; }

    /// <summary>Why VCCINT is not called measured; null where it is.</summary>
    public string? Doubt { get; set; }

    /// <summary>Since the last fresh reading.</summary>
    public double Age { get; set; }

    public RailsSnapshot Latest()
    {
        double vccint = Fault is null ? 1.5 : double.NaN, logic = Doubt is null ? vccint : double.NaN;
        return new RailsSnapshot(
            "virtual", Provenance, MonotonicClock.Nanoseconds,
            [
                Rail("VCCINT", PowerDomain.PL, vccint, Fault) with { Doubt = Doubt }, Rail("VCCPSINTFP", PowerDomain.PS, 0.5, null),
                Rail("12V", PowerDomain.BoardInput, 6, null),
            ],
            [
                new(PowerDomain.PS, 0.5, 5), new(PowerDomain.PL, logic, 10 * logic), new(PowerDomain.BoardInput, 6, 60),
            ]);
    }

    public IEnergyWindow Begin(string name) => new Window(name, Provenance, Fault);

    public void Burst(TimeSpan duration)
    {
        // Always as fast.
    }

    public void Dispose()
    {
        // Nothing is open.
    }

    private RailFigures Rail(string name, PowerDomain domain, double watts, string? fault) => new(
        name, domain, "INA226 at 0x40", fault is null ? ReadingState.Fresh : ReadingState.Failed, 1, watts, watts, watts, watts,
        10 * watts, Age, 100, 0, 0, fault);

    private sealed class Window(string name, string provenance, string? fault) : IEnergyWindow
    {
        public string Name => name;

        public bool Ended { get; private set; }

        public void End() => Ended = true;

        public WindowFigures Figures(TimeSpan timeout)
        {
            if (!Ended) throw new InvalidOperationException($"window {name} has not ended");
            WindowEnergy logic = new(
                "PL", provenance, 2, fault is null ? 3 : double.NaN, fault is null ? 0.25 : double.NaN, fault, 0.9, 100, 0, 0);
            return new WindowFigures(
                name, logic with { Name = "rails", Joules = 4 },
                [logic, new("BoardInput", provenance, 2, 12, 1, null, 0.9, 100, 0, 0)], [logic with { Name = "VCCINT" }]);
        }
    }
}
