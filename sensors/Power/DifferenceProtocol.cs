using OnBoard.Sensors.Boards;

namespace OnBoard.Sensors.Power;

/// <summary>
/// The energy of a thing as a difference: windows of many repeats, each between two windows of idling of its own (idle,
/// active, idle; idle, active, idle ...). An active window is compared with the mean of its two neighbours, which
/// cancels offsets and slow drift; gain errors do not cancel and stand in the interval. No two differences share a
/// window, so their spread is that of independent figures. Windows begin and end within their activity, a few cycles
/// from where the power changes.
/// </summary>
/// <param name="meter">The meter; its sampler is running, or is swept by <paramref name="idle"/> and the active
/// work.</param>
/// <param name="idle">Idles for a time.</param>
/// <param name="beside">A bench meter whose windows are taken at the same times, to check the rails against; running.</param>
/// <typeparam name="TProvenance">Measured on a board, modelled on a virtual one.</typeparam>
public sealed class DifferenceProtocol<TProvenance>(
    EnergyMeter<TProvenance> meter, Action<TimeSpan> idle, EnergyMeter<Measured>? beside = null)
    where TProvenance : struct, IProvenance
{
    private const int SettlingCycles = 8;

    private static readonly TimeSpan ReportTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Runs the protocol.</summary>
    /// <param name="name">What is measured: "inference".</param>
    /// <param name="active">Does the work as often as asked.</param>
    /// <param name="repeats">How often, in each active window.</param>
    /// <param name="pairs">How many active windows; 3 or more.</param>
    /// <param name="idleTime">Length of each idle window.</param>
    /// <param name="unprogrammed">Power of the board with an unprogrammed fabric, where it was measured before.</param>
    public DifferenceReport<TProvenance> Run(
        string name,
        Action<int> active,
        int repeats,
        int pairs,
        TimeSpan idleTime,
        IdleBaseline<TProvenance>? unprogrammed = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(repeats, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(pairs, 3);
        TimeSpan settling = Settling;
        long begin = meter.Sampler.Clock.Nanoseconds;
        int pilot = Math.Max(1, repeats / 50);
        active(pilot);
        double secondsPerRepeat = (meter.Sampler.Clock.Nanoseconds - begin) * 1e-9 / pilot;
        int lead = (int)Math.Clamp(Math.Ceiling(settling.TotalSeconds / Math.Max(secondsPerRepeat, 1e-9)), 1, repeats);

        List<Pair> idles = [], actives = [];
        for (int pair = 0; pair < pairs; pair++)
        {
            idles.Add(Idle($"{name}/idle {pair} before", settling, idleTime));
            active(lead);
            Pair window = Begin($"{name}/active {pair}", $"{name}/idle {pair}");
            active(repeats);
            window.End();
            actives.Add(window);
            active(lead);
            idles.Add(Idle($"{name}/idle {pair} after", settling, idleTime));
        }

        return DifferenceReport<TProvenance>.Of(
            name,
            repeats,
            [.. actives.Select(window => window.Rails.Report(ReportTimeout))],
            [.. idles.Select(window => window.Rails.Report(ReportTimeout))],
            rail => GainBound(meter, rail),
            unprogrammed) with
        {
            Beside = beside is null ? null : DifferenceReport<Measured>.Of(
                name,
                repeats,
                [.. actives.Select(window => window.Beside!.Report(ReportTimeout))],
                [.. idles.Select(window => window.Beside!.Report(ReportTimeout))],
                rail => GainBound(beside, rail),
                unprogrammed: null),
        };
    }

    /// <summary>Power of the board over a window, to be kept as a baseline.</summary>
    /// <param name="id">Identity of the baseline: what was loaded, when.</param>
    /// <param name="time">How long.</param>
    public IdleBaseline<TProvenance> MeasureBaseline(string id, TimeSpan time)
    {
        EnergyReport<TProvenance> report = Idle(id, Settling, time).Rails.Report(ReportTimeout);
        Dictionary<PowerDomain, Energy<TProvenance>> perSecond = [];
        foreach (PowerDomain domain in Enum.GetValues<PowerDomain>())
        {
            if (report.Of(domain)?.Energy is { } energy) perSecond[domain] = energy / report.Seconds;
        }

        return new(id, perSecond);
    }

    private TimeSpan Settling => TimeSpan.FromMicroseconds(
        SettlingCycles * Math.Max(meter.Sampler.PeriodNanoseconds, beside?.Sampler.PeriodNanoseconds ?? 0) / 1000.0);

    private Pair Begin(string name, string? baseline = null) => new(meter.Begin(name, baseline), beside?.Begin(name, baseline));

    private Pair Idle(string name, TimeSpan settling, TimeSpan time)
    {
        idle(settling);
        Pair window = Begin(name);
        idle(time);
        window.End();
        idle(settling);
        return window;
    }

    // A rail that could not be opened has no bound, and its domain no figure.
    private static double GainBound<T>(EnergyMeter<T> meter, BoardRail rail)
        where T : struct, IProvenance =>
        meter.Sampler.Rails.Rails.FirstOrDefault(reader => reader.Rail == rail)?.Sensor.Traits.GainError ?? 0;

    private readonly record struct Pair(EnergyWindow<TProvenance> Rails, EnergyWindow<Measured>? Beside)
    {
        public void End()
        {
            Rails.End();
            Beside?.End();
        }
    }
}
