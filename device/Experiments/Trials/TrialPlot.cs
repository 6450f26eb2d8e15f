using ScottPlot;

namespace OnBoard.Device.Experiments.Trials;

/// <summary>Draws SI-SDR, STOI and ESTOI against minutes of listening, beside the network as shipped and the noisy input.</summary>
internal static class TrialPlot
{
    private const int Width = 900;
    private const int PanelHeight = 300;

    // Distinguished also by those who do not see all colours (Okabe and Ito).
    private static readonly Color LearnedColor = Color.FromHex("#0072B2");
    private static readonly Color ShippedColor = Color.FromHex("#D55E00");
    private static readonly Color NoisyColor = Color.FromHex("#000000");

    /// <summary>Writes a drawing: means over the talkers in bold, each talker's own curve faint behind them.</summary>
    /// <param name="path">Ends in .svg or .png.</param>
    /// <param name="results">One for each talker, all measured at the same moments.</param>
    public static void Save(string path, IReadOnlyList<TalkerResult> results)
    {
        Multiplot panels = new();
        (string Label, Func<TrialScore, double> Of)[] measures =
            [("SI-SDR, dB", score => score.SiSdr), ("STOI", score => score.Stoi), ("ESTOI", score => score.Estoi)];
        panels.AddPlots(measures.Length);
        for (int i = 0; i < measures.Length; i++) Draw(panels.GetPlot(i), measures[i].Label, measures[i].Of, results);
        panels.GetPlot(0).Title(results.Count == 1 ? results[0].Talker : $"{results.Count} talkers");
        PlotFile.Save(path, panels, Width, PanelHeight * measures.Length);
    }

    private static void Draw(Plot plot, string label, Func<TrialScore, double> of, IReadOnlyList<TalkerResult> results)
    {
        plot.YLabel(label);
        plot.XLabel("minutes of listening");
        if (results.Count > 1)
        {
            foreach (TalkerResult result in results)
            {
                var own = plot.Add.Scatter(Minutes(result), [.. result.Points.Select(point => of(point.Score))], LearnedColor.WithAlpha(0.25));
                own.MarkerSize = 0;
            }
        }

        double[] minutes = Minutes(results[0]);
        Line("learned", LearnedColor, [.. Enumerable.Range(0, minutes.Length).Select(at => results.Average(result => of(result.Points[at].Score)))]);
        Line("as shipped", ShippedColor, [.. minutes.Select(_ => results.Average(result => of(result.Shipped)))]);
        Line("noisy", NoisyColor, [.. minutes.Select(_ => results.Average(result => of(result.Noisy)))]);
        plot.ShowLegend(Edge.Right);

        void Line(string name, Color color, double[] values)
        {
            var line = plot.Add.Scatter(minutes, values, color);
            line.LegendText = name;
            line.LineWidth = 2;
            line.MarkerSize = name == "learned" ? 5 : 0;
        }
    }

    private static double[] Minutes(TalkerResult result) => [.. result.Points.Select(point => point.Seconds / 60.0)];
}
