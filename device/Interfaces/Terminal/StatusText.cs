using System.Globalization;
using System.Text;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Pipeline;

namespace OnBoard.Device.Interfaces.Terminal;

/// <summary>The status in words and numbers, each with its name and unit.</summary>
internal static class StatusText
{
    /// <summary>The longest line: a status stays on one line of a log.</summary>
    public const int MaxLine = 159;

    /// <summary>What matters most on one line: what is wrong first; what there is no room for is left out.</summary>
    public static string Line(LiveStatus status)
    {
        StringBuilder line = new();
        foreach ((string name, string value) in ByImportance(status))
        {
            string text = name.Length > 0 ? $"{name} {value}" : value;
            if (line.Length + 2 + text.Length > MaxLine) continue;
            line.Append(line.Length > 0 ? "  " : "").Append(text);
        }

        return line.ToString();
    }

    /// <summary>Names and values, in the order of importance.</summary>
    public static IEnumerable<(string Name, string Value)> Fields(LiveStatus status)
    {
        CultureInfo c = CultureInfo.InvariantCulture;
        yield return ("time", Time(status));
        if (double.IsFinite(status.NoisySdr) && double.IsFinite(status.EnhancedSdr))
            yield return ("SI-SDR", string.Create(c, $"{Sdr(status)} ({status.EnhancedSdr - status.NoisySdr:+0.0;-0.0;0.0})"));
        else if (double.IsFinite(status.EstimatedGain))
            yield return ("gain", string.Create(c, $"{status.EstimatedGain:+0.0;-0.0;0.0} dB estimated"));
        if (status.Voice != VoiceKnowledge.Unheard) yield return ("knows voice", Lower(status.Voice));
        yield return ("lips", Lips(status));
        yield return ("active", Active(status));
        yield return ("events/hop", double.IsNaN(status.EventsPerHop) ? "-" : string.Create(c, $"{status.EventsPerHop / 1000:0} k"));
        yield return ("latency p50/p99/max", string.Create(
            c, $"{status.LatencyMedian:0.0}/{status.Latency99:0.0}/{status.LatencyMax:0.0} ms"));
        if (status.Rails is { } rails)
        {
            yield return ("power", PowerText.Watts(rails));
            if (status.InferenceEnergy is { } inference) yield return ("energy/hop", PowerText.PerInference(inference));
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

    /// <summary>The same in short; counts of what went wrong where there are any.</summary>
    private static IEnumerable<(string Name, string Value)> ByImportance(LiveStatus status)
    {
        CultureInfo c = CultureInfo.InvariantCulture;
        yield return ("time", Time(status));
        foreach (string condition in status.Conditions) yield return ("", condition.ToUpperInvariant());
        if (double.IsFinite(status.NoisySdr) && double.IsFinite(status.EnhancedSdr)) yield return ("SI-SDR", Sdr(status));
        else if (double.IsFinite(status.EstimatedGain)) yield return ("gain", string.Create(c, $"{status.EstimatedGain:+0.0;-0.0;0.0} dB est."));
        if (status.Voice != VoiceKnowledge.Unheard) yield return ("knows voice", Lower(status.Voice));
        yield return ("latency p99", string.Create(c, $"{status.Latency99:0.0} ms"));
        yield return ("missed", status.DeadlineMisses.ToString(c));
        if (status.LostHops > 0) yield return ("lost", status.LostHops.ToString(c));
        if (status.Xruns > 0) yield return ("xruns", status.Xruns.ToString(c));
        if (status.SilentHops > 0) yield return ("silent", status.SilentHops.ToString(c));
        if (status.GuardedHops > 0) yield return ("guarded", status.GuardedHops.ToString(c));
        yield return ("hops", status.Hops.ToString(c));
        yield return ("lips", Lips(status));
        yield return ("active", Active(status));
        if (status.Rails is { } rails) yield return ("power", PowerText.Total(rails));
        if (status.Learning is { } learning) yield return ("learning", Lower(learning.State));
    }

    private static string Time(LiveStatus status) =>
        status.Time.ToString(status.Time.TotalHours < 1 ? @"mm\:ss" : @"d\.hh\:mm\:ss", CultureInfo.InvariantCulture);

    private static string Sdr(LiveStatus status) =>
        string.Create(CultureInfo.InvariantCulture, $"{status.NoisySdr:0.0} -> {status.EnhancedSdr:0.0} dB");

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Lips(LiveStatus status) => !status.HasCamera ? "no camera" : status.SeesMouth ? "seen" : "not seen";

    private static string Active(LiveStatus status) =>
        double.IsNaN(status.Activity) ? "-" : string.Create(CultureInfo.InvariantCulture, $"{100 * status.Activity:0.0} %");

    private static string Learning(LearningStatus learning)
    {
        CultureInfo c = CultureInfo.InvariantCulture;
        string gathered = string.Create(c, $"{learning.ClearSeconds:0} s clear, {learning.NoiseSeconds:0} s noise{(learning.IsByEar ? ", by ear" : "")}");
        if (double.IsNaN(learning.HeldOutLossAfter))
            return $"{Lower(learning.State)}, {gathered}";
        return string.Create(
            c, $"{Lower(learning.State)}, {gathered}, {learning.Steps / 1000.0:0.0} k steps ({learning.Engine}), " +
            $"held-out loss {learning.HeldOutLossBefore:0.000} -> {learning.HeldOutLossAfter:0.000}, " +
            $"kept {learning.Kept}, back {learning.RolledBack}{(learning.Trust > 0 ? string.Create(c, $", {100 * learning.Trust:0} % trusted") : "")}");
    }
}
