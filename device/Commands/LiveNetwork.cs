using OnBoard.Device.Commands.Configuration;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Service.Learning;
using OnBoard.Fabric.Engines.Fabric;

namespace OnBoard.Device.Commands;

/// <summary>The network that the service runs, what runs it, and who learns.</summary>
/// <param name="Model">The network, with what was learned before.</param>
/// <param name="Enhancer">Runs it; the pipeline takes it over.</param>
/// <param name="Supervisor">Watches the fabric; null where none runs it.</param>
/// <param name="Learning">Who learns; null where nobody does.</param>
/// <param name="Remarks">What a person should know of that: why the processor does what a fabric could, what was passed over.</param>
internal sealed record LiveNetwork(
    EnhancerModel Model, SpeechEnhancer Enhancer, FabricSupervisor? Supervisor, LiveLearning? Learning, IReadOnlyList<string> Remarks)
{
    /// <summary>Loads the network that was chosen, and what was learned from it, into what is to run it.</summary>
    /// <param name="settings">What was chosen.</param>
    /// <param name="isBoard">Whether this is a board with logic of its own; null asks the machine.</param>
    public static LiveNetwork Load(RunSettings settings, bool? isBoard = null)
    {
        EnhancerModel model = EnhancerModel.Load(settings.Network);
        if (settings.Delta is { } delta) model = model.WithDelta(delta);
        model = model.WithFloor(settings.Floor);
        LiveLearning? learning = settings.Learning is { } on
            ? new LiveLearning(model, settings.Checkpoints, new LearningControl(on))
            : null;
        if (learning is not null) model = learning.Model;
        SpeechEnhancer enhancer = new(
            model.CreateLiveEngine(settings.Fabric, out FabricSupervisor? supervisor, out string? remark, settings.HasVirtualTime), model.Scaling);
        if (settings.Fabric == "auto" && supervisor is null && (isBoard ?? Machine.IsBoard))
            remark ??= "the processor runs the network, not this board's fabric: no logic is loaded (`onboard check --only fabric` says more)";
        string? processorTrains = supervisor is null ? null : learning?.TrainOn(supervisor);
        return new LiveNetwork(
            model, enhancer, supervisor, learning,
            [.. new[] { remark, processorTrains }.OfType<string>(), .. learning?.PassedOver ?? []]);
    }
}
