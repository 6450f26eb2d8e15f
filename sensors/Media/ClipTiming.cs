using OnBoard.Drivers.Time;

namespace OnBoard.Sensors.Media;

/// <summary>
/// The start that the camera and the microphone of one clip share, so that they stay in step. It is taken when the
/// first of them is read.
/// </summary>
/// <param name="paced">True plays in real time; false delivers as fast as it is read, with the same capture
/// times.</param>
/// <param name="looped">True starts again at the end, at the length of the longer of sound and video.</param>
public sealed class ClipTiming(bool paced = true, bool looped = false)
{
    private long _start;

    /// <summary>Whether reads wait for their time.</summary>
    public bool Paced => paced;

    /// <summary>Whether the clip starts again at its end.</summary>
    public bool Looped => looped;

    /// <summary>When the clip started, nanoseconds of <see cref="MonotonicClock"/>.</summary>
    public long Start
    {
        get
        {
            if (Volatile.Read(ref _start) == 0) Interlocked.CompareExchange(ref _start, MonotonicClock.Nanoseconds, 0);
            return Volatile.Read(ref _start);
        }
    }

    /// <summary>Lets everything that is still to come be due later: the decoder of the sound was too slow, and nothing of it is to be lost.</summary>
    internal void Hold(long nanoseconds) => Interlocked.Add(ref _start, nanoseconds);

    /// <summary>
    /// Waits until <paramref name="due"/>; false, at once after <paramref name="timeout"/>, where that is too
    /// far.
    /// </summary>
    internal bool WaitUntil(long due, TimeSpan timeout)
    {
        if (!paced) return true;
        long now = MonotonicClock.Nanoseconds;
        long limit = now + (long)timeout.TotalNanoseconds;
        for (; now < due; now = MonotonicClock.Nanoseconds)
        {
            if (now >= limit) return false;
            long left = Math.Min(due, limit) - now;
            Thread.Sleep((int)Math.Min((left + 999_999) / 1_000_000, 1000));
        }

        return true;
    }
}
