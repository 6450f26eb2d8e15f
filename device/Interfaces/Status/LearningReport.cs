using OnBoard.Device.Enhancement.Learning;

namespace OnBoard.Device.Interfaces.Status;

/// <summary>How live learning is doing. Null is unknown.</summary>
/// <param name="State">"off", "gathering", "training" or "failed".</param>
/// <param name="Steps">Training steps since the start: one frame, one update of the weights.</param>
/// <param name="Engine">What trains: "fabric" or "cpu".</param>
/// <param name="StepsOnFabric">Training steps of the fabric.</param>
/// <param name="StepsOnProcessor">Training steps of the processor, those that it did again after a fault of the fabric among them.</param>
/// <param name="EventsPerStep">Synaptic events of one step: forward, backward and updates.</param>
/// <param name="By">What tells speech and noise apart: "lips", or "ear" while no camera gives frames.</param>
/// <param name="ClearSeconds">The talker's own clear speech that was gathered.</param>
/// <param name="NoiseSeconds">The room's own noise that was gathered.</param>
/// <param name="LossBefore">Loss on the held-out slice of the weights at the start, nats per band.</param>
/// <param name="LossNow">The same of the weights in use.</param>
/// <param name="LastDecision">"none", "kept", "continued" or "rolled back": of the last validation.</param>
/// <param name="Trust">How far the network's gains are trusted with this voice, as held-out speech has shown, 0..1.</param>
/// <param name="Kept">Validations that put new weights in use.</param>
/// <param name="RolledBack">Validations that rolled back.</param>
/// <param name="Checkpoint">The newest checkpoint's file; null where there is none.</param>
public sealed record LearningReport(
    string State, long Steps, string Engine, long StepsOnFabric, long StepsOnProcessor, double? EventsPerStep, string By,
    double ClearSeconds, double NoiseSeconds, double? LossBefore, double? LossNow,
    string LastDecision, double Trust, int Kept, int RolledBack, string? Checkpoint)
{
    /// <summary>The report of a status.</summary>
    internal static LearningReport Of(LearningStatus status) => new(
        status.State.ToString().ToLowerInvariant(), status.Steps, status.Engine, status.StepsOnFabric,
        status.StepsOnProcessor, Finite.OrNull(status.EventsPerStep), status.By, status.ClearSeconds,
        status.NoiseSeconds, Finite.OrNull(status.HeldOutLossBefore), Finite.OrNull(status.HeldOutLossAfter), TextOf(status.LastDecision),
        Math.Round(status.Trust, 3), status.Kept, status.RolledBack, status.Checkpoint);

    private static string TextOf(LearningDecision decision) =>
        decision == LearningDecision.RolledBack ? "rolled back" : decision.ToString().ToLowerInvariant();
}
