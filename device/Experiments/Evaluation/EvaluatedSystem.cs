using OnBoard.Device.Enhancement;

namespace OnBoard.Device.Experiments.Evaluation;

/// <summary>Something that enhances speech and is to be scored; without a model it passes the noisy sound on.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Model">The network, or null for the noisy input itself.</param>
/// <param name="Engine">The engine that runs it.</param>
/// <param name="Lips">Whose lips it sees.</param>
public record EvaluatedSystem(string Name, EnhancerModel? Model, string Engine, ShownLips Lips = ShownLips.Own)
{
    /// <summary>Whether its engine is a thing that there is one of, so that one network at a time can be on it.</summary>
    public bool IsExclusive => EnhancerModel.ResolveEngine(Engine) == "uio";

    /// <summary>The noisy input, what every system is measured against.</summary>
    public static EvaluatedSystem Noisy { get; } = new("noisy", null, "");

    /// <summary>Makes one that runs; null for the noisy input itself.</summary>
    public virtual IClipEnhancer? Open() => Model is null ? null : new NetworkOnClips(Model, Engine);
}
