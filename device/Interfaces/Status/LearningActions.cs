using OnBoard.Device.Service.Learning;

namespace OnBoard.Device.Interfaces.Status;

/// <summary>Kills a share of the cells in use, to watch the network recover by learning.</summary>
internal sealed class DamageControl(LearningControl learning) : IServiceControl
{
    private static readonly (string Choice, double Share)[] Shares = [("1 %", 0.01), ("5 %", 0.05), ("20 %", 0.2)];

    /// <inheritdoc/>
    public string Name => "damage";

    /// <inheritdoc/>
    public ControlReport Report() => new(
        Name, "Kill cells", "a share of them, drawn at random, goes silent; learning heals what it can, forgetting brings them back",
        "action", null, [.. Shares.Select(share => share.Choice)]);

    /// <inheritdoc/>
    public Task ApplyAsync(string value, CancellationToken aborted)
    {
        ControlValue.Expect(Report(), value);
        learning.KillCells(Shares.First(share => share.Choice == value).Share);
        return Task.CompletedTask;
    }
}

/// <summary>Back to the network as it was loaded.</summary>
internal sealed class ForgetControl(LearningControl learning) : IServiceControl
{
    /// <inheritdoc/>
    public string Name => "forget";

    /// <inheritdoc/>
    public ControlReport Report() => new(
        Name, "Forget", "back to the network as it was loaded; what was learned, before the last start too, is dropped", "action", null, ["now"]);

    /// <inheritdoc/>
    public Task ApplyAsync(string value, CancellationToken aborted)
    {
        ControlValue.Expect(Report(), value);
        learning.ForgetWhatWasLearned();
        return Task.CompletedTask;
    }
}

/// <summary>Writes the weights in use to the disk now.</summary>
internal sealed class CheckpointControl(LearningControl learning) : IServiceControl
{
    /// <inheritdoc/>
    public string Name => "checkpoint";

    /// <inheritdoc/>
    public ControlReport Report() => new(
        Name, "Checkpoint",
        learning.Status.Checkpoint is { } file ? $"the newest is {file}" : "none is written yet", "action", null, ["now"]);

    /// <inheritdoc/>
    public Task ApplyAsync(string value, CancellationToken aborted)
    {
        ControlValue.Expect(Report(), value);
        learning.WriteCheckpoint();
        return Task.CompletedTask;
    }
}
