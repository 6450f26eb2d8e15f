using OnBoard.Device.Enhancement.Learning;
using OnBoard.Device.Service.Learning;

namespace OnBoard.Device.Interfaces.Status;

/// <summary>Switches live learning; what was learned stays in use.</summary>
internal sealed class LearnControl(LearningControl learning) : IServiceControl
{
    /// <inheritdoc/>
    public string Name => "learn";

    /// <inheritdoc/>
    public ControlReport Report()
    {
        LearningStatus status = learning.Status;
        string help = string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{status.State}: {status.Steps} steps, {status.ClearSeconds:0} s of clear speech, kept {status.Kept}, rolled back {status.RolledBack}");
        return new ControlReport(Name, "Learn", help, "switch", learning.IsOn ? "on" : "off", ["on", "off"]);
    }

    /// <inheritdoc/>
    public Task ApplyAsync(string value, CancellationToken aborted)
    {
        learning.IsOn = ControlValue.IsOn(Name, value);
        return Task.CompletedTask;
    }
}
