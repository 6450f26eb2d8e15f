using OnBoard.Sensors.Power;

namespace OnBoard.Device.Experiments.Energy;

/// <summary>A board on which work is done while its rails are watched.</summary>
/// <typeparam name="TProvenance">Measured on a board, modelled on a virtual one.</typeparam>
internal interface IEnergyBench<TProvenance> : IDisposable
    where TProvenance : struct, IProvenance
{
    /// <summary>The meter of its rails.</summary>
    EnergyMeter<TProvenance> Meter { get; }

    /// <summary>A bench meter beside it; null where there is none.</summary>
    EnergyMeter<Measured>? Beside => null;

    /// <summary>Idles for a time.</summary>
    void Idle(TimeSpan time);

    /// <summary>Does work.</summary>
    void Work(Workload workload, int repeats);

    /// <summary>
    /// What the board draws with an unprogrammed fabric, where that is known here and now; null where it is not.
    /// </summary>
    IdleBaseline<TProvenance>? MeasureUnprogrammed(DifferenceProtocol<TProvenance> protocol, TimeSpan time);
}
