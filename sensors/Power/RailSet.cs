using OnBoard.Sensors.Boards;

namespace OnBoard.Sensors.Power;

/// <summary>The opened rails of a board, of one provenance; those that failed to open are listed beside them.</summary>
/// <typeparam name="TProvenance">Measured on a board, modelled on a virtual one.</typeparam>
public sealed class RailSet<TProvenance> : IDisposable
    where TProvenance : struct, IProvenance
{
    private readonly IReadOnlyList<IDisposable> _owned;

    internal RailSet(
        BoardDescription board,
        IReadOnlyList<RailReader> rails,
        IReadOnlyList<RailFailure> failures,
        IReadOnlyList<IDisposable> owned)
    {
        Board = board;
        Rails = rails;
        Failures = failures;
        _owned = owned;
    }

    /// <summary>The board.</summary>
    public BoardDescription Board { get; }

    /// <summary>The rails that can be read, grouped by bus and channel.</summary>
    public IReadOnlyList<RailReader> Rails { get; }

    /// <summary>The rails that cannot.</summary>
    public IReadOnlyList<RailFailure> Failures { get; }

    /// <summary>The shortest time between two sweeps that finds every rail fresh by time alone, in
    /// nanoseconds.</summary>
    public long CycleNanoseconds => Rails.Count == 0 ? 100_000_000 : Rails.Max(rail => rail.Sensor.Traits.CycleNanoseconds);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (RailReader rail in Rails) rail.Sensor.Dispose();
        foreach (IDisposable thing in _owned) thing.Dispose();
    }
}
