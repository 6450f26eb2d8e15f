using OnBoard.Drivers;
using OnBoard.Drivers.Time;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Service.Devices;

/// <summary>Opens the rails of the chosen board and watches them.</summary>
internal static class RailMonitors
{
    /// <summary>Opens and starts.</summary>
    /// <param name="board">Which board.</param>
    /// <param name="options">How its monitors are set.</param>
    /// <param name="sweepsPerSecond">How often each rail is read; null for as fast as every reading can be fresh.</param>
    /// <param name="work">The work that a virtual board's power follows; this process' processor time by default.</param>
    /// <exception cref="DeviceMissingException">The board has no board file.</exception>
    public static IRailMonitor Open(
        BoardChoice board, RailOptions options, double? sweepsPerSecond = null, Func<BoardWork>? work = null)
    {
        IClock clock = SystemClock.Instance;
        BoardDescription description = board.Description ?? throw NoBoardFile();
        if (board.IsReal)
        {
            RailSet<Measured> rails = BoardRails.Open(description, clock, options);
            return Begin(rails, () => new RailMonitor<Measured>(rails, clock, sweepsPerSecond).Start());
        }

        VirtualBoard virtualBoard = new(clock, options, board: description);
        return Begin(virtualBoard, () =>
        {
            WorkCounter counter = new(virtualBoard.Model, clock, work ?? (() => new(0, 0, ProcessorTime)));
            return new RailMonitor<Modelled>(virtualBoard.Rails, clock, sweepsPerSecond, counter.Count, virtualBoard).Start();
        });
    }

    /// <summary>Begins to sample what is open; closes it where that fails.</summary>
    private static IRailMonitor Begin(IDisposable opened, Func<IRailMonitor> begin)
    {
        try
        {
            return begin();
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>What all cores have worked for this process.</summary>
    public static TimeSpan ProcessorTime => Environment.CpuUsage.TotalTime;

    /// <summary>The error of a real board that nobody has described.</summary>
    public static DeviceMissingException NoBoardFile() => new(
        BoardCatalog.ReadModel() ?? "this board",
        "none of the board files describes it, so that its rails are not known",
        "name a board file with --board FILE.json; sensors/Power/README.md says how one is written");
}
