using System.Diagnostics;
using System.Globalization;
using OnBoard.Device.Commands.Checks;
using OnBoard.Drivers.Fpga;
using OnBoard.Fabric.Engines.Fabric;

namespace OnBoard.Device.Commands.BringUp;

/// <summary>How busy others keep the machine: times that are measured beside them say little.</summary>
internal sealed class LoadTrial : IBringUpTrial
{
    /// <inheritdoc/>
    public string Area => "load";

    /// <inheritdoc/>
    public IEnumerable<BringUpRow> Run(CheckContext context)
    {
        const string File = "/proc/loadavg", Subject = "what else runs";
        string? first = System.IO.File.Exists(File) ? System.IO.File.ReadAllText(File).Split(' ')[0] : null;
        if (!double.TryParse(first, NumberStyles.Float, CultureInfo.InvariantCulture, out double load))
        {
            yield return BringUpRow.Skip(Area, Subject, "the system does not say");
            yield break;
        }

        yield return BringUpRow.Pass(
            Area, Subject,
            load > Environment.ProcessorCount / 2.0
                ? "others keep the machine busy: where times below are too long, run this again on a calm one"
                : "the machine is calm",
            new("running", load), new("processors", Environment.ProcessorCount));
    }
}

/// <summary>What the check of the fabric finds; without logic there is nothing to pass.</summary>
internal sealed class LogicTrial : IBringUpTrial
{
    private readonly CheckTrial _check = new(new FabricCheck());

    /// <inheritdoc/>
    public string Area => _check.Area;

    /// <inheritdoc/>
    public IEnumerable<BringUpRow> Run(CheckContext context) => _check.Run(context).Select(
        row => row.State == BringUpState.Pass && !UioPort.IsPresent() ? row with { State = BringUpState.Skip } : row);
}

/// <summary>Whether threads get real time and the nice values that the hop and learning count on.</summary>
internal sealed class ThreadsTrial : IBringUpTrial
{
    /// <inheritdoc/>
    public string Area => "threads";

    /// <inheritdoc/>
    public IEnumerable<BringUpRow> Run(CheckContext context)
    {
        foreach (Finding finding in SandboxCheck.Scheduling())
        {
            // On a board the unit's user is promised them; anywhere else it depends on who asks.
            BringUpRow row = BringUpRow.Of(Area, finding);
            yield return finding.State == FindingState.Ok ? row
                : row with { State = context.Settings.Board.IsReal ? BringUpState.Fail : BringUpState.Skip };
        }
    }
}

/// <summary>Whether the fabric's logic can be loaded anew while the machine runs, and how long that takes. It is loaded.</summary>
internal sealed class ReloadTrial : IBringUpTrial
{
    private const string Subject = "logic loaded anew";

    /// <inheritdoc/>
    public string Area => "reload";

    /// <inheritdoc/>
    public IEnumerable<BringUpRow> Run(CheckContext context)
    {
        if (SandboxCheck.Reload("/sys", RootReload.Address) is not { } may)
        {
            yield return BringUpRow.Skip(Area, Subject, "this machine has no FPGA manager");
            yield break;
        }

        if (may.State != FindingState.Ok)
        {
            yield return BringUpRow.Fail(Area, Subject, may.Text, may.Remedy ?? "see onboard check --only sandbox");
            yield break;
        }

        if (!UioPort.IsPresent() || UioPort.Reload() is not { } reload)
        {
            yield return BringUpRow.Skip(Area, Subject, $"no logic is loaded; {may.Text}", "load it with onboard-fabric load");
            yield break;
        }

        long start = Stopwatch.GetTimestamp();
        reload();
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        yield return BringUpRow.Pass(Area, Subject, may.Text, new BringUpFigure("time", milliseconds, "ms"));
    }
}
