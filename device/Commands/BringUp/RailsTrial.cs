using OnBoard.Device.Commands.Checks;
using OnBoard.Device.Service.Devices;
using OnBoard.Drivers;
using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Time;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Commands.BringUp;

/// <summary>
/// Every rail against its nominal voltage, by the way that is free and by the other one where that can be had; the rails against
/// the board's input, and idle against all processors at work.
/// </summary>
internal sealed class RailsTrial : IBringUpTrial
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public string Area => "rails";

    /// <inheritdoc/>
    public IEnumerable<BringUpRow> Run(CheckContext context)
    {
        RailsSnapshot idle, busy;
        BoardDescription board;
        using (IRailMonitor monitor = RailMonitors.Open(context.Settings.Board, new RailOptions()))
        {
            board = monitor.Board;
            idle = After(monitor, context.Stop);
            busy = AtWork(monitor, context.Stop);
            if (monitor.Failure is { } failure) throw failure as OnBoardException ?? new DeviceFailedException("rails", failure.Message, "report it", failure);
        }

        foreach (RailFigures rail in idle.Rails) yield return Validate(board.Rails.First(described => described.Name == rail.Name), rail, idle);
        foreach (BringUpRow row in OtherWay(context, board)) yield return row;
        yield return AgainstInput(idle);
        yield return UnderLoad(idle, busy);
    }

    /// <summary>A rail as it was read first.</summary>
    internal static BringUpRow Validate(BoardRail described, RailFigures rail, RailsSnapshot snapshot)
    {
        const string Area = "rails";
        string subject = $"rail {rail.Name}";
        double nominal = described.Volts ?? double.NaN;
        BringUpFigure[] figures =
        [
            new("volts", rail.Volts, "V"), new("nominal", nominal, "V"), new("off_nominal", 100 * ((rail.Volts / nominal) - 1), "%"),
            new("amperes", rail.Amperes, "A"), new("watts", rail.Watts, "W"), new("fresh_readings", rail.Fresh),
        ];
        if (rail.Fault is { } fault)
        {
            return rail.Sensor.Length == 0
                ? BringUpRow.Skip(Area, subject, fault.TrimEnd('.'), "check the monitor's address and the board file")
                : BringUpRow.Fail(Area, subject, fault.TrimEnd('.'), "check the monitor and the board file", figures);
        }

        if (rail.State == ReadingState.Off && rail.Doubt is null) return BringUpRow.Skip(Area, subject, "is off, says its converter");
        if (rail.Fresh == 0) return BringUpRow.Fail(Area, subject, "gave no fresh reading", "look whether its monitor converts", figures);
        string text = $"{rail.Sensor}, {snapshot.ProvenanceOf(rail)}" + (rail.Note is { } note ? $"; {note}" : "");
        return BringUpRow.Validate(
            rail.Doubt is null, Area, subject, rail.Doubt is { } doubt ? $"{doubt}; {text}" : text,
            "see whether the board file names the right chip or page", figures);
    }

    /// <summary>The rails' sum against what goes in.</summary>
    internal static BringUpRow AgainstInput(RailsSnapshot snapshot)
    {
        const string Area = "rails", Subject = "rails against the board's input";
        double sum = snapshot.RailWatts, input = snapshot.BoardInputWatts;
        if (double.IsNaN(input)) return BringUpRow.Skip(Area, Subject, "no monitor sees the board's input");
        if (double.IsNaN(sum)) return BringUpRow.Skip(Area, Subject, "the power of a rail is unknown");
        return BringUpRow.Validate(
            sum <= input, Area, Subject,
            sum <= input ? "the rails take part of what goes in" : "the rails take more than goes in",
            "a shunt or a page of the board file is wrong",
            new("rails", sum, "W"), new("input", input, "W"), new("share", 100 * sum / input, "%"));
    }

    /// <summary>Work must be seen.</summary>
    internal static BringUpRow UnderLoad(RailsSnapshot idle, RailsSnapshot busy)
    {
        const string Area = "rails", Subject = "processors at work";
        double before = Watts(idle), after = Watts(busy);
        if (double.IsNaN(before) || double.IsNaN(after)) return BringUpRow.Skip(Area, Subject, "the power of the processing system's rails is unknown");
        return BringUpRow.Validate(
            after > before, Area, Subject, "watts of the processing system, idle and with all processors at work",
            "these may not be the processing system's rails: check addresses and pages in the board file",
            new("idle", before, "W"), new("busy", after, "W"));

        static double Watts(RailsSnapshot snapshot) =>
            snapshot.Domains.FirstOrDefault(domain => domain.Domain == PowerDomain.PS)?.Watts
            ?? snapshot.RailWatts;
    }

    /// <summary>Each rail whose monitor a driver of the kernel holds, as that says and by the chip's registers beside it.</summary>
    private static IEnumerable<BringUpRow> OtherWay(CheckContext context, BoardDescription board)
    {
        const string Area = "rails", Subject = "rails read the other way";
        if (!context.Settings.Board.IsReal)
        {
            yield return BringUpRow.Skip(Area, Subject, "a virtual board has one way");
            yield break;
        }

        int free = 0;
        foreach (BoardRail rail in board.Rails)
        {
            BringUpRow? row;
            try
            {
                row = RailBothWays.Read(board, rail, SystemClock.Instance) is { } both ? Agreement(both) : null;
            }
            catch (OnBoardException error)
            {
                row = BringUpRow.Of(Area, error);
            }

            if (row is not null) yield return row;
            else free++;
        }

        if (free == 0) yield break;
        yield return BringUpRow.Skip(
            Area, Subject, $"no driver of the kernel holds {free} of {board.Rails.Count} monitors: these have one way",
            "load ina2xx, ina2xx-adc, ina260-adc or the pmbus driver, and run this again");
    }

    /// <summary>The kernel's driver and the registers must say the same of a rail.</summary>
    internal static BringUpRow Agreement(RailBothWays both) => BringUpRow.Validate(
        both.Agree, "rails", $"rail {both.Rail.Name}, driver against registers",
        both.Agree ? "both ways say the same" : "the kernel's driver and the chip's registers differ",
        "see whether the driver takes another shunt or channel than the board file (its device tree), and report it with the kernel",
        new("driver_volts", both.KernelVolts, "V"), new("register_volts", both.RegisterVolts, "V"),
        new("driver_amperes", both.KernelAmperes, "A"), new("register_amperes", both.RegisterAmperes, "A"));

    private static RailsSnapshot After(IRailMonitor monitor, CancellationToken stop)
    {
        stop.WaitHandle.WaitOne(Look);
        return monitor.Latest();
    }

    private static RailsSnapshot AtWork(IRailMonitor monitor, CancellationToken stop)
    {
        using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Thread[] workers = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(() => Work(done.Token)) { IsBackground = true })];
        foreach (Thread worker in workers) worker.Start();
        RailsSnapshot busy = After(monitor, stop);
        done.Cancel();
        foreach (Thread worker in workers) worker.Join();
        return busy;
    }

    private static void Work(CancellationToken done)
    {
        double sum = 0;
        while (!done.IsCancellationRequested)
        {
            for (int i = 1; i < 10_000; i++) sum += Math.Sqrt(i);
        }

        GC.KeepAlive(sum);
    }
}
