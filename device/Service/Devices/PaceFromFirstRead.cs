using OnBoard.Sensors.Talker;

namespace OnBoard.Device.Service.Devices;

/// <summary>Real time that begins when the first of microphone and camera is read, not while they are being made.</summary>
internal sealed class PaceFromFirstRead : IPace
{
    private readonly Lazy<RealTimePace> _pace = new(() => new RealTimePace());

    public long Origin => _pace.Value.Origin;

    public long Now => _pace.Value.Now;

    public bool WaitUntil(long moment, TimeSpan timeout) => _pace.Value.WaitUntil(moment, timeout);
}
