using OnBoard.Drivers.I2c;
using OnBoard.Sensors.Boards;

namespace OnBoard.Sensors.Power;

/// <summary>
/// Joules of one rail between two marks, with their 95 % interval. The interval is twice the root of the sum of
/// squares of
/// <list type="bullet">
/// <item>noise and what happened between conversions: half the mean square of successive differences over the number of
/// samples (von Neumann; slow changes of the load do not count as noise), widened by Student's t;</item>
/// <item>gaps: the spread of the power times the time that nobody looked;</item>
/// <item>the edges: how much the power changed there times the time that a sample stands for;</item>
/// <item>gain, offset and rounding of the monitor, which no averaging removes: their bounds taken as uniform.</item>
/// </list>
/// </summary>
internal static class EnergyEstimator
{
    private const int MinSamples = 3;
    private const double MinShare = 0.5;
    private static readonly double Uniform = Math.Sqrt(3);
    private static readonly double Rounding = Math.Sqrt(12);

    public static RailEnergy<TProvenance> Estimate<TProvenance>(
        BoardRail rail, PowerSensorTraits traits, int index, EnergyMark begin, EnergyMark end, long interval)
        where TProvenance : struct, IProvenance
    {
        if (!begin.IsClosed(index) || !end.IsClosed(index))
            return Unresolved<TProvenance>(rail, "the rail has not been read since the window ended");

        RailTotals sums = end.Totals(index) - begin.Totals(index);
        double window = (end.Nanoseconds - begin.Nanoseconds) * 1e-9;
        double coverage = window > 0 ? Math.Min(1, sums.SeenSeconds / window) : 0;
        RailEnergy<TProvenance> Result(Energy<TProvenance>? energy, string? unresolved) =>
            new(rail, energy, unresolved, coverage, sums.Fresh, sums.Stale, sums.Missing);
        if (begin.IsLost(index) || end.IsLost(index))
            return Result(null, "the rail gave no fresh reading after the window began or ended");
        if (sums.Fresh < MinSamples)
            return Result(null, $"{sums.Fresh} fresh samples in {window:G3} s; at least {MinSamples} are needed");
        if (sums.Seconds < MinShare * window)
            return Result(null, $"samples stand for {sums.Seconds / window:P0} of the window; half is needed");

        double count = sums.Fresh;
        if (RailVoltage.DoubtOf(rail, sums.Volts / count) is { } doubt)
            return Result(null, $"the rail {doubt}, so that its energy is not called {TProvenance.Label}");

        double joules = sums.Joules * window / sums.Seconds;
        double mean = sums.Watts / count;
        double spread = Math.Max(0, ((sums.WattsSquared / count) - (mean * mean)) * count / (count - 1));
        double noise = sums.StepsSquared / (2 * count);
        double volts = Math.Abs(sums.Volts / count), amperes = Math.Abs(sums.Amperes / count);
        double unheld = Math.Max(0, window - sums.Seconds);

        double sampling = window * Math.Sqrt(noise / count) * StudentT.Quantile95(sums.Fresh - 1) / 2;
        double gaps = Math.Sqrt(spread * (sums.GapSquares + (unheld * unheld)));
        double edges = double.Hypot(begin.Step(index), end.Step(index)) * interval * 1e-9 / Uniform;
        double gain = Math.Abs(joules) * traits.GainError / Uniform;
        double offset = window * double.Hypot(volts * traits.OffsetAmperes, amperes * traits.OffsetVolts) / Uniform;
        double rounding =
            window * double.Hypot(volts * traits.AmperesPerStep, amperes * traits.VoltsPerStep) / Rounding;
        double random = (sampling * sampling) + (gaps * gaps) + (edges * edges);
        double deviation = Math.Sqrt(random + (gain * gain) + (offset * offset) + (rounding * rounding));
        return Result(new Energy<TProvenance>(joules, 2 * deviation), null);
    }

    public static RailEnergy<TProvenance> Unresolved<TProvenance>(BoardRail rail, string reason)
        where TProvenance : struct, IProvenance => new(rail, null, reason, 0, 0, 0, 0);
}
