using OnBoard.Device.Service.Pipeline;

namespace OnBoard.Device.Interfaces.Status;

/// <summary>Switches the network's gains on and off, so that one may hear what they do.</summary>
internal sealed class NetworkControl(LiveSwitches switches) : IServiceControl
{
    /// <inheritdoc/>
    public string Name => "network";

    /// <inheritdoc/>
    public ControlReport Report() => new(
        Name, "Enhance", "off: the sound goes out as it is heard, with the same delay", "switch",
        switches.PassThrough ? "off" : "on", ["on", "off"]);

    /// <inheritdoc/>
    public Task ApplyAsync(string value, CancellationToken aborted)
    {
        switches.PassThrough = !ControlValue.IsOn(Name, value);
        return Task.CompletedTask;
    }
}
