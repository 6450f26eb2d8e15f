using OnBoard.Drivers.Virtual;

namespace OnBoard.Tests.System.Board;

/// <summary>A rail whose voltage and current the test sets, while the guest runs.</summary>
internal sealed class KnownRail(double volts, double amperes) : IVirtualRail
{
    private double _volts = volts, _amperes = amperes;

    public bool IsOn => true;

    public double Volts
    {
        get => Volatile.Read(ref _volts);
        set => Volatile.Write(ref _volts, value);
    }

    public double Amperes
    {
        get => Volatile.Read(ref _amperes);
        set => Volatile.Write(ref _amperes, value);
    }

    public double MeanVolts(long fromNanoseconds, long toNanoseconds) => Volts;

    public double MeanAmperes(long fromNanoseconds, long toNanoseconds) => Amperes;
}
