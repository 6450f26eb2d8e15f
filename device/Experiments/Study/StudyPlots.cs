using OnBoard.Device.Experiments.Energy;
using OnBoard.Fabric.Network;
using ScottPlot;

namespace OnBoard.Device.Experiments.Study;

/// <summary>The drawings of a study's report.</summary>
internal static class StudyPlots
{
    private const int Width = 900;
    private const int Height = 480;

    // Distinguished also by those who do not see all colours (Okabe and Ito).
    private static readonly Color[] Palette =
    [
        Color.FromHex("#0072B2"), Color.FromHex("#D55E00"), Color.FromHex("#009E73"), Color.FromHex("#CC79A7"),
        Color.FromHex("#E69F00"), Color.FromHex("#56B4E9"), Color.FromHex("#000000"),
    ];

    /// <summary>Loss against events: the curves of two laws, and the other laws as points.</summary>
    public static void Pareto(StudyResults results, string path)
    {
        Plot plot = New("Loss against events of an inference, by activity penalty", "forward events of a step, thousands");
        int colour = 0;
        foreach (ActivationLaw law in StudyPlan.Laws) Add(plot, colour++, $"{LawNetworks.LawName(law)}, coded", results.CurveOf(law));
        Add(plot, colour++, "point, plain", [results.Plain]);
        Add(plot, colour, "point, lean (first edition)", [results.Lean]);
        Save(plot, path);

        void Add(Plot target, int paint, string legend, string[] variants)
        {
            var points = variants
                .Select(name => (Events: results.Of(name, Figure.ForwardEvents), Loss: results.Of(name, Figure.Loss)))
                .Where(point => point.Loss.Count > 0).ToArray();
            Line(
                target, paint, legend, [.. points.Select(point => point.Events.Mean / 1000)], [.. points.Select(point => point.Loss.Mean)],
                [.. points.Select(point => point.Loss.Interval95)]);
        }
    }

    /// <summary>Learning curves, means over the seeds.</summary>
    public static void Learning(StudyResults results, string path)
    {
        Plot plot = New("Learning", "training frames, thousands");
        string[] variants =
        [
            results.Plain, .. StudyPlan.Laws.Select(results.At), results.Plan.OfSingle(ActivationLaw.Cooperation).Name,
            results.Plan.OfKilled(ActivationLaw.Cooperation).Name,
        ];
        for (int i = 0; i < variants.Length; i++)
        {
            var points = results.Plan.AllSeeds.SelectMany(seed => results.Curve(variants[i], seed))
                .GroupBy(point => point.Frames).OrderBy(group => group.Key)
                .Select(group => (Frames: group.Key, Loss: Estimate.Of(group.Select(point => point.Loss)))).ToArray();
            Line(
                plot, i, variants[i], [.. points.Select(point => point.Frames / 1000.0)], [.. points.Select(point => point.Loss.Mean)],
                [.. points.Select(point => point.Loss.Interval95)]);
        }

        Save(plot, path);
    }

    /// <summary>Loss by the share of cells killed.</summary>
    public static void Damage(StudyResults results, string path)
    {
        Plot plot = New("Loss right after cells are killed", "cells killed, %");
        int colour = 0;
        foreach (string variant in (string[])[results.Plain, .. StudyPlan.Learners.Select(results.At)])
        {
            foreach ((string kind, string text) in ((string, string)[])[(DamageStudy.Killed, "any"), (DamageStudy.KilledActive, "active")])
            {
                double[] shares = [0, .. results.Plan.KilledShares];
                Estimate[] losses = [.. shares.Select(share => results.Of(variant, share == 0 ? DamageStudy.Healthy : Figure.Damage(kind, share)))];
                Line(
                    plot, colour++, $"{variant}, {text} cells", [.. shares.Select(share => 100 * share)], [.. losses.Select(loss => loss.Mean)],
                    [.. losses.Select(loss => loss.Interval95)]);
            }
        }

        Save(plot, path);
    }

    private static Plot New(string title, string xLabel)
    {
        Plot plot = new();
        plot.Title(title);
        plot.XLabel(xLabel);
        plot.YLabel("loss, nats per band");
        return plot;
    }

    private static void Line(Plot plot, int colour, string legend, double[] xs, double[] ys, double[] intervals)
    {
        int[] told = [.. Enumerable.Range(0, xs.Length).Where(i => double.IsFinite(xs[i]) && double.IsFinite(ys[i]))];
        if (told.Length == 0) return;
        double[] x = [.. told.Select(i => xs[i])], y = [.. told.Select(i => ys[i])];
        var line = plot.Add.Scatter(x, y, Palette[colour % Palette.Length]);
        line.LegendText = legend;
        line.LineWidth = 1.5f;
        line.MarkerSize = 6;
        var bars = plot.Add.ErrorBar(x, y, told.Select(i => double.IsFinite(intervals[i]) ? intervals[i] : 0).ToArray());
        bars.Color = line.Color;
    }

    private static void Save(Plot plot, string path)
    {
        plot.ShowLegend(Edge.Right);
        Multiplot panel = new();
        panel.Reset(plot);
        PlotFile.Save(path, panel, Width, Height);
    }
}
