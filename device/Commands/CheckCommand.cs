using System.CommandLine;
using System.Text;
using System.Text.Json;
using OnBoard.Device.Commands.BringUp;
using OnBoard.Device.Commands.Checks;
using OnBoard.Device.Commands.Configuration;

namespace OnBoard.Device.Commands;

/// <summary><c>onboard check</c>: is this machine able, and what to do where it is not.</summary>
internal static class CheckCommand
{
    private const string Details =
        """
        Takes the settings of `onboard run` and looks whether it would find what it needs: each device is opened and used for a
        moment. Nothing is changed.

        --bring-up REPORT tries more, on the machine itself, and measures it: rails against nominal voltages and each other, random jobs
        and patterns through the fabric's memory, times of job, interrupt and hop by phase, real time and nice values, logic loaded anew, modes
        and clocks of camera and microphone, a soft tone, light, button and display. It takes a minute or two and needs the devices for
        itself: stop the service first (systemctl stop onboard). Rows pass, fail, or are skipped where a device is not here. REPORT is one
        file to be sent with a report: JSON whose first member is the same as text.

        Examples:
          onboard check                              what the service would use here
          onboard check --only rails,camera          some of it
          onboard check --camera /dev/video2 --microphone alsa:hw:1 --json
          onboard check --board zcu102               as if this were another board
          onboard check --bring-up zcu102.json --fabric uio --output alsa:default
          onboard-release check --bring-up bring-up.json    the same within the service's own unit, into /var/lib/onboard

        A finding is ok, a note (works, but), failed (is there, and does not do what it must) or missing.
        Exit codes: 0 nothing failed or is missing, 1 something failed, 2 wrong use, 3 a device or program is missing.
        """;

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Option<string?> only = new("--only")
        {
            Description = $"Only these, separated by commas: {string.Join(", ", AllChecks.List.Select(check => check.Name))}.",
            HelpName = "names",
        };
        Option<string?> bringUp = new("--bring-up")
        {
            Description = "Try and measure all that this machine has, and write it to one file.",
            HelpName = "REPORT",
        };
        Option<bool> json = new("--json") { Description = "All findings as one JSON object." };
        Command command = new("check", "Check whether this machine can do its work, and say what to do where it cannot.");
        RunCommand.AddSettings(command);
        command.Options.Add(only);
        command.Options.Add(bringUp);
        command.Options.Add(json);
        command.SetAction((parsed, stop) => Task.Run(
            () =>
            {
                RunSettings settings = RunCommand.ReadSettings(parsed);
                foreach (string warning in settings.Warnings) parsed.InvocationConfiguration.Error.WriteLine($"onboard: {warning}");
                if (parsed.GetValue(bringUp) is { } report)
                {
                    if (parsed.GetValue(only) is not null)
                        throw new WrongUseException(only.Name, $"does not go with {bringUp.Name}, which tries everything", "Leave one of them out");
                    return BringUp(settings, report, parsed.GetValue(json), parsed.InvocationConfiguration.Output, stop);
                }

                string[] names = [.. AllChecks.List.Select(check => check.Name)];
                string[] chosen = parsed.GetValue(only) is { } text ? CommaList.Parse(only.Name, text, names) : names;
                using CheckContext context = new(settings, stop);
                List<(string Check, Finding Finding)> findings = [];
                TextWriter output = parsed.InvocationConfiguration.Output;
                foreach (ICheck check in AllChecks.List.Where(check => chosen.Contains(check.Name)))
                {
                    foreach (Finding finding in AllChecks.Look(check, context))
                    {
                        findings.Add((check.Name, finding));
                        if (!parsed.GetValue(json)) Print(output, check.Name, finding);
                    }
                }

                if (parsed.GetValue(json)) output.WriteLine(ToJson(findings));
                return CodeOf(findings.Select(pair => pair.Finding.State));
            }, CancellationToken.None));
        return command.WithDetails(Details);
    }

    /// <summary>The exit code that the shell gets.</summary>
    internal static int CodeOf(IEnumerable<FindingState> states)
    {
        FindingState[] all = [.. states];
        return all.Contains(FindingState.Failed) ? ExitCode.Failed
            : all.Contains(FindingState.Missing) ? ExitCode.DeviceMissing
            : ExitCode.Done;
    }

    private static int BringUp(RunSettings settings, string path, bool asJson, TextWriter output, CancellationToken stop)
    {
        if (Directory.Exists(path))
            throw new WrongUseException("--bring-up", $"{path} is a folder", "Name a file");
        OutputFile.RefuseInput("--bring-up", path, settings.Network, settings.Microphone.Name, settings.Camera.Name, settings.Noise.Name);
        List<BringUpRow> rows = [];
        BringUpReport report = new(settings, rows, DateTimeOffset.Now);

        // Where it cannot be written, that is known before the minutes that it takes.
        report.Write(path);
        using CheckContext context = new(settings, stop);
        foreach (IBringUpTrial trial in BringUpTrials.List)
        {
            if (stop.IsCancellationRequested) break;
            foreach (BringUpRow row in BringUpTrials.Run(trial, context))
            {
                rows.Add(row);
                if (asJson) continue;
                foreach (string line in BringUpReport.Lines(row)) output.WriteLine(line);
                output.Flush();
            }

            // What a machine that hangs in the next one has shown so far.
            report.Write(path);
        }

        if (asJson) output.Write(Encoding.UTF8.GetString(report.ToJson()));
        else output.WriteLine($"{report.Summary}: {Path.GetFullPath(path)}");
        return report.HasFailed ? ExitCode.Failed : ExitCode.Done;
    }

    private static void Print(TextWriter output, string check, Finding finding)
    {
        string state = finding.State is FindingState.Ok or FindingState.Note
            ? finding.State.ToString().ToLowerInvariant()
            : finding.State.ToString().ToUpperInvariant();
        output.WriteLine($"{check,-12} {state,-8} {finding.Subject}: {finding.Text}");
        if (finding.Remedy is { } remedy) output.WriteLine($"{"",-21}  -> {char.ToUpperInvariant(remedy[0])}{remedy[1..]}.");
        output.Flush();
    }

    private static string ToJson(IReadOnlyList<(string Check, Finding Finding)> findings)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("exit_code", CodeOf(findings.Select(pair => pair.Finding.State)));
            json.WriteStartArray("findings");
            foreach ((string check, Finding finding) in findings)
            {
                json.WriteStartObject();
                json.WriteString("check", check);
                json.WriteString("state", finding.State.ToString().ToLowerInvariant());
                json.WriteString("subject", finding.Subject);
                json.WriteString("finding", finding.Text);
                if (finding.Remedy is not null) json.WriteString("remedy", finding.Remedy);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
