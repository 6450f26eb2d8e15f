using OnBoard.Device.Service.Recording;

namespace OnBoard.Device.Interfaces.Status;

/// <summary>Starts and stops a recording.</summary>
internal sealed class RecordControl(IRecordingControl recording) : IServiceControl
{
    /// <inheritdoc/>
    public string Name => "record";

    /// <inheritdoc/>
    public ControlReport Report() => new(
        Name, "Record", "sound, mouth, rails and events into a folder of their own; `onboard replay` runs them again", "switch",
        recording.Status.IsRunning ? "on" : "off", ["on", "off"]);

    /// <inheritdoc/>
    public Task ApplyAsync(string value, CancellationToken aborted) => ControlValue.IsOn(Name, value)
        ? Task.Run(() => recording.Start(), aborted)
        : Task.Run(recording.Stop, aborted);
}
