namespace OnBoard.Sensors.Media;

/// <summary>The sound of a clip, in memory or decoded while it plays. Read by one thread, forwards.</summary>
public interface IClipSound
{
    /// <summary>Samples; 0 where there is no sound.</summary>
    long Length { get; }

    /// <summary>RMS of all of it.</summary>
    float Level { get; }

    /// <summary>The highest peak.</summary>
    float Peak { get; }

    /// <summary>The next samples.</summary>
    /// <param name="round">How often the clip was played before.</param>
    /// <param name="at">The first sample wanted, no earlier than those before within the round.</param>
    /// <param name="samples">All of them within the clip.</param>
    /// <param name="timeout">How long to wait for the decoder.</param>
    /// <returns>Whether they came in time.</returns>
    bool TryRead(long round, long at, Span<float> samples, TimeSpan timeout);

    /// <summary>Ends the decoder where there is one.</summary>
    void Close();
}

/// <summary>Sound in memory.</summary>
internal sealed class MemorySound(float[] samples) : IClipSound
{
    public float[] Samples => samples;

    public long Length => samples.Length;

    public float Level => (float)Math.Sqrt(samples.Sum(sample => (double)sample * sample) / Math.Max(1, samples.Length));

    public float Peak => samples.Aggregate(0f, (peak, sample) => Math.Max(peak, Math.Abs(sample)));

    public bool TryRead(long round, long at, Span<float> into, TimeSpan timeout)
    {
        samples.AsSpan((int)at, into.Length).CopyTo(into);
        return true;
    }

    public void Close()
    {
        // Memory stays; the clip may be played again.
    }
}
