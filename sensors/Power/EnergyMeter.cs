namespace OnBoard.Sensors.Power;

/// <summary>Turns the samples of the rails into joules of named windows.</summary>
/// <param name="sampler">The samples.</param>
/// <typeparam name="TProvenance">Measured on a board, modelled on a virtual one.</typeparam>
public sealed class EnergyMeter<TProvenance>(PowerSampler<TProvenance> sampler)
    where TProvenance : struct, IProvenance
{
    /// <summary>The samples.</summary>
    public PowerSampler<TProvenance> Sampler { get; } = sampler;

    /// <summary>Begins a window now.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="baseline">Identity of the idle baseline it is to be compared with.</param>
    public EnergyWindow<TProvenance> Begin(string name, string? baseline = null) => new(Sampler, name, baseline);
}
