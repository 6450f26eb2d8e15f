using OnBoard.Drivers.Virtual;
using OnBoard.Sensors.Talker;

namespace OnBoard.Device.Service.Devices;

/// <summary>
/// The tempo of virtual time: the microphone moves the clock on by what it delivers, the camera has the frames that are due by then.
/// So nothing comes early and nothing late, however long the work takes. Used by the thread that does all the work.
/// </summary>
/// <param name="clock">The clock of everything.</param>
/// <param name="moves">Whether waiting moves it: the microphone's does, the camera's does not.</param>
internal sealed class VirtualPace(VirtualClock clock, bool moves) : IPace
{
    /// <inheritdoc/>
    public long Origin => 0;

    /// <inheritdoc/>
    public long Now => clock.Nanoseconds;

    /// <inheritdoc/>
    public bool WaitUntil(long moment, TimeSpan timeout)
    {
        if (moves) clock.SleepUntil(moment);
        return clock.Nanoseconds >= moment;
    }
}
