using System.Globalization;
using OnBoard.Device.Interfaces.Status;
using OnBoard.Drivers.Machine;

namespace OnBoard.Device.Interfaces.Terminal;

/// <summary>
/// Lays a status out on a screen of any size: two columns where there is room, the most important first, never more lines
/// than the screen has.
/// </summary>
/// <param name="width">Columns.</param>
/// <param name="height">Lines.</param>
/// <param name="unicode">Whether the terminal shows block characters.</param>
internal sealed class TopScreen(int width, int height, bool unicode)
{
    private const int MinForTwoColumns = 72;
    private const double DeadlineMs = 10;
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>The screen.</summary>
    /// <param name="report">How the service is doing.</param>
    /// <param name="source">Where it was read.</param>
    /// <param name="ranges">What was seen of each domain so far.</param>
    public IReadOnlyList<TopLine> Render(StatusReport report, string source, WattRanges ranges)
    {
        List<TopLine> lines = [Title(report, source)];
        int room = height - 1;
        List<TopLine> notes = Notes(report);
        room -= Math.Min(notes.Count, Math.Max(2, room / 5));
        if (width >= MinForTwoColumns)
        {
            int half = width / 2;
            List<TopLine> left = [.. Sound(report, half - 1), .. Network(report, half - 1), .. Learning(report)];
            List<TopLine> right = [.. Power(report, ranges, width - half), .. Machine(report.Machine, width - half)];
            AddRails(right, report, room);
            for (int i = 0; i < Math.Min(room, Math.Max(left.Count, right.Count)); i++)
                lines.Add((i < left.Count ? left[i] : new TopLine()).Beside(i < right.Count ? right[i] : new TopLine(), half));
        }
        else
        {
            List<TopLine> all =
            [
                .. Sound(report, width), .. Network(report, width), .. Power(report, ranges, width),
                .. Machine(report.Machine, width), .. Learning(report),
            ];
            lines.AddRange(all.Take(room));
        }

        lines.AddRange(notes.Take(height - lines.Count));
        return [.. lines.Select(line => line.Fit(width))];
    }

    private static TopLine Heading(string text) => new TopLine().Add(text, TopTone.Heading);

    private static TopTone Counted(long count) => count > 0 ? TopTone.Warning : TopTone.Plain;

    private static string Or(double? value, string format, string unit = "") =>
        value is { } number && double.IsFinite(number) ? number.ToString(format, Culture) + unit : "-";

    private static string Joules(double? joules) => joules switch
    {
        null => "-",
        < 1e-6 and > -1e-6 => Or(1e9 * joules, "0.0", " nJ"),
        < 1e-3 and > -1e-3 => Or(1e6 * joules, "0.0", " uJ"),
        < 1 and > -1 => Or(1e3 * joules, "0.00", " mJ"),
        _ => Or(joules, "0.00", " J"),
    };

    private TopLine Title(StatusReport report, string source)
    {
        TimeSpan time = TimeSpan.FromSeconds(report.Seconds);
        string clock = time.ToString(time.TotalDays < 1 ? @"hh\:mm\:ss" : @"d\d\ hh\:mm\:ss", Culture);
        TopLine line = new TopLine().Add($"OnBoard {report.Service.Version}", TopTone.Heading).Add($"  {report.Service.Board}")
            .Add($"  {clock}");
        // Its name and engine; where its file lies, the page says.
        string facts = report.Service.Facts.FirstOrDefault(fact => fact.Name == "network")?.Value ?? "";
        string network = string.Join(',', facts.Split(',').Take(2));
        int room = width - line.Width - source.Length - 4;
        if (room > 0) line.Add($"  {(network.Length > room ? network[..room] : network)}", TopTone.Label);
        return line.PadTo(width - source.Length).Add(source, TopTone.Label);
    }

