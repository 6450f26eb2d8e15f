using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Time;
using OnBoard.Sensors.Boards;

namespace OnBoard.Sensors.Power;

/// <summary>Opened rails, sampled in a thread of their own from the start, with their latest figures and windows.</summary>
/// <typeparam name="TProvenance">Measured on a board, modelled on a virtual one.</typeparam>
public sealed class RailMonitor<TProvenance> : IRailMonitor
    where TProvenance : struct, IProvenance
{
    private readonly RailSet<TProvenance> _rails;
    private readonly PowerSampler<TProvenance> _sampler;
    private readonly EnergyMeter<TProvenance> _meter;
    private readonly IDisposable? _owner;

    /// <param name="rails">The rails.</param>
    /// <param name="clock">The clock that the sensors stamp with.</param>
    /// <param name="sweepsPerSecond">How often each rail is read; null for as fast as every reading can be
    /// fresh.</param>
    /// <param name="beforeSweep">Done by the thread before each sweep: a virtual board's work is counted here.</param>
    /// <param name="owner">Disposed at the end; the rails themselves by default.</param>
    public RailMonitor(
        RailSet<TProvenance> rails,
        IClock clock,
        double? sweepsPerSecond = null,
        Action? beforeSweep = null,
        IDisposable? owner = null)
    {
        _rails = rails;
        _owner = owner ?? rails;
        _sampler = new(rails, clock, sweepsPerSecond) { BeforeSweep = beforeSweep };
        _meter = new(_sampler);
    }

    /// <inheritdoc/>
    public BoardDescription Board => _rails.Board;

    /// <inheritdoc/>
    public string Provenance => TProvenance.Label;

    /// <inheritdoc/>
    public long PeriodNanoseconds => _sampler.PeriodNanoseconds;

    /// <inheritdoc/>
    public Exception? Failure => _sampler.Failure;

    /// <summary>The sampler, for those who know the provenance.</summary>
    public PowerSampler<TProvenance> Sampler => _sampler;

    /// <summary>Starts the thread.</summary>
    public RailMonitor<TProvenance> Start()
    {
        _sampler.Start();
        return this;
    }

    /// <inheritdoc/>
    public RailsSnapshot Latest()
    {
        long now = _sampler.Clock.Nanoseconds;
        List<RailFigures> rails = [];
        for (int i = 0; i < _rails.Rails.Count; i++) rails.Add(_sampler.Latest(i, now));
        foreach (RailFailure failure in _rails.Failures)
        {
            rails.Add(new(
                failure.Rail.Name, failure.Rail.Domain, "", ReadingState.Failed, double.NaN, double.NaN, double.NaN,
                double.NaN, double.NaN, double.NaN, double.PositiveInfinity, 0, 0, 0, failure.Error.Message));
        }

        IEnumerable<DomainFigures> domains = rails.GroupBy(rail => rail.Domain).OrderBy(group => group.Key).Select(
            group => new DomainFigures(
                group.Key, group.Sum(rail => Known(rail, rail.Watts)), group.Sum(rail => Known(rail, rail.Joules))));
        return new(Board.Title, Provenance, now, rails, [.. domains]);
    }

    /// <inheritdoc/>
    public IEnergyWindow Begin(string name) => _meter.Begin(name);

    /// <inheritdoc/>
    public void Burst(TimeSpan duration) => _sampler.Burst(duration);

    /// <summary>Ends the thread and closes the rails.</summary>
    public void Dispose()
    {
        _sampler.Dispose();
        _owner?.Dispose();
    }

    private static double Known(RailFigures rail, double value) => rail.Doubt is null ? value : double.NaN;
}
