namespace OnBoard.Drivers.Virtual;

/// <summary>The truth that a modelled monitor converts: what flows through a rail.</summary>
public interface IVirtualRail
{
    /// <summary>Whether the rail is on.</summary>
    bool IsOn => true;

    /// <summary>Mean voltage over a span of the clock, in volts.</summary>
    double MeanVolts(long fromNanoseconds, long toNanoseconds);

    /// <summary>Mean current over a span of the clock, in amperes.</summary>
    double MeanAmperes(long fromNanoseconds, long toNanoseconds);
}