    private IEnumerable<TopLine> Sound(StatusReport report, int columns)
    {
        yield return Heading("SOUND");
        (double? noisy, double? enhanced) = (report.Quality.Noisy, report.Quality.Enhanced);
        yield return noisy is null || enhanced is null
            ? report.Quality.EstimatedGain is { } estimate
                ? new TopLine().Add("gain", Or(estimate, "+0.0;-0.0;0.0", " dB, estimated"))
                : new TopLine().Add("SI-SDR", "- (clean speech not known, or silence)")
            : new TopLine().Add("SI-SDR", $"{Or(noisy, "0.0")} -> {Or(enhanced, "0.0")} dB ")
                .Add($"({Or(enhanced - noisy, "+0.0;-0.0;0.0")})", enhanced > noisy ? TopTone.Good : TopTone.Warning);
        string lips = !report.Camera.Present ? "no camera" : report.Camera.SeesMouth ? "seen" : "not seen";
        string voice = report.Quality.Voice;
        if (voice != "unheard")
            yield return new TopLine().Add("knows this voice", voice, voice == "no" ? TopTone.Warning : TopTone.Plain);
        yield return new TopLine().Add("lips", lips).Add("frames", report.Camera.Pictures.ToString(Culture));
        LatencyReport now = report.Latency, all = report.LatencySinceStart;
        yield return new TopLine().Add("latency ", TopTone.Label).AddBar(now.P99 / DeadlineMs, Math.Max(3, columns - 22), unicode)
            .Add($" p99 {Or(now.P99, "0.0")} ms", now.P99 > DeadlineMs ? TopTone.Warning : TopTone.Plain);
        yield return new TopLine().Add("p50/p99/max", $"{Or(now.Median, "0.0")}/{Or(now.P99, "0.0")}/{Or(now.Max, "0.0")}")
            .Add("ever", Or(all.Max, all.Max < 100 ? "0.0" : "0", " ms"));
        HopReport hops = report.Hops;
        yield return new TopLine().Add("hops", hops.Delivered.ToString(Culture)).Add("missed", hops.Missed.ToString(Culture), Counted(hops.Missed))
            .Add("lost", hops.Lost.ToString(Culture), Counted(hops.Lost));
        yield return new TopLine().Add("silent", hops.Silent.ToString(Culture), Counted(hops.Silent))
            .Add("xruns", hops.Xruns.ToString(Culture), Counted(hops.Xruns)).Add("readers", report.Readers.ToString(Culture));
    }

    private IEnumerable<TopLine> Network(StatusReport report, int columns)
    {
        NetworkReport network = report.Network;
        yield return Heading("NETWORK").Add($"  {network.Cells} cells", TopTone.Label);
        yield return new TopLine().Add("active  ", TopTone.Label).AddBar(network.Activity ?? 0, Math.Max(3, columns - 22), unicode)
            .Add($" {Or(100 * network.Activity, "0.0", " %")}");
        yield return new TopLine().Add("events/hop", Or(network.EventsPerHop / 1000, "0.0", " k"));
        foreach (EnergyFigure energy in report.Energy)
        {
            // Where there is no room for both, where a figure comes from says more than its interval.
            TopLine line = Energy(energy, energy.Interval is null ? "" : $" +-{Joules(energy.Interval)}");
            yield return line.Width <= columns ? line : Energy(energy, "");
        }
    }

    private static TopLine Energy(EnergyFigure energy, string interval) => new TopLine().Add($"{energy.Name} ", TopTone.Label)
        .Add(Joules(energy.Joules)).Add(interval).Add($" {energy.Provenance}", TopTone.Label);

    private IEnumerable<TopLine> Power(StatusReport report, WattRanges ranges, int columns)
    {
        if (report.Power is not { } power)
        {
            yield return Heading("POWER").Add("  no rails are read", TopTone.Label);
            yield break;
        }

        yield return Heading("POWER").Add($"  {power.Provenance}", power.Provenance == "measured" ? TopTone.Good : TopTone.Warning)
            .Add("  W, min..max seen", TopTone.Label);
        double most = power.Domains.Max(domain => domain.Watts) ?? 1;
        foreach (DomainReport domain in power.Domains)
        {
            (double? min, double? max) = ranges.Of(domain.Name);
            yield return new TopLine().Add($"{domain.Name,-11} ", TopTone.Label)
                .AddBar((domain.Watts ?? 0) / most, Math.Max(3, columns - 36), unicode)
                .Add($"{Or(domain.Watts, "0.000"),7}").Add($"  {Or(min, "0.000")}..{Or(max, "0.000")}", TopTone.Label);
        }

        yield return new TopLine().Add("all rails   ", TopTone.Label).Add(Or(power.RailWatts, "0.000", " W"))
            .Add(power.BoardInputWatts is null ? "" : "  (input feeds them)", TopTone.Label);
    }

