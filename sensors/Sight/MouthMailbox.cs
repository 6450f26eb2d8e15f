namespace OnBoard.Sensors.Sight;

/// <summary>
/// Hands the latest mouth features from the camera's thread to the hop's thread: three buffers, of which the writer
/// owns one, the reader one, and the third is exchanged whole, so that nobody waits and nothing tears. One writer, one
/// reader.
/// </summary>
public sealed class MouthMailbox
{
    private const int Fresh = 4;

    private readonly Letter[] _letters = [new(), new(), new()];
    private int _writers;
    private int _between = 1;
    private int _readers = 2;

    /// <summary>Puts new features in place of those that were not fetched; called by the writer.</summary>
    /// <param name="features">[<see cref="MouthFeatures.Count"/>].</param>
    /// <param name="capturedAt">When the picture was taken, nanoseconds of the monotonic clock.</param>
    /// <param name="found">Whether they are of a mouth.</param>
    public void Post(ReadOnlySpan<float> features, long capturedAt, bool found)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Length, MouthFeatures.Count);
        Letter letter = _letters[_writers];
        features.CopyTo(letter.Features);
        letter.CapturedAt = capturedAt;
        letter.Found = found;
        _writers = Interlocked.Exchange(ref _between, _writers | Fresh) & ~Fresh;
    }

    /// <summary>Fetches what was posted since the last call; called by the reader.</summary>
    /// <returns>False, with nothing written, where there is nothing new.</returns>
    public bool TryFetch(Span<float> features, out long capturedAt, out bool found)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Length, MouthFeatures.Count);
        capturedAt = 0;
        found = false;
        if ((Volatile.Read(ref _between) & Fresh) == 0) return false;
        _readers = Interlocked.Exchange(ref _between, _readers) & ~Fresh;
        Letter letter = _letters[_readers];
        letter.Features.CopyTo(features);
        capturedAt = letter.CapturedAt;
        found = letter.Found;
        return true;
    }

    private sealed class Letter
    {
        public float[] Features { get; } = new float[MouthFeatures.Count];

        public long CapturedAt { get; set; }

        public bool Found { get; set; }
    }
}
