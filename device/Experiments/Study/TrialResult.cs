using System.Text.Json.Serialization;

namespace OnBoard.Device.Experiments.Study;

/// <summary>What one variant came to with one seed: one line of the study's file.</summary>
/// <param name="Fingerprint">Says whether the variant or the plan has changed since.</param>
/// <param name="Variant">The variant's name.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Seconds">How long it took by the clock, beside other trials and whatever else the machine did.</param>
/// <param name="Figures">By name, see <see cref="Figure"/>; what is unknown is not there.</param>
/// <param name="Curve">Loss on the frames that are never trained on, as training goes on.</param>
/// <param name="ProcessorSeconds">Processor time of its thread; null where that was not measured yet.</param>
internal sealed record TrialResult(
    string Fingerprint, string Variant, int Seed, double Seconds, IReadOnlyDictionary<string, double> Figures,
    IReadOnlyList<CurvePoint> Curve, double? ProcessorSeconds = null);

/// <summary>A point of a learning curve.</summary>
/// <param name="Frames">Frames learned from.</param>
/// <param name="Loss">Nats per band.</param>
internal readonly record struct CurvePoint(long Frames, double Loss);

/// <summary>Names of figures.</summary>
internal static class Figure
{
    public const string Loss = "loss", FloatLoss = "float_loss", StrangerLoss = "stranger_loss", MaskSquare = "mask_mse";
    public const string ActiveCells = "active_cells", ActiveShare = "active_share";
    public const string InputEvents = "events_input", ReceptiveEvents = "events_receptive", ContextEvents = "events_context";
    public const string ForwardEvents = "events_forward", BackwardEvents = "events_backward", UpdateEvents = "events_update";
    public const string TrainingEvents = "events_training", CellEvents = "events_cells";
    public const string LossBeforeKill = "loss_before_kill", LossAfterKill = "loss_after_kill", FramesToRecover = "frames_to_recover";

    /// <summary>The loss after a damage of a kind to a share of cells or weights.</summary>
    public static string Damage(string kind, double share) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{kind}_{share:0.####}");

    /// <summary>The loss when learning has gone on after a damage, and the steps until within 2 % of the loss before it.</summary>
    public static (string Loss, string Steps) Recovery(string damage) => ($"{damage}_recovered", $"{damage}_steps_to_recover");
}

/// <summary>Generated code that reads and writes results.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TrialResult))]
[JsonSerializable(typeof(StudySummary))]
internal sealed partial class StudyJson : JsonSerializerContext;
