using OnBoard.Drivers;
using OnBoard.Drivers.I2c;
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

/// <summary>A rail of the board and the sensor that reads it.</summary>
/// <param name="Rail">The rail, as the board file names it.</param>
/// <param name="Sensor">Our own driver or the kernel's.</param>
public sealed record RailReader(BoardRail Rail, IPowerSensor Sensor);

/// <summary>A rail that could not be opened, and why.</summary>
/// <param name="Rail">The rail.</param>
/// <param name="Error">What happened; it names the thing, the cause and the remedy.</param>
public sealed record RailFailure(BoardRail Rail, OnBoardException Error);
