using OnBoard.Device.Commands.Checks;
using OnBoard.Device.Commands.Configuration;
using OnBoard.Device.Service.Devices;
using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Sensors.Boards;

namespace OnBoard.Device.Commands.BringUp;

/// <summary>The light is lit for some seconds, in which the button may be pressed.</summary>
internal sealed class PanelTrial : IBringUpTrial
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public string Area => "panel";

    /// <inheritdoc/>
    public IEnumerable<BringUpRow> Run(CheckContext context)
    {
        BoardDescription? board = context.Settings.Board.Description;
        if (!context.Settings.Board.IsReal || board is null || !board.Lines.Any(line => line.Purpose is LinePurpose.StatusLed or LinePurpose.LearnButton))
        {
            yield return BringUpRow.Skip(Area, "light and button", "this board has none");
            yield break;
        }

        Conditions conditions = new();
        long hops = 0;
        int presses = 0;
        using (BoardPanel panel = new(board, () => Interlocked.Increment(ref hops), conditions))
        {
            panel.LearnPressed += () => Interlocked.Increment(ref presses);
            context.Stop.WaitHandle.WaitOne(Timeout);
        }

        foreach (Fault fault in conditions.Faults)
            yield return BringUpRow.Fail(Area, fault.Part, fault.Message, "onboard check --only lines says what the kernel has");
        bool Failed(string part) => conditions.Faults.Any(fault => fault.Part == part || fault.Part == "panel");
        if (board.FindLine(LinePurpose.StatusLed) is not null && !Failed("status light"))
            yield return BringUpRow.Pass(Area, "status light", "was taken and lit; whether it shone, a person sees", new BringUpFigure("seconds", Timeout.TotalSeconds, "s"));
        if (board.FindLine(LinePurpose.LearnButton) is not null && !Failed("learn button"))
        {
            yield return presses > 0
                ? BringUpRow.Pass(Area, "learn button", "was pressed", new BringUpFigure("presses", presses))
                : BringUpRow.Skip(Area, "learn button", "can be read, and nobody pressed it", $"press it within the {Timeout.TotalSeconds:0} s that the light is on");
        }
    }
}

/// <summary>A display at a header, where the board file names one, shows that it was found.</summary>
internal sealed class DisplayTrial : IBringUpTrial
{
    /// <inheritdoc/>
    public string Area => "display";

    /// <inheritdoc/>
    public IEnumerable<BringUpRow> Run(CheckContext context)
    {
        if (context.Settings.Board is not { IsReal: true, Description.Display: { } place })
        {
            yield return BringUpRow.Skip(Area, "display", "the board file names none");
            yield break;
        }

        Timings writing = new();
        writing.Time(() => StatusDisplay.ShowOnce(place, ["OnBoard", "bring-up", Machine.Model]));
        yield return BringUpRow.Pass(Area, place, "took three lines of text; whether they stand there, a person sees", new BringUpFigure("time", writing.Longest, "ms"));
    }
}
