using OnBoard.Device.Enhancement.Learning;
using OnBoard.Device.Service.Learning;

namespace OnBoard.Device.Interfaces.Scpi;

/// <summary>Switches live learning and reports how it is doing.</summary>
internal static class LearningCommands
{
    public static IReadOnlyList<ScpiCommand> All { get; } =
    [
        new("LEARning:STATe", "ON|OFF|1|0", "switches learning; what was learned stays in use", 1, 1, call =>
        {
            bool on = call.Parameters[0].Boolean;
            Of(call).IsOn = on;
            return null;
        }),
        new("LEARning:STATe?", "", "1 while it is on", 0, 0, call => ScpiFormat.Boolean(Of(call).IsOn)),
        new("LEARning:ACTivity?", "", "OFF, GATHERING, TRAINING or FAILED", 0, 0, call =>
            Of(call).Status.State.ToString().ToUpperInvariant()),
        new("LEARning:STEPs?", "", "training steps since the start", 0, 0, call => ScpiFormat.Number(Of(call).Status.Steps)),
        new("LEARning:ENGine?", "", "FABRIC or CPU: what trains", 0, 0, call => Of(call).Status.Engine.ToUpperInvariant()),
        new("LEARning:STEPs:ENGine?", "", "training steps of the fabric, of the processor", 0, 0, call =>
            $"{ScpiFormat.Number(Of(call).Status.StepsOnFabric)},{ScpiFormat.Number(Of(call).Status.StepsOnProcessor)}"),
        new("LEARning:LOSS?", "", "held-out loss of the weights at the start, of those in use", 0, 0, call =>
        {
            LearningStatus status = Of(call).Status;
            return $"{ScpiFormat.Number(status.HeldOutLossBefore)},{ScpiFormat.Number(status.HeldOutLossAfter)}";
        }),
        new("LEARning:DECisions?", "", "how many validations put new weights in use, how many rolled back", 0, 0, Decisions),
        new("LEARning:JUDGements?", "", "the same: the former name, for one version more", 0, 0, Decisions),
        new("LEARning:FORGet", "", "back to the network as it was loaded, without what was learned, before the last start too", 0, 0, call =>
        {
            Of(call).ForgetWhatWasLearned();
            return null;
        }),
        new("LEARning:DAMage", "0.1..100", "kills so many percent of the cells, drawn at random", 1, 1, call =>
        {
            double percent = call.Parameters[0].Number;
            if (percent is not (>= 0.1 and <= 100)) throw new ScpiException(ScpiError.OutOfRange, "0.1 to 100 percent");
            Of(call).KillCells(percent / 100);
            return null;
        }),
        new("LEARning:CHECkpoint", "", "writes the weights in use to the disk now", 0, 0, call =>
        {
            Of(call).WriteCheckpoint();
            return null;
        }),
    ];

    private static string Decisions(ScpiCall call) =>
        $"{ScpiFormat.Number(Of(call).Status.Kept)},{ScpiFormat.Number(Of(call).Status.RolledBack)}";

    private static LearningControl Of(ScpiCall call) => call.Session.Instrument.NeededLearning;
}
