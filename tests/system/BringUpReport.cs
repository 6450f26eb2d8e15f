using System.Text.Json;
using OnBoard.Tests.System.Board;

namespace OnBoard.Tests.System;

/// <summary>`onboard check --bring-up` on the emulated board, within the service's own unit: each row as it must be on that machine.</summary>
internal sealed class BringUpReport(EmulatedBoard board, DeployedService service)
{
    private const string Path = "/var/lib/onboard/bring-up.json";

    private static readonly string[] Areas =
    [
        "load", "board", "permissions", "threads", "rails", "fabric", "engines", "memory", "jobs", "reload", "hop", "camera", "microphone",
        "playback", "panel", "display",
    ];

    /// <summary>Runs it; the service is stopped meanwhile.</summary>
    /// <param name="rails">How many rails the board has, which the kernel's drivers hold.</param>
    public void IsWhatTheMachineIs(int rails)
    {
        board.Shell($"systemctl stop onboard; rm -f {Path}");
        int loads = board.Fabric.TimesLoaded;
        Command told = board.Try($"/opt/onboard/current/system/onboard-release check --bring-up {Path}");
        string json = board.Shell($"cat {Path}");
        JsonElement root = JsonDocument.Parse(json).RootElement;
        Row[] rows = [.. root.GetProperty("rows").EnumerateArray().Select(Row.Of)];
        Assert.True(Areas.All(area => rows.Any(row => row.Area == area)), told.Text);

        // The same three times: rows, text within the file, and what was printed.
        string[] text = [.. root.GetProperty("text").EnumerateArray().Select(line => line.GetString()!)];
        foreach (Row row in rows)
        {
            bool Tells(string line) => line.StartsWith($"{row.Area,-12} {(row.State == "fail" ? "FAIL" : row.State),-5} {row.Subject}: ", StringComparison.Ordinal);
            Assert.Contains(text, Tells);
            Assert.Contains(told.Text.Split('\n'), Tells);
        }

        Assert.Contains(text[^1] + $": {Path}", told.Text, StringComparison.Ordinal);
        int failed = rows.Count(row => row.State == "fail");
        Assert.Equal((failed, failed > 0 ? 1 : 0, failed > 0 ? 1 : 0), (
            root.GetProperty("counts").GetProperty("fail").GetInt32(), root.GetProperty("exit_code").GetInt32(), told.ExitCode));

        // Rails: each against its nominal voltage, and driver against registers.
        All(rows.Where(row => row.Area == "rails" && row.Subject.StartsWith("rail ", StringComparison.Ordinal)), 2 * rails, "pass");
        One(rows, "rails", "rails against the board's input", "skip", "no monitor sees");
        One(rows, "rails", "processors at work", "fail", ""); // the virtual chips do not know of the guest's work
        Assert.DoesNotContain(rows, row => row.Subject == "rails read the other way");

        // The fabric: the definition's bits, and memory that is coherent, through the kernel's UIO.
        foreach (string area in (string[])["board", "permissions", "threads", "fabric", "engines", "memory", "reload"])
            All(rows.Where(row => row.Area == area), null, "pass");
        All(rows.Where(row => row.Subject.StartsWith("fabric uio, random jobs", StringComparison.Ordinal)), 4, "pass");
        One(rows, "jobs", "fabric uio, self-test", "pass", "");
        Assert.True(board.Fabric.TimesLoaded > loads, "the logic was not loaded anew");

        // Times: an emulator keeps none, so that these may fail; they have figures.
        Row hop = Assert.Single(rows, row => row.Area == "hop");
        Row job = Assert.Single(rows, row => row.Subject == "fabric uio, time of a job");
        Assert.True(hop.Figures["infer_median"] > 0 && job.Figures["ask_and_interrupt_median"] > 0);
        Assert.Contains(rows, row => row.Area == "camera" && row.Figures.GetValueOrDefault("pictures") > 2);
        Assert.Contains(rows, row => row.Area == "microphone" && row.Figures.ContainsKey("rate"));

        One(rows, "playback", "loudspeaker", "skip", "none is chosen");
        One(rows, "panel", "status light", "pass", "");
        One(rows, "panel", "learn button", "skip", "nobody pressed it");
        One(rows, "display", "display", "skip", "names none");
        string[] late = [.. rows.Where(row => row.State == "fail").Select(row => row.Subject)];
        Assert.True(rows.Where(row => row.State == "fail").All(row => row.Area is "hop" or "jobs" or "camera" or "microphone" or "rails"), told.Text);
        service.Report($"bring-up in the service's unit: {text[^1]}; failed: {string.Join(", ", late)};"
            + $" job {job.Figures["ask_and_interrupt_median"]:0.0} ms, hop {hop.Figures["whole_median"]:0.0} ms (medians, emulated)");
        board.Shell("systemctl start onboard");
    }

    private static void One(Row[] rows, string area, string subject, string state, string reason)
    {
        Row row = Assert.Single(rows, row => row.Area == area && row.Subject == subject);
        Assert.True(row.State == state && row.Text.Contains(reason, StringComparison.Ordinal), $"{row}");
    }

    private static void All(IEnumerable<Row> rows, int? count, string state)
    {
        Row[] all = [.. rows];
        Assert.True(all.Length > 0 && (count ?? all.Length) == all.Length, $"{all.Length} of {count}: {string.Join("; ", all.Select(row => row.Subject))}");
        Assert.All(all, row => Assert.True(row.State == state, $"{row}"));
    }

    private sealed record Row(string Area, string Subject, string State, string Text, Dictionary<string, double> Figures)
    {
        public static Row Of(JsonElement row) => new(
            row.GetProperty("area").GetString()!, row.GetProperty("subject").GetString()!, row.GetProperty("state").GetString()!,
            row.GetProperty("text").GetString()!,
            row.GetProperty("figures").EnumerateArray().Where(figure => figure.GetProperty("value").ValueKind == JsonValueKind.Number)
                .ToDictionary(figure => figure.GetProperty("name").GetString()!, figure => figure.GetProperty("value").GetDouble()));
    }
}
