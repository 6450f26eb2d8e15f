using OnBoard.Drivers;
using OnBoard.Drivers.Audio;

namespace OnBoard.Tests.Unit.Device.Service.Pipeline;

/// <summary>Does at each read what the script says; each hop holds its own number as samples.</summary>
internal sealed class ScriptedMicrophone(ManualClock clock, Func<int, ReadResult> script) : IMicrophone
{
    private int _reads;
    private int _hops;

    public string Name => "scripted microphone";

    public int SampleRate => 16_000;

    public long Overruns { get; set; }

    public bool Disposed { get; private set; }

    public ReadResult Read(Span<float> samples, out long capturedAt, TimeSpan timeout)
    {
        capturedAt = clock.Nanoseconds;
        ReadResult result = script(_reads++);
        if (result == ReadResult.Ok)
        {
            samples.Fill(0.001f * ++_hops);
            clock.Pass(10);
        }
        else if (result == ReadResult.TimedOut)
        {
            clock.Nanoseconds += (long)timeout.TotalNanoseconds;
        }

        return result;
    }

    public void Dispose() => Disposed = true;
}
