using OnBoard.Device.Interfaces.Status;

namespace OnBoard.Device.Interfaces.Terminal;

/// <summary>What the keys do: q quits, the first letter of a switch's name switches it.</summary>
internal static class TopKeys
{
    /// <summary>Whether a key ends the watching.</summary>
    public static bool Quits(char key) => key is 'q' or 'Q';

    /// <summary>The control that a key switches, and what it is to become; null for a key that does nothing.</summary>
    public static (string Control, string Value)? Switch(StatusReport report, char key) =>
        Switches(report).FirstOrDefault(control => control.Name[0] == char.ToLowerInvariant(key)) is { } found
            ? (found.Name, found.Value == "on" ? "off" : "on")
            : null;

    /// <summary>The keys and how what they switch stands.</summary>
    public static TopLine Help(StatusReport report)
    {
        TopLine line = new TopLine().Add("q", TopTone.Heading).Add(" quit");
        foreach (ControlReport control in Switches(report))
            line.Add($"  {control.Name[0]}", TopTone.Heading).Add($" {control.Name} ").Add(control.Value ?? "-", TopTone.Label);
        return line;
    }

    private static IEnumerable<ControlReport> Switches(StatusReport report) =>
        report.Controls.Where(control => control.Kind == "switch").DistinctBy(control => control.Name[0]);
}
