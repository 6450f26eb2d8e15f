using System.Globalization;
using OnBoard.Device.Service.Recording;
using Spectre.Console;

namespace OnBoard.Device.Interfaces.Terminal;

/// <summary>Scores of a session as a table.</summary>
internal static class ScoreTable
{
    /// <summary>One row for what was heard, one for what went out, one for the difference.</summary>
    public static Table Build(SessionScore score)
    {
        // Without rules it leaves the start on a screen of 24 lines.
        Table table = new() { Border = TableBorder.None };
        table.Title = new TableTitle(string.Create(
            CultureInfo.InvariantCulture, $"against the clean speech, {score.From:0} to {score.To:0} s"));
        table.AddColumn("");
        foreach (string heading in (string[])["SI-SDR dB", "STOI", "ESTOI", "PESQ"])
            table.AddColumn(new TableColumn(heading).RightAligned());
        SignalScore noisy = score.Noisy, enhanced = score.Enhanced;
        table.AddRow(Row("noisy", "0.0", "0.00", noisy));
        table.AddRow(Row("enhanced", "0.0", "0.00", enhanced));
        table.AddRow(Row("gain", "+0.0;-0.0;0.0", "+0.00;-0.00;0.00", new SignalScore(
            enhanced.SiSdr - noisy.SiSdr, enhanced.Stoi - noisy.Stoi, enhanced.Estoi - noisy.Estoi,
            enhanced.Pesq - noisy.Pesq)));
        return table;
    }

    private static string[] Row(string name, string decibels, string fine, SignalScore score) =>
        [name, Number(score.SiSdr, decibels), Number(score.Stoi, fine), Number(score.Estoi, fine), Number(score.Pesq, fine)];

    private static string Number(double value, string format) =>
        double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "-";
}
