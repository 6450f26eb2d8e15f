using OnBoard.Drivers.Memory;
using OnBoard.Drivers.Time;

namespace OnBoard.Fabric.Engines.Rtl;

/// <summary>The interrupt of the simulated engine. Waiting for it is what makes the simulation go on.</summary>
internal sealed class RtlInterrupt(RtlSimulation simulation) : IInterrupt
{
    private const int CyclesAtOnce = 512;

    private bool _isEnabled;

    public string Name => "rtl interrupt";

    public void Enable() => _isEnabled = true;

    public bool Wait(TimeSpan timeout)
    {
        if (!_isEnabled) return false;
        long end = MonotonicClock.Nanoseconds + (timeout.Ticks * TimeSpan.NanosecondsPerTick);
        bool isHigh = simulation.Run(0);
        while (!isHigh && MonotonicClock.Nanoseconds < end) isHigh = simulation.Run(CyclesAtOnce);
        _isEnabled = !isHigh;
        return isHigh;
    }

    public void Dispose() => simulation.Dispose();
}
