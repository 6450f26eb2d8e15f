using OnBoard.Sensors.Boards;

namespace OnBoard.Sensors.Power;

/// <summary>What the difference protocol found.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Repeats">Repeats in each active window.</param>
/// <param name="SecondsPerRepeat">Mean time of one repeat.</param>
/// <param name="Domains">Energy of one repeat by domain; a domain that lost a window is in <paramref
/// name="Lost"/>.</param>
/// <param name="Lost">Domains without a figure, and why.</param>
/// <param name="RailTotal">Energy of one repeat of all rails but the board input, which feeds them; null where one of them
/// lost a window, or there is none.</param>
/// <param name="Actives">The active windows.</param>
/// <param name="Idles">The idle windows: one before and one after each active one.</param>
/// <param name="UnprogrammedId">Identity of the baseline with an unprogrammed fabric; null where there was
/// none.</param>
/// <typeparam name="TProvenance">Where the figures come from.</typeparam>
public sealed record DifferenceReport<TProvenance>(
    string Name,
    int Repeats,
    double SecondsPerRepeat,
    IReadOnlyDictionary<PowerDomain, EnergyLevels<TProvenance>> Domains,
    IReadOnlyDictionary<PowerDomain, string> Lost,
    EnergyLevels<TProvenance>? RailTotal,
    IReadOnlyList<EnergyReport<TProvenance>> Actives,
    IReadOnlyList<EnergyReport<TProvenance>> Idles,
    string? UnprogrammedId)
    where TProvenance : struct, IProvenance
{
    /// <summary>"measured", "modelled" or "counted".</summary>
    public string Provenance { get; } = TProvenance.Label;

    /// <summary>What a bench meter saw at the same times; null where there is none.</summary>
    public DifferenceReport<Measured>? Beside { get; init; }

    /// <summary>
    /// How many repeats a window needs for an interval of a part of the net energy; the part that gain errors leave
    /// cannot be bought with repeats. Null where nothing was resolved.
    /// </summary>
    /// <param name="domain">The domain.</param>
    /// <param name="relative">The part wanted, such as 0.05.</param>
    public long? RepeatsFor(PowerDomain domain, double relative) =>
        Domains.TryGetValue(domain, out EnergyLevels<TProvenance>? levels) && levels.NetOfIdle is { } net
            ? (long)Math.Ceiling(Repeats * Math.Max(1, net.Interval95 / (relative * Math.Abs(net.Joules))))
            : null;

    internal static DifferenceReport<TProvenance> Of(
        string name,
        int repeats,
        IReadOnlyList<EnergyReport<TProvenance>> actives,
        IReadOnlyList<EnergyReport<TProvenance>> idles,
        Func<BoardRail, double> gainBound,
        IdleBaseline<TProvenance>? unprogrammed)
    {
        Dictionary<PowerDomain, EnergyLevels<TProvenance>> domains = [];
        Dictionary<PowerDomain, string> lost = [];
        BoardRail[] rails = [.. actives[0].Rails.Select(rail => rail.Rail)];
        foreach (PowerDomain domain in rails.Select(rail => rail.Domain).Distinct())
        {
            Func<BoardRail, bool> isOf = rail => rail.Domain == domain;
            if (actives.Concat(idles).FirstOrDefault(window => Joules(window, isOf) is null) is { } broken)
            {
                lost[domain] = $"{broken.Name}: {LossOf(broken, domain)}";
                continue;
            }

            Energy<TProvenance>? bare = unprogrammed is not null && unprogrammed.PerSecond.TryGetValue(domain, out var energy)
                ? energy
                : null;
            domains[domain] = Levels(repeats, actives, idles, isOf, rails.Where(isOf).Max(gainBound), bare);
        }

        Func<BoardRail, bool> isFed = rail => rail.Domain != PowerDomain.BoardInput;
        EnergyLevels<TProvenance>? total = null;
        if (rails.Any(isFed) && !lost.Keys.Any(domain => domain != PowerDomain.BoardInput))
        {
            Energy<TProvenance>? bare = null;
            PowerDomain[] fed = [.. domains.Keys.Where(domain => domain != PowerDomain.BoardInput)];
            if (unprogrammed is not null && fed.All(unprogrammed.PerSecond.ContainsKey))
                bare = fed.Aggregate(default(Energy<TProvenance>), (sum, domain) => sum + unprogrammed.PerSecond[domain]);
            total = Levels(repeats, actives, idles, isFed, rails.Where(isFed).Max(gainBound), bare);
        }

        double seconds = actives.Average(window => window.Seconds) / repeats;
        return new(name, repeats, seconds, domains, lost, total, actives, idles, unprogrammed?.Id);
    }

    private static EnergyLevels<TProvenance> Levels(
        int repeats,
        IReadOnlyList<EnergyReport<TProvenance>> actives,
        IReadOnlyList<EnergyReport<TProvenance>> idles,
        Func<BoardRail, bool> isOf,
        double gainBound,
        Energy<TProvenance>? unprogrammedPerSecond)
    {
        double[] nets = new double[actives.Count];
        double[] totals = new double[actives.Count];
        for (int i = 0; i < nets.Length; i++)
        {
            double watts = Joules(actives[i], isOf)!.Value / actives[i].Seconds;
            EnergyReport<TProvenance> before = idles[2 * i], after = idles[(2 * i) + 1];
            double idle = ((Joules(before, isOf)!.Value / before.Seconds) + (Joules(after, isOf)!.Value / after.Seconds)) / 2;
            totals[i] = watts * actives[i].Seconds / repeats;
            nets[i] = (watts - idle) * actives[i].Seconds / repeats;
        }

        double gain = gainBound * 2 / Math.Sqrt(3);
        Energy<TProvenance> total = Mean(totals, gain);

        // The offsets of the monitors do not cancel in the total: its interval is at least that of its windows.
        double offsets = actives.Average(window => IntervalOf(window, isOf)) / repeats;
        total = total with { Interval95 = Math.Max(total.Interval95, offsets) };
        double seconds = actives.Average(window => window.Seconds) / repeats;
        return new(total, Mean(nets, gain), unprogrammedPerSecond is { } bare ? total - (bare / (1 / seconds)) : null);
    }

    // Rails one by one: a difference may be distinguishable from zero where a window of a silent domain cannot.
    private static double? Joules(EnergyReport<TProvenance> window, Func<BoardRail, bool> isOf)
    {
        double sum = 0;
        foreach (RailEnergy<TProvenance> rail in window.Rails)
        {
            if (!isOf(rail.Rail)) continue;
            if (rail.Energy is not { } energy) return null;
            sum += energy.Joules;
        }

        return sum;
    }

    private static double IntervalOf(EnergyReport<TProvenance> window, Func<BoardRail, bool> isOf) =>
        DomainEnergy<TProvenance>.Sum(window.Rails.Where(rail => isOf(rail.Rail)))?.Energy?.Interval95 ?? 0;

    private static string LossOf(EnergyReport<TProvenance> window, PowerDomain domain)
    {
        RailEnergy<TProvenance> rail = window.Rails.First(rail => rail.Rail.Domain == domain && rail.Energy is null);
        return $"{rail.Rail.Name}: {rail.Unresolved}";
    }

    private static Energy<TProvenance> Mean(double[] values, double gain)
    {
        double mean = values.Average();
        return new(mean, double.Hypot(StudentT.HalfWidth95(values, mean), gain * mean));
    }
}

