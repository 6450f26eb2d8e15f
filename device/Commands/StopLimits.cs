using OnBoard.Device.Interfaces.Scpi;
using OnBoard.Device.Service.Recording;
using OnBoard.Drivers.Fpga;

namespace OnBoard.Device.Commands;

/// <summary>
/// How long the service may take to stop. Each limit follows from those within it, so that whoever waits outside waits longer than
/// whoever waits inside: lines and pipeline, host, process, unit. device/docs/threads.md shows them; a test holds the unit to them.
/// </summary>
internal static class StopLimits
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    /// <summary>
    /// All threads of the pipeline, after capture has ended: the slowest of them writes the end of a recording, or waits until root has
    /// answered a request to load the logic.
    /// </summary>
    public static TimeSpan Pipeline { get; } =
        (Recorder.StopTimeout > RootReload.AnswerTimeout ? Recorder.StopTimeout : RootReload.AnswerTimeout) + Margin;

    /// <summary>The host with all its services: serial lines first, then the pipeline, then page and status.</summary>
    public static TimeSpan Host { get; } = ScpiLine.StopTimeout + Pipeline + Margin;

    /// <summary>The process, from the signal on: after the host the scores, the rails, the panel.</summary>
    public static TimeSpan Process { get; } = Host + Margin;

    /// <summary>What systemd waits before it kills: TimeoutStopSec of onboard.service.</summary>
    public static TimeSpan Unit { get; } = Process + Margin;
}
