using System.CommandLine;
using System.Text;
using System.Text.Json;
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

        Examples:
          onboard check                              what the service would use here
          onboard check --only rails,camera          some of it
          onboard check --camera /dev/video2 --microphone alsa:hw:1 --json
          onboard check --board zcu102               as if this were another board

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
        Option<bool> json = new("--json") { Description = "All findings as one JSON object." };
        Command command = new("check", "Look whether this machine is able, and tell what to do where it is not.");
        RunCommand.AddSettings(command);
        command.Options.Add(only);
        command.Options.Add(json);
        command.SetAction((parsed, stop) => Task.Run(
            () =>
            {
                RunSettings settings = RunCommand.ReadSettings(parsed);
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

    /// <summary>What the shell is told.</summary>
    internal static int CodeOf(IEnumerable<FindingState> states)
    {
        FindingState[] all = [.. states];
        return all.Contains(FindingState.Failed) ? ExitCode.Failed
            : all.Contains(FindingState.Missing) ? ExitCode.DeviceMissing
            : ExitCode.Done;
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