/// <summary>What a board draws while nothing is done, with its identity: the choice of baseline moves every net
/// figure.</summary>
/// <param name="Id">What was loaded, when.</param>
/// <param name="PerSecond">Energy of each domain in one second.</param>
/// <typeparam name="TProvenance">Where the figures come from.</typeparam>
public sealed record IdleBaseline<TProvenance>(
    string Id, IReadOnlyDictionary<PowerDomain, Energy<TProvenance>> PerSecond)
    where TProvenance : struct, IProvenance;

/// <summary>Energy of one repeat in a domain, at the three levels, one for each baseline.</summary>
/// <param name="Total">All that flowed while it ran.</param>
/// <param name="Net">Above idling with the same fabric, whether it is distinguishable from zero or not.</param>
/// <param name="NetOfUnprogrammed">Above idling with an unprogrammed fabric; null where that was not measured.</param>
/// <typeparam name="TProvenance">Where the figures come from.</typeparam>
public sealed record EnergyLevels<TProvenance>(
    Energy<TProvenance> Total, Energy<TProvenance> Net, Energy<TProvenance>? NetOfUnprogrammed)
    where TProvenance : struct, IProvenance
{
    /// <summary>Above idling with the same fabric; null where it is not distinguishable from zero.</summary>
    public Energy<TProvenance>? NetOfIdle => Net.IsResolved ? Net : null;

    /// <summary>Why <see cref="NetOfIdle"/> is null, with the bound; else null.</summary>
    public string? Unresolved => Net.IsResolved ? null : $"{Net} a repeat is not distinguishable from zero; use more repeats";
}
