using OnBoard.Drivers;
using OnBoard.Drivers.Audio;
using OnBoard.Drivers.Video;
using OnBoard.Tests.Unit.Device.Enhancement.Learning;
using OnBoard.Tests.Unit.Device.Service.Pipeline;

namespace OnBoard.Tests.Unit.Device.Service.Faults;

/// <summary>A plug that is in or out.</summary>
internal sealed class Plug(string name)
{
    public bool IsIn { get; set; } = true;

    public void Require()
    {
        if (!IsIn) throw new DeviceFailedException(name, "was unplugged", "Plug it in again");
    }
}

/// <summary>Hears a minute in a room, again and again.</summary>
internal sealed class PluggedMicrophone(ManualClock clock, Plug plug) : IMicrophone
{
    private readonly float[] _minute = HeardMinute.Intermittent.Value.Noisy;
    private int _at;

    public string Name => "microphone";

    public int SampleRate => 16_000;

    public long Overruns { get; private set; }

    /// <summary>The reader was away too long: so much sound is lost.</summary>
    public void Overrun(double milliseconds)
    {
        Overruns++;
        clock.Pass(milliseconds);
    }

    public ReadResult Read(Span<float> samples, out long capturedAt, TimeSpan timeout)
    {
        plug.Require();
        capturedAt = clock.Nanoseconds;
        clock.Pass(10);
        _minute.AsSpan(_at, samples.Length).CopyTo(samples);
        _at = (_at + samples.Length) % _minute.Length;
        return ReadResult.Ok;
    }

    public void Dispose()
    {
        // Nothing is open.
    }
}

/// <summary>Sees grey, 25 times a second.</summary>
internal sealed class PluggedCamera(ManualClock clock, Plug plug) : ICamera
{
    public string Name => "camera";

    public int Width => 64;

    public int Height => 64;

    public double FramesPerSecond => 25;

    public ReadResult Read(VideoFrame frame, TimeSpan timeout)
    {
        plug.Require();
        clock.Pass(40);
        frame.CapturedAt = clock.Nanoseconds;
        frame.Luma.AsSpan().Fill(100);
        return ReadResult.Ok;
    }

    public void Dispose()
    {
        // Nothing is open.
    }
}
