using OnBoard.Drivers.I2c;

namespace OnBoard.Sensors.Power;

/// <summary>A named stretch of time whose energy is asked for, of rails of whatever provenance.</summary>
public interface IEnergyWindow
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>Ends the window; a second call changes nothing.</summary>
    void End();

    /// <summary>What the window used.</summary>
    /// <param name="timeout">How long to wait for the rails to be read past the end; what is late is
    /// unresolved.</param>
    /// <exception cref="InvalidOperationException">The window has not ended.</exception>
    WindowFigures Figures(TimeSpan timeout);
}

/// <summary>
/// A named stretch of time whose energy is asked for. Beginning and ending cost a time stamp, a few hundred bytes and a
/// short lock, so they belong beside the hop, not into it; the report waits until the rails have been read past the end.
/// Windows may overlap and nest, and cost nothing per sample.
/// </summary>
/// <typeparam name="TProvenance">Measured on a board, modelled on a virtual one.</typeparam>
public sealed class EnergyWindow<TProvenance> : IEnergyWindow, IDisposable
    where TProvenance : struct, IProvenance
{
    private readonly PowerSampler<TProvenance> _sampler;
    private readonly EnergyMark _begin;
    private EnergyMark? _end;

    internal EnergyWindow(PowerSampler<TProvenance> sampler, string name, string? baseline)
    {
        _sampler = sampler;
        Name = name;
        Baseline = baseline;
        _begin = sampler.Mark(sampler.Clock.Nanoseconds);
    }

    /// <summary>Its name with those around it: "training/step".</summary>
    public string Name { get; }

    /// <summary>Identity of the idle baseline it is to be compared with.</summary>
    public string? Baseline { get; }

    /// <summary>Begins a window within this one.</summary>
    public EnergyWindow<TProvenance> Begin(string name) => new(_sampler, $"{Name}/{name}", Baseline);

    /// <summary>Ends the window; a second call changes nothing.</summary>
    public void End() => _end ??= _sampler.Mark(_sampler.Clock.Nanoseconds);

    /// <summary>Ends the window.</summary>
    public void Dispose() => End();

    /// <summary>What the window used.</summary>
    /// <param name="timeout">How long to wait for the rails to be read past the end; what is late is
    /// unresolved.</param>
    /// <exception cref="InvalidOperationException">The window has not ended.</exception>
    public EnergyReport<TProvenance> Report(TimeSpan timeout)
    {
        EnergyMark end = _end ?? throw new InvalidOperationException($"window {Name} has not ended");
        _ = end.Complete.Wait(timeout) && _begin.Complete.Wait(timeout);
        RailSet<TProvenance> set = _sampler.Rails;
        List<RailEnergy<TProvenance>> rails = [];
        for (int i = 0; i < set.Rails.Count; i++)
        {
            PowerSensorTraits traits = set.Rails[i].Sensor.Traits;
            long interval = Math.Max(_sampler.PeriodNanoseconds, traits.CycleNanoseconds);
            rails.Add(EnergyEstimator.Estimate<TProvenance>(set.Rails[i].Rail, traits, i, _begin, end, interval));
        }

        foreach (RailFailure failure in set.Failures)
            rails.Add(EnergyEstimator.Unresolved<TProvenance>(failure.Rail, failure.Error.Cause));
        return new(Name, _begin.Nanoseconds, end.Nanoseconds, Baseline, rails);
    }

    /// <inheritdoc/>
    public WindowFigures Figures(TimeSpan timeout) => WindowFigures.Of(Report(timeout));
}

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
