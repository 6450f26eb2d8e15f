using OnBoard.Device.Service.Recording;

namespace OnBoard.Device.Interfaces.Scpi;

/// <summary>Starts and stops recordings.</summary>
internal static class RecordingCommands
{
    public static IReadOnlyList<ScpiCommand> All { get; } =
    [
        new("RECord:STARt", "[\"name\"]", "begins a recording; named after the time by default", 0, 1, call =>
        {
            if (call.Parameters is [{ Kind: not ScpiDataKind.Text }]) throw new ScpiException(ScpiError.DataType);
            call.Session.Instrument.Recording.Start(call.Parameters is [var name] ? name.Text : null);
            return null;
        }),
        new("RECord:STOP", "", "ends it, when its files are complete", 0, 0, call =>
        {
            call.Session.Instrument.Recording.Stop();
            return null;
        }),
        new("RECord:STATe?", "", "1 while something is recorded", 0, 0, call => ScpiFormat.Boolean(StatusOf(call).IsRunning)),
        new("RECord:FOLDer?", "", "the folder of this recording or the last one", 0, 0, call =>
            ScpiFormat.Quote(StatusOf(call).Folder ?? "")),
        new("RECord:HOPS?", "", "hops kept in it, hops that the disk was too slow for", 0, 0, call =>
            $"{ScpiFormat.Number(StatusOf(call).Hops)},{ScpiFormat.Number(StatusOf(call).LostHops)}"),
    ];

    private static RecordingStatus StatusOf(ScpiCall call) => call.Session.Instrument.Recording.Status;
}
