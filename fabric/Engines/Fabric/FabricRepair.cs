using OnBoard.Drivers;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines.Fabric;

/// <summary>
/// Brings a fabric back that failed, on a thread of its own and after longer and longer pauses, and says how that goes.
/// </summary>
internal sealed class FabricRepair : IDisposable
{
    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(1);

    private readonly FabricEngine _fabric;
    private readonly Func<IntegerNetwork> _weights;
    private readonly TimeSpan _firstPause;
    private readonly Action _isBack;
    private readonly AutoResetEvent _failed = new(false);
    private readonly ManualResetEvent _ends = new(false);
    private readonly Thread _thread;
    private readonly Lock _report = new();
    private Action<string, string>? _raise;
    private Action<string>? _clear;
    private (string State, string Message)? _wrong;
    private int _faultsInARow;

    /// <param name="fabric">The fabric; nobody else uses it between <see cref="Begin"/> and <paramref name="isBack"/>.</param>
    /// <param name="weights">The weights to go on with.</param>
    /// <param name="firstPause">Before the second attempt; doubles from there.</param>
    /// <param name="isBack">Receives when the fabric works again, on the thread of the repair.</param>
    public FabricRepair(FabricEngine fabric, Func<IntegerNetwork> weights, TimeSpan firstPause, Action isBack)
    {
        _fabric = fabric;
        _weights = weights;
        _firstPause = firstPause;
        _isBack = isBack;
        _thread = new Thread(Run) { Name = "onboard fabric recovery", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Says what is wrong, now and from now on, to whoever wants to know.</summary>
    public void ReportTo(Action<string, string> raise, Action<string> clear)
    {
        lock (_report)
        {
            (_raise, _clear) = (raise, clear);
            if (_wrong is var (state, message)) raise(state, message);
        }
    }

    /// <summary>Begins to bring the fabric back.</summary>
    /// <param name="faultsInARow">How often it failed lately: a fabric that keeps failing rests longer.</param>
    /// <param name="state">What is wrong, in a few words.</param>
    /// <param name="message">The whole story.</param>
    public void Begin(int faultsInARow, string state, string message)
    {
        _faultsInARow = faultsInARow;
        Raise(state, message);
        _failed.Set();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ends.Set();
        _thread.Join();
        _failed.Dispose();
        _ends.Dispose();
    }

    private void Run()
    {
        NetworkState empty = new(_fabric.Topology);
        WaitHandle[] failedOrEnds = [_failed, _ends];
        while (WaitHandle.WaitAny(failedOrEnds) == 0)
        {
            for (int attempt = Math.Max(0, _faultsInARow - 1); ; attempt++)
            {
                if (_ends.WaitOne(Pause(attempt))) return;
                try
                {
                    FabricRecovery helped = _fabric.Recover(_weights(), empty);
                    _isBack();
                    Clear(helped == FabricRecovery.SoftReset
                        ? "fabric is back after a soft reset"
                        : "fabric is back after its logic was loaded anew");
                    break;
                }
                catch (OnBoardException error)
                {
                    Raise(
                        "fabric out of order, running on the processor",
                        FormattableString.Invariant(
                            $"fabric does not come back: {error.Cause}; tried again in {Pause(attempt + 1).TotalSeconds:0.#} s"));
                }
            }
        }
    }

    private TimeSpan Pause(int attempt) => attempt == 0
        ? TimeSpan.Zero
        : TimeSpan.FromTicks(Math.Min(MaxPause.Ticks, _firstPause.Ticks << Math.Min(attempt - 1, 20)));

    private void Raise(string state, string message)
    {
        lock (_report)
        {
            _wrong = (state, message);
            _raise?.Invoke(state, message);
        }
    }

    private void Clear(string message)
    {
        lock (_report)
        {
            _wrong = null;
            _clear?.Invoke(message);
        }
    }
}
