using OnBoard.Device.Commands.Checks;
using OnBoard.Drivers;

namespace OnBoard.Device.Commands.BringUp;

/// <summary>
/// One thing that is tried on the machine itself and measured. Unlike a check it may take its time, light, sound and load logic
/// anew. A new trial is a new class, and a line in <see cref="BringUpTrials"/>.
/// </summary>
internal interface IBringUpTrial
{
    /// <summary>What part of the machine: <c>rails</c>.</summary>
    string Area { get; }

    /// <summary>Tries it.</summary>
    /// <param name="context">With which settings.</param>
    /// <returns>One row or more, as they are found.</returns>
    /// <exception cref="OnBoardException">Becomes a row: skipped where a device is missing, else failed.</exception>
    IEnumerable<BringUpRow> Run(CheckContext context);
}

/// <summary>The trials there are, in the order in which they are done.</summary>
internal static class BringUpTrials
{
    /// <summary>A new one belongs here.</summary>
    public static IReadOnlyList<IBringUpTrial> List { get; } =
    [
        new LoadTrial(), new CheckTrial(new BoardCheck()), new CheckTrial(new PermissionsCheck()), new ThreadsTrial(), new RailsTrial(),
        new LogicTrial(), new CheckTrial(new EnginesCheck()), new MemoryTrial(), new JobsTrial(), new ReloadTrial(),
        new HopTrial(), new CameraTrial(), new MicrophoneTrial(), new PlaybackTrial(), new PanelTrial(), new DisplayTrial(),
    ];

    /// <summary>What a trial comes to; an error it raises is a row too, and ends it.</summary>
    public static IEnumerable<BringUpRow> Run(IBringUpTrial trial, CheckContext context)
    {
        using IEnumerator<BringUpRow> rows = trial.Run(context).GetEnumerator();
        while (true)
        {
            BringUpRow row;
            bool isLast = false;
            try
            {
                if (!rows.MoveNext()) yield break;
                row = rows.Current;
            }
            catch (OnBoardException error)
            {
                row = BringUpRow.Of(trial.Area, error);
                isLast = true;
            }

            yield return row;
            if (isLast) yield break;
        }
    }
}

/// <summary>What a check of <c>onboard check</c> finds, as rows.</summary>
/// <param name="check">The check.</param>
internal sealed class CheckTrial(ICheck check) : IBringUpTrial
{
    /// <inheritdoc/>
    public string Area => check.Name;

    /// <inheritdoc/>
    public IEnumerable<BringUpRow> Run(CheckContext context) =>
        AllChecks.Look(check, context).Select(finding => BringUpRow.Of(check.Name, finding));
}
