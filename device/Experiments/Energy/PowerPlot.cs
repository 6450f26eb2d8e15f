using System.Globalization;
using OnBoard.Sensors.Boards;
using ScottPlot;

namespace OnBoard.Device.Experiments.Energy;

/// <summary>The rails over time, one panel for each domain, with the windows of the protocol marked: SVG or PNG.</summary>
internal static class PowerPlot
{
    private const int Width = 1400;
    private const int PanelHeight = 210;
    private const int Columns = 1400;
    private const float LeftMargin = 75; // the same for all panels, so that their times stand below one another

    private static readonly Color Active = Color.FromHex("#E69F00").WithAlpha(70);
    private static readonly Color Idle = Color.FromHex("#999999").WithAlpha(45);

    /// <summary>Draws and writes, whole or not at all.</summary>
    /// <param name="path">Ends in .svg or .png, and says by that what is written.</param>
    /// <param name="title">Of the whole; the provenance belongs into it.</param>
    /// <param name="trace">What the monitors showed.</param>
    /// <param name="spans">The windows.</param>
    /// <exception cref="Drivers.DeviceFailedException">The disk refused.</exception>
    public static void Save(string path, string title, PowerTrace trace, IReadOnlyList<EnergySpan> spans)
    {
        Multiplot panels = Draw(title, trace, spans);
        PlotFile.Save(path, panels, Width, PanelHeight * panels.Count());
    }

    private static Multiplot Draw(string title, PowerTrace trace, IReadOnlyList<EnergySpan> spans)
    {
        long origin = trace.Rails.Where(rail => rail.Times.Count > 0).Select(rail => rail.Times[0]).DefaultIfEmpty().Min();
        long end = trace.Rails.Where(rail => rail.Times.Count > 0).Select(rail => rail.Times[^1]).DefaultIfEmpty().Max();
        Multiplot panels = new();
        IGrouping<PowerDomain, PowerTrace.RailTrace>[] domains =
            [.. trace.Rails.GroupBy(rail => rail.Rail.Domain).OrderBy(group => group.Key)];
        while (panels.Count() < domains.Length) panels.AddPlot();
        for (int i = 0; i < domains.Length; i++)
        {
            Plot plot = panels.GetPlot(i);
            Mark(plot, spans, origin);
            foreach (PowerTrace.RailTrace rail in domains[i]) AddLine(plot, rail, origin, end);
            plot.Axes.AutoScaleY();
            plot.Axes.SetLimitsX(0, Math.Max(1e-3, (end - origin) * 1e-9));
            plot.YLabel(domains[i].Key == PowerDomain.BoardInput ? "board input, W" : $"{domains[i].Key}, W");
            plot.ShowLegend(Alignment.UpperRight);
            plot.Axes.Left.MinimumSize = LeftMargin;
            plot.Axes.Left.MaximumSize = LeftMargin;
            if (i == 0)
            {
                plot.Title(title);
                Name(plot, spans, origin);
            }

            if (i == domains.Length - 1) plot.XLabel("seconds of the board's clock; orange: active windows, grey: idle windows");
        }

        return panels;
    }

    private static void Mark(Plot plot, IReadOnlyList<EnergySpan> spans, long origin)
    {
        foreach (EnergySpan span in spans)
        {
            var shade = plot.Add.HorizontalSpan((span.BeginNanoseconds - origin) * 1e-9, (span.EndNanoseconds - origin) * 1e-9);
            shade.FillStyle.Color = span.IsActive ? Active : Idle;
            shade.LineStyle.Width = 0;
        }
    }

    private static void Name(Plot plot, IReadOnlyList<EnergySpan> spans, long origin)
    {
        double top = plot.Axes.GetLimits().Top;
        foreach (IGrouping<string, EnergySpan> workload in spans.GroupBy(span => span.Name))
        {
            var text = plot.Add.Text(workload.Key, (workload.Min(span => span.BeginNanoseconds) - origin) * 1e-9, top);
            text.LabelAlignment = Alignment.UpperLeft;
            text.LabelFontSize = 11;
            text.LabelFontColor = Colors.Black;
        }

        // Room for the names above the lines.
        AxisLimits limits = plot.Axes.GetLimits();
        plot.Axes.SetLimitsY(limits.Bottom, limits.Top + (0.15 * (limits.Top - limits.Bottom)));
    }

    // A column of pixels shows the mean of its readings.
    private static void AddLine(Plot plot, PowerTrace.RailTrace rail, long origin, long end)
    {
        double[] sums = new double[Columns];
        int[] counts = new int[Columns];
        double perColumn = Math.Max(1, (double)(end - origin)) / Columns;
        for (int i = 0; i < rail.Times.Count; i++)
        {
            int column = Math.Min(Columns - 1, (int)((rail.Times[i] - origin) / perColumn));
            sums[column] += rail.Watts[i];
            counts[column]++;
        }

        int[] seen = [.. Enumerable.Range(0, Columns).Where(column => counts[column] > 0)];
        var line = plot.Add.ScatterLine(
            seen.Select(column => (column + 0.5) * perColumn * 1e-9).ToArray(),
            seen.Select(column => sums[column] / counts[column]).ToArray());
        line.LegendText = rail.Rail.Name;
        line.LineWidth = 1;
    }
}
