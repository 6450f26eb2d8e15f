using OnBoard.Sensors.Boards;

namespace OnBoard.Sensors.Power;

/// <summary>What the difference protocol found.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Repeats">Repeats in each active window.</param>
/// <param name="SecondsPerRepeat">Mean time of one repeat.</param>
/// <param name="Domains">Energy of one repeat by domain; a domain that lost a window is in <paramref
/// name="Lost"/>.</param>
/// <param name="Lost">Domains without a figure, and why.</param>
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
    IReadOnlyList<EnergyReport<TProvenance>> Actives,
    IReadOnlyList<EnergyReport<TProvenance>> Idles,
    string? UnprogrammedId)
    where TProvenance : struct, IProvenance
{
    /// <summary>"measured", "modelled" or "counted".</summary>
    public string Provenance { get; } = TProvenance.Label;

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
        IReadOnlyDictionary<PowerDomain, double> gainBounds,
        IdleBaseline<TProvenance>? unprogrammed)
    {
        Dictionary<PowerDomain, EnergyLevels<TProvenance>> domains = [];
        Dictionary<PowerDomain, string> lost = [];
        double seconds = actives.Average(window => window.Seconds) / repeats;
        foreach (PowerDomain domain in actives[0].Rails.Select(rail => rail.Rail.Domain).Distinct())
        {
            if (actives.Concat(idles).FirstOrDefault(window => Joules(window, domain) is null) is { } broken)
            {
                lost[domain] = $"{broken.Name}: {LossOf(broken, domain)}";
                continue;
            }

            double[] nets = new double[actives.Count];
            double[] totals = new double[actives.Count];
            for (int i = 0; i < nets.Length; i++)
            {
                double watts = Joules(actives[i], domain)!.Value / actives[i].Seconds;
                EnergyReport<TProvenance> idleBefore = idles[2 * i], idleAfter = idles[(2 * i) + 1];
                double idle = ((Joules(idleBefore, domain)!.Value / idleBefore.Seconds)
                    + (Joules(idleAfter, domain)!.Value / idleAfter.Seconds)) / 2;
                totals[i] = watts * actives[i].Seconds / repeats;
                nets[i] = (watts - idle) * actives[i].Seconds / repeats;
            }

            double gain = gainBounds.GetValueOrDefault(domain) * 2 / Math.Sqrt(3);
            Energy<TProvenance> total = Mean(totals, gain);

            // The offsets of the monitors do not cancel in the total: its interval is at least that of its windows.
            double offsets = actives.Average(window => window.Of(domain)?.Energy?.Interval95 ?? 0) / repeats;
            total = total with { Interval95 = Math.Max(total.Interval95, offsets) };
            Energy<TProvenance> net = Mean(nets, gain);
            Energy<TProvenance>? bare = null;
            if (unprogrammed is not null && unprogrammed.PerSecond.TryGetValue(domain, out var perSecond))
                bare = total - (perSecond / (1 / seconds));
            domains[domain] = new(
                total,
                net.IsResolved ? net : null,
                bare,
                net.IsResolved ? null : $"{net} a repeat cannot be told from zero; use more repeats");
        }

        return new(name, repeats, seconds, domains, lost, actives, idles, unprogrammed?.Id);
    }

    // Rails one by one: a difference may be told from zero where a window of a silent domain cannot.
    private static double? Joules(EnergyReport<TProvenance> window, PowerDomain domain)
    {
        double sum = 0;
        foreach (RailEnergy<TProvenance> rail in window.Rails)
        {
            if (rail.Rail.Domain != domain) continue;
            if (rail.Energy is not { } energy) return null;
            sum += energy.Joules;
        }

        return sum;
    }

    private static string LossOf(EnergyReport<TProvenance> window, PowerDomain domain)
    {
        RailEnergy<TProvenance> rail = window.Rails.First(rail => rail.Rail.Domain == domain && rail.Energy is null);
        return $"{rail.Rail.Name}: {rail.Unresolved}";
    }

    private static Energy<TProvenance> Mean(double[] values, double gain)
    {
        double mean = values.Average();
        double variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
        double statistical = StudentT.Quantile95(values.Length - 1) * Math.Sqrt(variance / values.Length);
        return new(mean, double.Hypot(statistical, gain * mean));
    }
}
