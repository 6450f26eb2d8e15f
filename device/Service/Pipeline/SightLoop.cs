using OnBoard.Device.Enhancement;
using OnBoard.Drivers;
using OnBoard.Drivers.Time;
using OnBoard.Drivers.Video;
using OnBoard.Sensors.Sight;

namespace OnBoard.Device.Service.Pipeline;

/// <summary>
/// The camera's thread: from each frame the mouth's features into the mailbox of the hop thread, and the mouth itself to
/// the recording thread.
/// </summary>
internal sealed class SightLoop(
    Reconnector<ICamera> camera, MouthFeatureExtractor extractor, MouthMailbox mailbox, Ring<MouthFrame> frames,
    LiveCounters counters, IClock clock, LiveTap? tap = null) : ILoop
{
    /// <summary>A camera that gives nothing for so long is lost.</summary>
    public static readonly TimeSpan FrameTimeout = TimeSpan.FromSeconds(1);

    private const long PauseWhileLost = 50_000_000;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);

    private readonly float[] _features = new float[MouthFeatures.Count];
    private VideoFrame _frame = new(camera.Device?.Width ?? 2, camera.Device?.Height ?? 2);
    private long _waitingSince = clock.Nanoseconds;

    /// <inheritdoc/>
    public bool Step()
    {
        if (camera.Device is not { } device)
        {
            if (camera.TryReturn()) Resume(camera.Device!);
            else clock.SleepUntil(clock.Nanoseconds + PauseWhileLost);
            return true;
        }

        try
        {
            ReadResult result = device.Read(_frame, Wait);
            camera.Report(device.Remarks);
            switch (result)
            {
                case ReadResult.Ended:
                    return false;
                case ReadResult.Ok:
                    bool found = extractor.Extract(_frame, _features);
                    mailbox.Post(_features, _frame.CapturedAt, found);
                    counters.AddFrame(found);
                    tap?.ShowFrame(_frame, extractor.Region, found);
                    if (frames.TryBeginWrite() is { } frame)
                    {
                        frame.Fill(extractor, _frame.CapturedAt, found);
                        frames.EndWrite();
                    }

                    _waitingSince = clock.Nanoseconds;
                    break;
                default:
                    if (clock.Nanoseconds - _waitingSince < FrameTimeout.TotalNanoseconds) break;
                    throw new DeviceFailedException(
                        device.Name, $"gives no frame since {FrameTimeout.TotalSeconds:0} s", "Plug it in again");
            }
        }
        catch (OnBoardException error)
        {
            camera.Lose(error);
            counters.LoseSight();
        }

        return true;
    }

    /// <inheritdoc/>
    public void Finish() => camera.Dispose();

    private void Resume(ICamera device)
    {
        // It may come back with another size.
        if (device.Width != _frame.Width || device.Height != _frame.Height) _frame = new VideoFrame(device.Width, device.Height);
        extractor.Reset();
        _waitingSince = clock.Nanoseconds;
    }
}
