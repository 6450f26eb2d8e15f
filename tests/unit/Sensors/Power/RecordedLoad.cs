using OnBoard.Drivers.Virtual;

namespace OnBoard.Tests.Unit.Sensors.Power;

/// <summary>A load whose current is constant between given instants, so that its energy is known exactly.</summary>
internal sealed class RecordedLoad : IVirtualRail
{
    private readonly double _volts;
    private readonly List<long> _times = [0];
    private readonly List<double> _amperes;
    private readonly List<double> _charge = [0];

    public RecordedLoad(double volts, double amperes)
    {
        _volts = volts;
        _amperes = [amperes];
    }

    /// <summary>The current from an instant on; instants ascend.</summary>
    public void Change(long nanoseconds, double amperes)
    {
        _charge.Add(Charge(nanoseconds));
        _times.Add(nanoseconds);
        _amperes.Add(amperes);
    }

    public double Joules(long from, long to) => _volts * (Charge(to) - Charge(from));

    public double MeanVolts(long fromNanoseconds, long toNanoseconds) => _volts;

    public double MeanAmperes(long fromNanoseconds, long toNanoseconds) =>
        (Charge(toNanoseconds) - Charge(fromNanoseconds)) * 1e9 / (toNanoseconds - fromNanoseconds);

    private double Charge(long nanoseconds)
    {
        int at = _times.BinarySearch(nanoseconds);
        if (at < 0) at = ~at - 1;
        return at < 0 ? 0 : _charge[at] + (_amperes[at] * (nanoseconds - _times[at]) * 1e-9);
    }
}
