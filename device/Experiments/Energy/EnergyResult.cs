using OnBoard.Fabric.Engines;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Experiments.Energy;

/// <summary>What one repeat of a workload costs, as plain numbers for those who show it; the provenance goes with
/// them.</summary>
internal sealed record EnergyResult
{
    /// <summary>What was done.</summary>
    public required WorkloadKind Kind { get; init; }

    /// <summary>On which engine.</summary>
    public required string Engine { get; init; }

    /// <summary>What the network stands for.</summary>
    public required string Law { get; init; }

    /// <summary>Where the network comes from.</summary>
    public required string Network { get; init; }

    /// <summary>Share of cells whose output is not zero.</summary>
    public required double Activity { get; init; }

    /// <summary>Synaptic events of one repeat.</summary>
    public required double Events { get; init; }

    /// <summary>Energy as papers count it, events times a constant, in joules; the provenance of this one is
    /// "counted".</summary>
    public required Energy<Counted> Counted { get; init; }

    /// <summary>Seconds of one repeat.</summary>
    public required double Seconds { get; init; }

    /// <summary>Repeats in each active window.</summary>
    public required int Repeats { get; init; }

    /// <summary>Active windows, each between two idle ones.</summary>
    public required int Pairs { get; init; }

    /// <summary>"measured" or "modelled": of all that follows.</summary>
    public required string Provenance { get; init; }

    /// <summary>The minimum coverage of any rail in an active window.</summary>
    public required double Coverage { get; init; }

    /// <summary>Stale readings in all windows.</summary>
    public required long Stale { get; init; }

    /// <summary>Missing readings in all windows.</summary>
    public required long Missing { get; init; }

    /// <summary>Energies by domain and level.</summary>
    public required IReadOnlyList<ResultFigure> Figures { get; init; }

    /// <summary>Identity of the baseline with an unprogrammed fabric; null where there is none.</summary>
    public required string? UnprogrammedId { get; init; }

    /// <summary>The figure of a domain at a level; null where there is none.</summary>
    public ResultFigure? Find(string domain, EnergyLevel level) =>
        Figures.FirstOrDefault(figure => figure.Domain == domain && figure.Level == level);

    /// <summary>The result of a report.</summary>
    public static EnergyResult Of<TProvenance>(
        Workload workload, DifferenceReport<TProvenance> report, EnergyPlan plan, in EventCounts counts)
        where TProvenance : struct, IProvenance
    {
        double events = (double)counts.Total / counts.Steps;
        EnergyReport<TProvenance>[] windows = [.. report.Actives, .. report.Idles];
        List<ResultFigure> figures = [];
        foreach (PowerDomain domain in Enum.GetValues<PowerDomain>().Where(domain => domain != PowerDomain.BoardInput)) Add(domain);
        if (report.RailTotal is { } total) AddLevels(ResultFigure.Rails, total);
        Add(PowerDomain.BoardInput);

        // Only ever beside measured rails: a bench meter cannot see a virtual board.
        if (report.Beside is { } meter)
        {
            foreach (EnergyLevels<Measured> levels in meter.Domains.Values) AddLevels(ResultFigure.Meter, levels);
            foreach (string why in meter.Lost.Values) figures.Add(ResultFigure.Lost(ResultFigure.Meter, why));
        }

        return new EnergyResult
        {
            Kind = workload.Kind,
            Engine = workload.Engine,
            Law = workload.Law,
            Network = workload.Network,
            Activity = workload.Activity,
            Events = events,
            Counted = new(events * plan.PicojoulesPerEvent * 1e-12, 0),
            Seconds = report.SecondsPerRepeat,
            Repeats = report.Repeats,
            Pairs = report.Actives.Count,
            Provenance = report.Provenance,
            Coverage = report.Actives.Min(window => window.Rails.Min(rail => rail.Coverage)),
            Stale = windows.Sum(window => window.Rails.Sum(rail => rail.Stale)),
            Missing = windows.Sum(window => window.Rails.Sum(rail => rail.Missing)),
            Figures = figures,
            UnprogrammedId = report.UnprogrammedId,
        };

        void Add(PowerDomain domain)
        {
            if (report.Domains.TryGetValue(domain, out EnergyLevels<TProvenance>? levels)) AddLevels(domain.ToString(), levels);
            else if (report.Lost.TryGetValue(domain, out string? why)) figures.Add(ResultFigure.Lost(domain.ToString(), why));
        }

        void AddLevels<T>(string domain, EnergyLevels<T> levels)
            where T : struct, IProvenance
        {
            figures.Add(ResultFigure.Of(domain, EnergyLevel.Total, levels.Total));
            figures.Add(ResultFigure.Of(domain, EnergyLevel.NetOfIdle, levels.Net));
            if (levels.NetOfUnprogrammed is { } bare) figures.Add(ResultFigure.Of(domain, EnergyLevel.NetOfUnprogrammed, bare));
        }
    }
}
