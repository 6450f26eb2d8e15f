using OnBoard.Drivers;
using OnBoard.Drivers.Time;

namespace OnBoard.Device.Service.Pipeline;

/// <summary>
/// A device that may be unplugged: held while it works, given up when it fails, opened again with growing pauses. Belongs to
/// the thread that uses the device.
/// </summary>
/// <typeparam name="T">The device.</typeparam>
/// <param name="part">What to call it: <c>camera</c>.</param>
/// <param name="consequence">What happens without it: "going on without lips".</param>
/// <param name="device">Open already.</param>
/// <param name="reopen">Opens it again; null where it is no device (a recording) and never comes back.</param>
/// <param name="conditions">Where to complain.</param>
/// <param name="clock">For the pauses.</param>
internal sealed class Reconnector<T>(
    string part, string consequence, T device, Func<T>? reopen, Conditions conditions, IClock clock) : IDisposable
    where T : class, IDisposable
{
    private const long FirstPause = 500_000_000;
    private const long LongestPause = 2_000_000_000;

    private long _pause = FirstPause;
    private long _nextTry;

    /// <summary>The device; null while it is lost.</summary>
    public T? Device { get; private set; } = device;

    /// <summary>Gives the device up.</summary>
    public void Lose(OnBoardException error)
    {
        Close();
        string retry = reopen is null ? "" : "; trying again until it returns";
        conditions.Raise(part, $"{part} lost", $"{part} lost: {error.Subject}: {error.Cause}; {consequence}{retry}");
        _pause = FirstPause;
        _nextTry = clock.Nanoseconds + _pause;
    }

    /// <summary>Tries to open the device again if it is time to.</summary>
    /// <returns>Whether it is back.</returns>
    public bool TryReturn()
    {
        if (reopen is null || clock.Nanoseconds < _nextTry) return false;
        try
        {
            Device = reopen();
            conditions.Clear(part, $"{part} is back");
            return true;
        }
        catch (OnBoardException)
        {
            _pause = Math.Min(2 * _pause, LongestPause);
            _nextTry = clock.Nanoseconds + _pause;
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private void Close()
    {
        try
        {
            Device?.Dispose();
        }
        catch (OnBoardException)
        {
            // A device that is gone may not even close; what matters was said when it failed.
        }

        Device = null;
    }
}
