using OnBoard.Device.Service.Hosting;

namespace OnBoard.Device.Interfaces.Scpi;

/// <summary>How the live sound is doing.</summary>
internal static class LiveCommands
{
    public static IReadOnlyList<ScpiCommand> All { get; } =
    [
        new("FETCh:LATency?", "", "ms: half of the hops, 99 of 100, the slowest, since the start", 0, 0, Answer(status =>
            $"{ScpiFormat.Number(status.LatencyMedian)},{ScpiFormat.Number(status.Latency99)},{ScpiFormat.Number(status.LatencyMax)}")),
        new("FETCh:HOPS?", "", "hops (10 ms of sound): delivered, missed, lost, silent, since the start", 0, 0, Answer(status => string.Join(
            ',', new[] { status.Hops, status.DeadlineMisses, status.LostHops, status.SilentHops }.Select(ScpiFormat.Number)))),
        new("FETCh:XRUNs?", "", "gaps of the sound devices since the start", 0, 0, Answer(status => ScpiFormat.Number(status.Xruns))),
        new("FETCh:SISDr?", "", "dB over the last seconds, heard and sent out; 9.91E37 where unknown", 0, 0, Answer(status =>
            $"{ScpiFormat.Number(status.NoisySdr)},{ScpiFormat.Number(status.EnhancedSdr)}")),
        new("FETCh:ACTivity?", "", "share of active cells (output not zero), events (weights applied to inputs that are not zero) per hop, since this connection asked before", 0, 0, Answer(
            status => $"{ScpiFormat.Number(status.Activity)},{ScpiFormat.Number(status.EventsPerHop)}")),
        new("FETCh:LIPS?", "", "1 while the camera sees a mouth", 0, 0, Answer(status => ScpiFormat.Boolean(status.SeesMouth))),
    ];

    private static Func<ScpiCall, string?> Answer(Func<LiveStatus, string> text) => call => text(call.Session.Status.Read());
}
