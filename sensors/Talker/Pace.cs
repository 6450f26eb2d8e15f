namespace OnBoard.Sensors.Talker;

/// <summary>
/// The tempo at which the virtual board's senses deliver: in real time as devices do, or as fast as they are read. One
/// pace is shared by camera and microphone and gives them their common origin. Nanoseconds are those of
/// <see cref="Drivers.Time.MonotonicClock"/>.
/// </summary>
public interface IPace
{
    /// <summary>When the first sample and the first picture are taken.</summary>
    long Origin { get; }

    /// <summary>Now; <see cref="Origin"/> for ever where the pace never makes anybody wait.</summary>
    long Now { get; }

    /// <summary>Waits for <paramref name="moment"/>, at the most <paramref name="timeout"/>.</summary>
    /// <returns>True when the moment has come.</returns>
    bool WaitUntil(long moment, TimeSpan timeout);
}
