namespace OnBoard.Drivers.Time;

/// <summary>A monotonic clock that can be waited on: <see cref="SystemClock"/>, or a virtual one that jumps
/// ahead.</summary>
public interface IClock
{
    /// <summary>Nanoseconds since an arbitrary start; never goes back.</summary>
    long Nanoseconds { get; }

    /// <summary>Returns when <see cref="Nanoseconds"/> has reached <paramref name="nanoseconds"/>; at once if it
    /// has.</summary>
    void SleepUntil(long nanoseconds);
}
