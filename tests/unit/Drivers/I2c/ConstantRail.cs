using OnBoard.Drivers.Virtual;

namespace OnBoard.Tests.Unit.Drivers.I2c;

/// <summary>A rail that never changes by itself.</summary>
internal sealed class ConstantRail(double volts, double amperes) : IVirtualRail
{
    public bool IsOn { get; set; } = true;

    public double Volts { get; set; } = volts;

    public double Amperes { get; set; } = amperes;

    public double MeanVolts(long fromNanoseconds, long toNanoseconds) => Volts;

    public double MeanAmperes(long fromNanoseconds, long toNanoseconds) => Amperes;
}
