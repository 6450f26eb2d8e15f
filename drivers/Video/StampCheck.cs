using System.Globalization;

namespace OnBoard.Drivers.Video;

/// <summary>
/// Whether a driver's time stamps can be the times of its frames: at their arrival they are 0 to 500 ms old, and each is
/// later than the one before. Drivers err: stamps of another clock flagged as this one's, stamps that are a second late,
/// stamps that go back. Such a stamp is replaced by the time of arrival; after three, or one that goes back, no further one
/// is taken. What is given never goes back.
/// </summary>
/// <param name="backlog">How many frames can have waited for a reader that was away: old stamps of so many are true.</param>
internal sealed class StampCheck(int backlog)
{
    private const long Oldest = 500_000_000;

    // A driver that estimates the device's clock may be early by a little.
    private const long MaxEarly = 20_000_000;
    private const int Trials = 3;

    private long _last = long.MinValue, _given = long.MinValue;
    private int _old, _wrong;

    /// <summary>Whether the last frame kept its driver's stamp.</summary>
    public bool IsKernelTime { get; private set; }

    /// <summary>What is wrong with the stamps; null where nothing was found.</summary>
    public string? Fault { get; private set; }

    /// <summary>The time of a frame, nanoseconds of CLOCK_MONOTONIC.</summary>
    /// <param name="stamp">The driver's.</param>
    /// <param name="now">When it arrived.</param>
    /// <param name="waited">Whether the reader was waiting for it, so that it arrived just now.</param>
    public long Validate(long stamp, long now, bool waited)
    {
        IsKernelTime = false;
        if (_wrong >= Trials) return _given = Math.Max(_given, now);
        long age = now - stamp, step = stamp - _last;
        _old = age > Oldest ? _old + 1 : 0;
        bool goesBack = _last != long.MinValue && step <= 0;
        string? fault = age < -MaxEarly ? Describe(age, "ahead of the clock")
            : goesBack ? Describe(step, "behind the one before")
            : age > Oldest && (waited || _old > backlog) ? Describe(age, "late")
            : null;
        _last = stamp;
        IsKernelTime = fault is null;
        if (fault is not null)
        {
            _wrong = goesBack ? Trials : _wrong + 1;
            Fault ??= fault;
        }

        return _given = Math.Max(_given, fault is null ? Math.Min(stamp, now) : now);
    }

    private static string Describe(long difference, string where) => string.Create(
        CultureInfo.InvariantCulture,
        $"its driver's time stamps are wrong ({Math.Abs(difference) / 1e6:0} ms {where}): frames bear the time of their arrival");
}
