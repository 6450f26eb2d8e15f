using System.CommandLine;
using System.Text;
using System.Text.Json;
using OnBoard.Device.Interfaces.Terminal;
using OnBoard.Drivers;
using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Serial;
using OnBoard.Drivers.Time;
using OnBoard.Sensors.Power;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OnBoard.Device.Commands;

/// <summary><c>onboard rails</c>: what each power rail carries, live.</summary>
internal static class RailsCommand
{
    private const string Details =
        """
        Examples:
          onboard rails                          a live table of this board, or of the virtual one; Ctrl+C ends it
          onboard rails --once                   one table
          onboard rails --once --json            one object, for a program
          onboard rails --rate 30 --duration 60 > rails.txt   a line for each rail and second
          onboard rails --meter /dev/ttyUSB0     with a bench meter beside the board's own monitors

        Columns: last reading; minimum and maximum power so far; age of the last fresh reading; readings that were fresh, stale
        (nothing new: not used) and missing (failed, saturated, not taken). A rail that cannot be read has a reason, not a 0.
        "modelled" stands on figures of the virtual board's power model, "measured" on those of monitors. The virtual board
        draws for the processor time of this program; what a network costs, `onboard energy` measures.

        Exit codes: 0 done, 1 a rail cannot be read (with --once), 2 wrong use, 3 no rail can be read.
        """;

    private static readonly TimeSpan FirstReading = TimeSpan.FromSeconds(3);

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        PowerOptions power = new();
        Option<double?> rate = new("--rate")
        {
            Description = "Readings of each rail a second. Default: as many as the monitors can have fresh.", HelpName = "number",
        };
        Option<double> interval = new("--interval")
        {
            Description = "Seconds from one output to the next.", DefaultValueFactory = _ => 1, HelpName = "seconds",
        };
        Option<double?> duration = new("--duration") { Description = "End after so many seconds. Default: Ctrl+C.", HelpName = "seconds" };
        Option<bool> once = new("--once") { Description = "Show every rail once and end." };
        Option<bool> json = new("--json") { Description = "One JSON object a line instead of text." };
        Command command = new("rails", "Show voltage, current and power of every rail, live.");
        power.AddTo(command);
        foreach (Option option in (Option[])[rate, interval, duration, once, json]) command.Options.Add(option);
        foreach (Option<double?> option in (Option<double?>[])[rate, duration]) PowerOptions.Positive(option);
        PowerOptions.Positive(interval);
        command.SetAction(async (parsed, stop) =>
        {
            using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(stop);
            if (parsed.GetValue(duration) is { } seconds) end.CancelAfter(TimeSpan.FromSeconds(seconds));
            IReadOnlyList<IRailMonitor> monitors = power.Open(parsed, new RailOptions(), parsed.GetValue(rate));
            try
            {
                TextWriter output = parsed.InvocationConfiguration.Output;
                WaitForReadings(monitors, end.Token);
                TimeSpan pause = TimeSpan.FromSeconds(parsed.GetValue(interval));
                bool isTerminal = output == Console.Out && !Console.IsOutputRedirected;
                if (parsed.GetValue(once)) ShowOnce(monitors, parsed.GetValue(json), output);
                else if (parsed.GetValue(json)) await Repeat(pause, () => WriteJson(monitors, output), end.Token);
                else if (isTerminal) await ShowLive(monitors, pause, end.Token);
                else await ShowLines(monitors, pause, output, end.Token);
                return parsed.GetValue(once) ? CodeOf(monitors) : ExitCode.Done;
            }
            finally
            {
                foreach (IRailMonitor monitor in monitors) monitor.Dispose();
            }
        });
        return command.WithDetails(Details);
    }

    // A sweep over slow monitors takes its time; a rail that fails has its reason after the first one.
    private static void WaitForReadings(IReadOnlyList<IRailMonitor> monitors, CancellationToken stop)
    {
        long limit = SystemClock.Instance.Nanoseconds + (FirstReading.Ticks * 100);
        while (SystemClock.Instance.Nanoseconds < limit && !stop.IsCancellationRequested
            && monitors.Any(monitor => monitor.Latest().Rails.Any(rail => rail.Sensor.Length > 0 && rail.Fresh + rail.Missing == 0)))
            stop.WaitHandle.WaitOne(20);
    }

    private static int CodeOf(IReadOnlyList<IRailMonitor> monitors) =>
        monitors.All(monitor => monitor.Latest().Rails.All(rail => rail.Fault is null)) ? ExitCode.Done : ExitCode.Failed;

    private static void ShowOnce(IReadOnlyList<IRailMonitor> monitors, bool json, TextWriter output)
    {
        if (json) WriteJson(monitors, output);
        else foreach (IRailMonitor monitor in monitors) TableWriter.Write(RailTable.Build(monitor.Latest()), output);
    }

    private static async Task ShowLive(IReadOnlyList<IRailMonitor> monitors, TimeSpan pause, CancellationToken stop)
    {
        IRenderable Build() => new Rows(monitors.Select(monitor => RailTable.Build(monitor.Latest())));
        await AnsiConsole.Live(Build()).StartAsync(context => Repeat(
            pause,
            () =>
            {
                context.UpdateTarget(Build());
                context.Refresh();
            },
            stop));
    }

    private static async Task ShowLines(
        IReadOnlyList<IRailMonitor> monitors, TimeSpan pause, TextWriter output, CancellationToken stop)
    {
        long begin = SystemClock.Instance.Nanoseconds;
        output.WriteLine(RailText.Heading);
        await Repeat(
            pause,
            () =>
            {
                double seconds = (SystemClock.Instance.Nanoseconds - begin) * 1e-9;
                foreach (RailsSnapshot snapshot in monitors.Select(monitor => monitor.Latest()))
                    foreach (RailFigures rail in snapshot.Rails) output.WriteLine(RailText.Line(seconds, snapshot, rail));
                output.Flush();
            },
            stop);
    }

    private static void WriteJson(IReadOnlyList<IRailMonitor> monitors, TextWriter output)
    {
        foreach (IRailMonitor monitor in monitors)
        {
            using MemoryStream stream = new();
            using (Utf8JsonWriter json = new(stream))
            {
                json.WriteStartObject();
                PowerJson.Write(json, monitor.Latest());
                json.WriteEndObject();
            }

            output.WriteLine(Encoding.UTF8.GetString(stream.ToArray()));
        }

        output.Flush();
    }

    private static async Task Repeat(TimeSpan pause, Action show, CancellationToken stop)
    {
        using PeriodicTimer timer = new(pause);
        show();
        try
        {
            while (await timer.WaitForNextTickAsync(stop)) show();
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C, or the duration is over.
        }
    }
}
