using System.Globalization;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Pipeline;

namespace OnBoard.Device.Interfaces.Terminal;

/// <summary>The status in words and numbers, each with its name and unit.</summary>
internal static class StatusText
{
    /// <summary>Everything on one line.</summary>
    public static string Line(LiveStatus status) => string.Join(
        "  ", Fields(status).Select(field => field.Name.Length > 0 ? $"{field.Name} {field.Value}" : field.Value));

    /// <summary>Names and values, in the order of importance.</summary>
    public static IEnumerable<(string Name, string Value)> Fields(LiveStatus status)
    {
        CultureInfo c = CultureInfo.InvariantCulture;
        yield return ("time", status.Time.ToString(status.Time.TotalHours < 1 ? @"mm\:ss" : @"d\.hh\:mm\:ss", c));
        if (double.IsFinite(status.NoisySdr) && double.IsFinite(status.EnhancedSdr))
        {
            yield return ("SI-SDR", string.Create(
                c, $"{status.NoisySdr:0.0} -> {status.EnhancedSdr:0.0} dB ({status.EnhancedSdr - status.NoisySdr:+0.0;-0.0;0.0})"));
        }

        yield return ("lips", !status.HasCamera ? "no camera" : status.SeesMouth ? "seen" : "not seen");
        yield return ("active", double.IsNaN(status.Activity) ? "-" : string.Create(c, $"{100 * status.Activity:0.0} %"));
        yield return ("events/hop", double.IsNaN(status.EventsPerHop) ? "-" : string.Create(c, $"{status.EventsPerHop / 1000:0} k"));
        yield return ("latency p50/p99/max", string.Create(
            c, $"{status.LatencyMedian:0.0}/{status.Latency99:0.0}/{status.LatencyGreatest:0.0} ms"));
        if (status.Power is { } power)
        {
            yield return ("power", PowerText.Watts(power.Rails));
            if (power.Inference is { } inference) yield return ("energy/hop", PowerText.PerInference(inference));
        }

        yield return ("hops", status.Hops.ToString(c));
        yield return ("missed", status.DeadlineMisses.ToString(c));
        yield return ("lost", status.LostHops.ToString(c));
        yield return ("xruns", status.Xruns.ToString(c));
        if (status.SilentHops > 0) yield return ("silent", status.SilentHops.ToString(c));
        if (status.GuardedHops > 0) yield return ("guarded", status.GuardedHops.ToString(c));
        if (status.Learning is { } learning) yield return ("learning", Learning(learning));
        foreach (string condition in status.Conditions) yield return ("", condition.ToUpperInvariant());
    }

    private static string Learning(LearningStatus learning)
    {
        CultureInfo c = CultureInfo.InvariantCulture;
        string gathered = string.Create(c, $"{learning.ClearSeconds:0} s clear, {learning.NoiseSeconds:0} s noise");
        if (double.IsNaN(learning.HeldOutLossAfter))
            return $"{learning.State.ToString().ToLowerInvariant()}, {gathered}";
        return string.Create(
            c, $"{learning.State.ToString().ToLowerInvariant()}, {gathered}, {learning.Steps / 1000.0:0.0} k steps, " +
            $"held-out loss {learning.HeldOutLossBefore:0.000} -> {learning.HeldOutLossAfter:0.000}, " +
            $"kept {learning.Kept}, back {learning.RolledBack}");
    }
}
