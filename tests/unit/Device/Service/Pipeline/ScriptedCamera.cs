using OnBoard.Drivers;
using OnBoard.Drivers.Video;

namespace OnBoard.Tests.Unit.Device.Service.Pipeline;

/// <summary>Grey frames, as long as the script says so.</summary>
internal sealed class ScriptedCamera(ManualClock clock, Func<int, ReadResult> script) : ICamera
{
    private int _reads;

    public string Name => "scripted camera";

    public int Width => 64;

    public int Height => 64;

    public double FramesPerSecond => 25;

    public bool Disposed { get; private set; }

    public ReadResult Read(VideoFrame frame, TimeSpan timeout)
    {
        ReadResult result = script(_reads++);
        clock.Pass(result == ReadResult.Ok ? 40 : timeout.TotalMilliseconds);
        frame.CapturedAt = clock.Nanoseconds;
        frame.Luma.AsSpan().Fill(100);
        return result;
    }

    public void Dispose() => Disposed = true;
}
