using OnBoard.Drivers;
using OnBoard.Drivers.Time;
using OnBoard.Drivers.Video;

namespace OnBoard.Sensors.Media;

/// <summary>
/// Plays the pictures of a clip as a camera would. A reader that falls behind in paced play loses the oldest pictures,
/// as with a driver's queue of <see cref="QueueLength"/> buffers.
/// </summary>
public sealed class ClipCamera : ICamera
{
    /// <summary>How many due pictures wait for a slow reader.</summary>
    public const int QueueLength = 4;

    private readonly Clip _clip;
    private readonly ClipTiming _timing;
    private readonly long _period;
    private long _next;

    /// <exception cref="BadInputException">The clip has no pictures.</exception>
    public ClipCamera(Clip clip, ClipTiming timing)
    {
        if (!clip.HasVideo)
            throw new BadInputException(clip.Name, "it has no pictures", "choose a recording with a video stream");
        _clip = clip;
        _timing = timing;
        _period = (long)clip.LengthInSamples * 1_000_000_000 / Clip.SampleRate;
    }

    /// <inheritdoc/>
    public string Name => _clip.Name;

    /// <inheritdoc/>
    public int Width => _clip.Frames[0].Width;

    /// <inheritdoc/>
    public int Height => _clip.Frames[0].Height;

    /// <inheritdoc/>
    public double FramesPerSecond => _clip.FramesPerSecond;

    /// <inheritdoc/>
    public ReadResult Read(VideoFrame frame, TimeSpan timeout)
    {
        if (frame.Width != Width || frame.Height != Height)
            throw new ArgumentException($"a {Width}x{Height} frame is needed", nameof(frame));
        if (IsOver(_next)) return ReadResult.Ended;
        if (!_timing.WaitUntil(DueAt(_next), timeout)) return ReadResult.TimedOut;
        if (_timing.Paced)
        {
            long now = MonotonicClock.Nanoseconds;
            while (!IsOver(_next + QueueLength) && DueAt(_next + QueueLength) <= now) _next++;
        }

        VideoFrame source = _clip.Frames[(int)(_next % _clip.Frames.Count)];
        source.Luma.CopyTo(frame.Luma, 0);
        source.Cb.CopyTo(frame.Cb, 0);
        source.Cr.CopyTo(frame.Cr, 0);
        frame.CapturedAt = DueAt(_next);
        frame.Sequence = _next++;
        return ReadResult.Ok;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The clip is memory only.
    }

    private bool IsOver(long index) => !_timing.Looped && index >= _clip.Frames.Count;

    private long DueAt(long index)
    {
        (long round, long inClip) = Math.DivRem(index, _clip.Frames.Count);
        return _timing.Start + (round * _period) + _clip.FrameTime((int)inClip);
    }
}
