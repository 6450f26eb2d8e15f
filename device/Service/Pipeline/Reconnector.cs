using OnBoard.Drivers;
using OnBoard.Drivers.Time;

namespace OnBoard.Device.Service.Pipeline;

/// <summary>
/// A device that may be unplugged, or not be there yet: held while it works, given up when it fails, opened again with growing
/// pauses. Belongs to the thread that uses the device.
/// </summary>
/// <typeparam name="T">The device.</typeparam>
/// <param name="part">What to call it: <c>camera</c>.</param>
/// <param name="consequence">What happens without it: "going on without lips".</param>
/// <param name="slot">Open already or awaited; where it cannot be opened again it is no device (a recording) and never comes
/// back.</param>
/// <param name="conditions">Where to complain.</param>
/// <param name="clock">For the pauses.</param>
internal sealed class Reconnector<T>(
    string part, string consequence, Slot<T> slot, Conditions conditions, IClock clock) : IDisposable
    where T : class, IDisposable
{
    private const long FirstPause = 500_000_000;
    private const long MaxPause = 2_000_000_000;

    private readonly HashSet<string> _reported = [];
    private long _pause = FirstPause;
    private long _nextTry;
    private int _remarks;

    /// <summary>The device; null while it is lost or awaited.</summary>
    public T? Device { get; private set; } = slot.Device;

    /// <summary>Says that the device is awaited, where it is; before the first step.</summary>
    public void Begin()
    {
        if (Device is not null || slot.Absence is not { } error) return;
        conditions.Raise(
            part, $"no {part}",
            $"no {part}: {error.Subject}: {error.Cause}; {consequence}; trying again until it comes. {error.Remedy}");
        Await();
    }

    /// <summary>Says what is odd about the device, each thing once.</summary>
    /// <param name="remarks">All that the device has said so far.</param>
    public void Report(IReadOnlyList<string> remarks)
    {
        for (; _remarks < remarks.Count; _remarks++)
        {
            if (_reported.Add(remarks[_remarks])) conditions.Report(remarks[_remarks]);
        }
    }

    /// <summary>Gives the device up.</summary>
    public void Lose(OnBoardException error)
    {
        Close();
        string retry = slot.Reopen is null ? "" : "; trying again until it returns";
        conditions.Raise(part, $"{part} lost", $"{part} lost: {error.Subject}: {error.Cause}; {consequence}{retry}");
        Await();
    }

    /// <summary>Tries to open the device again if it is time to.</summary>
    /// <returns>Whether it is back.</returns>
    public bool TryReturn()
    {
        if (slot.Reopen is null || clock.Nanoseconds < _nextTry) return false;
        try
        {
            Device = slot.Reopen();
            _remarks = 0;
            conditions.Clear(part, slot.Absence is null ? $"{part} is back" : $"{part} is there");
            return true;
        }
        catch (OnBoardException)
        {
            _pause = Math.Min(2 * _pause, MaxPause);
            _nextTry = clock.Nanoseconds + _pause;
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private void Await()
    {
        _pause = FirstPause;
        _nextTry = clock.Nanoseconds + _pause;
    }

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
