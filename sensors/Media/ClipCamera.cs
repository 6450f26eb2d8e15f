using OnBoard.Drivers;
using OnBoard.Drivers.Time;
using OnBoard.Drivers.Video;

namespace OnBoard.Sensors.Media;

/// <summary>
/// Plays the video of a clip as a camera would. A reader that falls behind in paced play loses the oldest frames,
/// as with a driver's queue of <see cref="QueueLength"/> buffers. Where the decoder falls behind, frames come late, with the time at
/// which they were due.
/// </summary>
public sealed class ClipCamera : ICamera
{
    /// <summary>How many due frames wait for a slow reader.</summary>
    public const int QueueLength = 4;

    private readonly Clip _clip;
    private readonly ClipTiming _timing;
    private readonly long _period;
    private long _next;

    /// <exception cref="BadInputException">The clip has no video.</exception>
    public ClipCamera(Clip clip, ClipTiming timing)
    {
        if (!clip.HasVideo)
            throw new BadInputException(clip.Name, "it has no video", "choose a recording with a video stream");
        _clip = clip;
        _timing = timing;
        _period = (long)((Int128)clip.LengthInSamples * 1_000_000_000 / Clip.SampleRate);
    }

    /// <inheritdoc/>
    public string Name => _clip.Name;

    /// <inheritdoc/>
    public int Width => _clip.Video.Width;

    /// <inheritdoc/>
    public int Height => _clip.Video.Height;

    /// <inheritdoc/>
    public double FramesPerSecond => _clip.FramesPerSecond;

    /// <inheritdoc/>
    public ReadResult Read(VideoFrame frame, TimeSpan timeout)
    {
        if (frame.Width != Width || frame.Height != Height)
            throw new ArgumentException($"a {Width}x{Height} frame is needed", nameof(frame));
        if (IsOver(_next)) return ReadResult.Ended;
        if (!_timing.WaitUntil(DueAt(_next), timeout)) return ReadResult.TimedOut;
        long wanted = _next;
        if (_timing.Paced)
        {
            long now = MonotonicClock.Nanoseconds;
            while (!IsOver(wanted + QueueLength) && DueAt(wanted + QueueLength) <= now) wanted++;
        }

        // As fast as it is read means as fast as it can be decoded. In paced play a decoder that is behind shows what it has.
        if (_clip.Video.Read(_next, wanted, frame, _timing.Paced ? timeout : Timeout.InfiniteTimeSpan) is not { } given)
            return ReadResult.TimedOut;
        frame.CapturedAt = DueAt(given);
        frame.Sequence = given;
        _next = given + 1;
        return ReadResult.Ok;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The clip may be played again.
    }

    private bool IsOver(long index) => !_timing.Looped && index >= _clip.Video.Count;

    private long DueAt(long index)
    {
        (long round, long inClip) = Math.DivRem(index, _clip.Video.Count);
        return _timing.Start + (round * _period) + _clip.FrameTime(inClip);
    }
}
