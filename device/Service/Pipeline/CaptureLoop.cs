using OnBoard.Drivers;
using OnBoard.Drivers.Audio;
using OnBoard.Drivers.Time;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Talker;

namespace OnBoard.Device.Service.Pipeline;

/// <summary>
/// The capture thread: from the microphone into the ring, hop by hop. While the microphone is lost, silence goes in at the
/// same pace, so that what is behind goes on; so it does while the microphone has not come yet.
/// </summary>
internal sealed class CaptureLoop(
    Reconnector<IMicrophone> microphone, HopRing hops, LiveCounters counters, IClock clock) : ILoop
{
    /// <summary>A microphone that gives nothing for so long is lost.</summary>
    public static readonly TimeSpan SoundTimeout = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);

    private readonly float[] _noisy = new float[AudioFormat.HopLength];
    private readonly float[] _clean = new float[AudioFormat.HopLength];
    private long _number;
    private long _lastEnd = clock.Nanoseconds;
    private long _waitingSince = clock.Nanoseconds;
    private bool _silent = microphone.Device is null;

    /// <inheritdoc/>
    public bool Step()
    {
        if (_silent) DeliverSilence();
        else if (!Capture()) return false;
        return true;
    }

    /// <inheritdoc/>
    public void Finish()
    {
        hops.Complete();
        microphone.Dispose();
    }

    private bool Capture()
    {
        IMicrophone device = microphone.Device!;
        try
        {
            bool knowsClean = device is IReferenceMicrophone;
            ReadResult result = device is IReferenceMicrophone reference
                ? reference.Read(_noisy, _clean, out long capturedAt, Wait)
                : device.Read(_noisy, out capturedAt, Wait);
            counters.SetMicrophoneOverruns(device.Overruns);
            microphone.Report(device.Remarks);
            switch (result)
            {
                case ReadResult.Ended:
                    return false;
                case ReadResult.Ok:
                    Deliver(capturedAt, knowsClean);
                    _waitingSince = clock.Nanoseconds;
                    break;
                default:
                    if (clock.Nanoseconds - _waitingSince < SoundTimeout.TotalNanoseconds) break;
                    throw new DeviceFailedException(
                        device.Name, $"gives no sound since {SoundTimeout.TotalSeconds:0} s", "Plug it in again");
            }
        }
        catch (OnBoardException error)
        {
            microphone.Lose(error);
            _lastEnd = clock.Nanoseconds;
            _silent = true;
        }

        return true;
    }

    private void DeliverSilence()
    {
        if (microphone.TryReturn())
        {
            _silent = false;
            _waitingSince = clock.Nanoseconds;
            return;
        }

        // Where opening took long, the time is not made up: nobody wants a burst of silence.
        long start = Math.Max(_lastEnd, clock.Nanoseconds - HopLoop.HopNanoseconds);
        clock.SleepUntil(start + HopLoop.HopNanoseconds);
        _noisy.AsSpan().Clear();
        counters.AddSilentHop();
        Deliver(start, knowsClean: false);
    }

    private void Deliver(long capturedAt, bool knowsClean)
    {
        long number = _number++;
        _lastEnd = capturedAt + HopLoop.HopNanoseconds;
        if (hops.TryBeginWrite() is not { } hop) return;
        hop.Number = number;
        hop.CapturedAt = capturedAt;
        hop.ArrivedAt = clock.Nanoseconds;
        hop.HasReference = knowsClean;
        _noisy.CopyTo(hop.Noisy, 0);
        if (knowsClean) _clean.CopyTo(hop.Clean, 0);
        hops.EndWrite();
    }
}