    /// <summary>Rails one by one, where the screen is tall enough.</summary>
    private static void AddRails(List<TopLine> lines, StatusReport report, int room)
    {
        if (report.Power is not { } power || lines.Count + 2 > room) return;
        lines.Add(Heading("RAILS").Add("  W, min..max of the service", TopTone.Label));
        foreach (RailReport rail in power.Rails.Take(room - lines.Count))
        {
            TopLine line = new TopLine().Add($"{rail.Name,-14} ", TopTone.Label);
            lines.Add(rail.Fault is { } fault
                ? line.Add(fault, TopTone.Bad)
                : line.Add($"{Or(rail.Watts, "0.000"),7}").Add($"  {Or(rail.MinWatts, "0.000")}..{Or(rail.MaxWatts, "0.000")}", TopTone.Label));
        }
    }

    private IEnumerable<TopLine> Machine(MachineLoad machine, int columns)
    {
        yield return Heading("MACHINE");
        int bar = Math.Max(3, columns - 26);
        double? load = machine.Cores.Count > 0 ? machine.Cores.Average() : null;
        yield return new TopLine().Add("cpu     ", TopTone.Label).AddBar(load ?? 0, bar, unicode)
            .Add($" {Or(100 * load, "0", " %")} of {machine.Cores.Count} cores");
        if (machine.Cores.Count > 1)
            yield return new TopLine().Add("each    ", TopTone.Label).Add(string.Join(' ', machine.Cores.Select(core => Or(100 * core, "0"))) + " %");
        double? used = machine.MemoryBytes - machine.AvailableBytes;
        yield return new TopLine().Add("memory  ", TopTone.Label).AddBar((used / machine.MemoryBytes) ?? 0, bar, unicode)
            .Add($" {Or(used / 1e9, "0.0")} of {Or(machine.MemoryBytes / 1e9, "0.0", " GB")}");
        yield return new TopLine().Add("service ", TopTone.Label)
            .Add($"{Or(100 * machine.ServiceCores, "0", " % of a core")}, {Or(machine.ServiceBytes / 1e6, "0", " MB")}");
        yield return new TopLine().Add("heat    ", TopTone.Label).Add(machine.Temperatures.Count == 0
            ? "- (no thermal zone)"
            : string.Join("  ", machine.Temperatures.Select(zone => $"{zone.Zone} {Or(zone.Celsius, "0.0", " C")}")));
    }

    private static IEnumerable<TopLine> Learning(StatusReport report)
    {
        if (report.Learning is not { } learning)
        {
            yield return Heading("LEARNING").Add("  none (onboard run --learn)", TopTone.Label);
            yield break;
        }

        yield return Heading("LEARNING").Add($"  {learning.State}", learning.State == "failed" ? TopTone.Bad : TopTone.Plain);
        yield return new TopLine().Add("clear speech", Or(learning.ClearSeconds, "0", " s")).Add("noise", Or(learning.NoiseSeconds, "0", " s"))
            .Add("by", learning.By);
        yield return new TopLine().Add("steps", learning.Steps.ToString(Culture))
            .Add("on", learning.Engine).Add("kept", learning.Kept.ToString(Culture))
            .Add("rolled back", learning.RolledBack.ToString(Culture), Counted(learning.RolledBack)).Add("trust", Or(100 * learning.Trust, "0", " %"));
        yield return new TopLine().Add("held-out loss", $"{Or(learning.LossBefore, "0.0000")} -> {Or(learning.LossNow, "0.0000")}");
    }

    private static List<TopLine> Notes(StatusReport report)
    {
        List<TopLine> lines = [];
        if (report.Conditions.Count == 0) lines.Add(new TopLine().Add("all is well", TopTone.Good));
        foreach (ConditionReport condition in report.Conditions)
            lines.Add(new TopLine().Add(condition.State.ToUpperInvariant(), TopTone.Bad).Add($"  {condition.Message}"));
        if (report.Recording is { IsRunning: true } recording)
            lines.Add(new TopLine().Add("recording", $"{Or(recording.Hops / 100.0, "0")} s in {recording.Folder}"));
        foreach (EventReport happened in report.Events)
        {
            lines.Add(new TopLine().Add($"{happened.Time.ToLocalTime().ToString("HH:mm:ss", Culture)} ", TopTone.Label)
                .Add(happened.Message, happened.IsFault ? TopTone.Warning : TopTone.Plain));
        }

        return lines;
    }
}
