using OnBoard.Drivers.Memory;

namespace OnBoard.Fabric.Engines.Model;

/// <summary>An interrupt as UIO hands it on: one shot, level. Raised by the model's thread, waited for by the driver's.</summary>
/// <param name="isHigh">Whether the line is high now.</param>
internal sealed class ModelInterrupt(Func<bool> isHigh) : IInterrupt
{
    private readonly AutoResetEvent _fired = new(false);
    private int _enabled;

    public string Name => "model interrupt";

    /// <summary>Whether it may fire.</summary>
    public bool IsEnabled => Volatile.Read(ref _enabled) == 1;

    public void Enable()
    {
        Volatile.Write(ref _enabled, 1);
        if (isHigh()) Fire();
    }

    public bool Wait(TimeSpan timeout) => _fired.WaitOne(timeout);

    /// <summary>The line has risen: fires where it is enabled.</summary>
    public void Fire()
    {
        if (Interlocked.Exchange(ref _enabled, 0) == 1) _fired.Set();
    }

    public void Dispose() => _fired.Dispose();
}
