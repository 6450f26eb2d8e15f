namespace OnBoard.Sensors.Sight;

/// <summary>Hands the latest mouth features from the camera's thread to the hop's thread. One writer, one reader.</summary>
public sealed class MouthMailbox
{
    private readonly Mailbox<Letter> _letters = new();

    /// <summary>Puts new features in place of those that were not fetched; called by the writer.</summary>
    /// <param name="features">[<see cref="MouthFeatures.Count"/>].</param>
    /// <param name="capturedAt">When the frame was taken, nanoseconds of the monotonic clock.</param>
    /// <param name="found">Whether they are of a mouth.</param>
    public void Post(ReadOnlySpan<float> features, long capturedAt, bool found)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Length, MouthFeatures.Count);
        Letter letter = _letters.Draft;
        features.CopyTo(letter.Features);
        letter.CapturedAt = capturedAt;
        letter.Found = found;
        _letters.Post();
    }

    /// <summary>Fetches what was posted since the last call; called by the reader.</summary>
    /// <returns>False, with nothing written, where there is nothing new.</returns>
    public bool TryFetch(Span<float> features, out long capturedAt, out bool found)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Length, MouthFeatures.Count);
        capturedAt = 0;
        found = false;
        if (!_letters.TryFetch()) return false;
        Letter letter = _letters.Latest;
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
