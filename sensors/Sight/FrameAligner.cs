namespace OnBoard.Sensors.Sight;

/// <summary>
/// Says which frame's features are valid for a hop of sound: those of the latest frame that was taken no later than
/// the end of the hop, so that nothing of the future is used. Remembers the last few frames, because recordings and
/// slow readers deliver frames that are ahead of the hop, and measures how old the chosen ones are. Allocates nothing
/// after construction. Used by the hop's thread.
/// </summary>
public sealed class FrameAligner
{
    /// <summary>How many frames are remembered.</summary>
    public const int Memory = 8;

    private readonly float[] _features = new float[Memory * MouthFeatures.Count];
    private readonly long[] _times = new long[Memory];
    private readonly bool[] _found = new bool[Memory];
    private readonly long _oldestUse;
    private int _count;
    private int _next;
    private long _hops;
    private double _sumOfAges;

    /// <param name="oldestUse">A frame older than this at the end of a hop is not used; null is 200 ms.</param>
    public FrameAligner(TimeSpan? oldestUse = null) =>
        _oldestUse = (long)(oldestUse ?? TimeSpan.FromMilliseconds(200)).TotalNanoseconds;

    /// <summary>
    /// Mean time from capture to hop end over all hops that had a frame: half a frame's time (20 ms at 25
    /// frames/s) plus what the camera and the tracker take. Zero before the first.
    /// </summary>
    public TimeSpan MeanAge => _hops == 0 ? TimeSpan.Zero : TimeSpan.FromMicroseconds(_sumOfAges / _hops / 1000);

    /// <summary>The longest such time.</summary>
    public TimeSpan MaxAge { get; private set; }

    /// <summary>Hops for which there was no frame that is young enough.</summary>
    public long HopsWithoutFrame { get; private set; }

    /// <summary>Frames that were dropped because they were taken before one that was already here.</summary>
    public long FramesOutOfOrder { get; private set; }

    /// <summary>
    /// The index of the frame that is valid for a hop.
    /// </summary>
    /// <param name="capturedAt">Capture times, rising.</param>
    /// <param name="hopEnd">End of the hop on the same clock.</param>
    /// <returns>The latest with a time of no more than <paramref name="hopEnd"/>; -1 where all are later.</returns>
    public static int FrameFor(ReadOnlySpan<long> capturedAt, long hopEnd)
    {
        int low = 0;
        int high = capturedAt.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (capturedAt[middle] <= hopEnd) low = middle + 1;
            else high = middle;
        }

        return low - 1;
    }

    /// <summary>Takes in the features of a frame.</summary>
    /// <param name="features">[<see cref="MouthFeatures.Count"/>].</param>
    /// <param name="capturedAt">Nanoseconds of the monotonic clock.</param>
    /// <param name="found">Whether they are of a mouth.</param>
    public void Add(ReadOnlySpan<float> features, long capturedAt, bool found)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Length, MouthFeatures.Count);
        if (_count > 0 && capturedAt <= _times[Slot(1)])
        {
            FramesOutOfOrder++;
            return;
        }

        features.CopyTo(_features.AsSpan(_next * MouthFeatures.Count));
        _times[_next] = capturedAt;
        _found[_next] = found;
        _next = (_next + 1) % Memory;
        _count = Math.Min(_count + 1, Memory);
    }

    /// <summary>Fetches the features that are valid for a hop.</summary>
    /// <param name="hopEnd">End of the hop, nanoseconds of the monotonic clock.</param>
    /// <param name="features">[<see cref="MouthFeatures.Count"/>]; untouched where there are none.</param>
    /// <param name="capturedAt">When their frame was taken.</param>
    /// <returns>Whether a frame is there, young enough, and shows a mouth.</returns>
    public bool TryGet(long hopEnd, Span<float> features, out long capturedAt)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Length, MouthFeatures.Count);
        for (int back = 1; back <= _count; back++)
        {
            int slot = Slot(back);
            capturedAt = _times[slot];
            if (capturedAt > hopEnd) continue;
            long age = hopEnd - capturedAt;
            if (age > _oldestUse) break;

            _hops++;
            _sumOfAges += age;
            if (age > MaxAge.TotalNanoseconds) MaxAge = TimeSpan.FromMicroseconds(age / 1000.0);
            if (!_found[slot]) return false;
            _features.AsSpan(slot * MouthFeatures.Count, MouthFeatures.Count).CopyTo(features);
            return true;
        }

        capturedAt = 0;
        HopsWithoutFrame++;
        return false;
    }

    /// <summary>Forgets all frames and figures: the clock or the recording starts anew.</summary>
    public void Reset()
    {
        _count = 0;
        _next = 0;
        _hops = 0;
        _sumOfAges = 0;
        MaxAge = TimeSpan.Zero;
        HopsWithoutFrame = 0;
        FramesOutOfOrder = 0;
    }

    private int Slot(int back) => (_next - back + Memory) % Memory;
}
