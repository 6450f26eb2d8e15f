using OnBoard.Drivers.Time;

namespace OnBoard.Fabric.Engines.Fabric;

/// <summary>
/// Who may use a fabric that two threads share: the thread of the steps goes first, the one that trains comes in between, for
/// one short job at a time. Neither holds anything that the other's scheduling could keep: who waits, waits for a bounded time and
/// then does without. Allocates nothing.
/// </summary>
internal sealed class FabricGate
{
    private const int Free = 0, Steps = 1, Trains = 2, Closed = 3;
    private const long Nap = 50_000; // ns

    private int _owner;
    private int _stepsWait;
    private int _isOver, _copies;

    /// <summary>Whether the fabric may be used at all: not while it is brought back.</summary>
    public bool IsOpen => Volatile.Read(ref _owner) != Closed;

    /// <summary>The longest that a step has waited for training, ns.</summary>
    public long MaxWait { get; private set; }

    /// <summary>Lets a step in.</summary>
    /// <param name="most">How long to wait for training at most.</param>
    /// <returns>False where training did not leave in time, or where the fabric is closed.</returns>
    public bool TryEnterForSteps(TimeSpan most)
    {
        if (TryTake(Steps)) return true;
        Volatile.Write(ref _stepsWait, 1);
        long begin = MonotonicClock.Nanoseconds, end = begin + (long)most.TotalNanoseconds, now = begin;
        bool entered = false;
        while (IsOpen && !(entered = TryTake(Steps)) && (now = MonotonicClock.Nanoseconds) < end)
            SystemClock.Instance.SleepUntil(Math.Min(now + Nap, end));
        Volatile.Write(ref _stepsWait, 0);
        MaxWait = Math.Max(MaxWait, MonotonicClock.Nanoseconds - begin);
        return entered;
    }

    /// <summary>Lets training in, between two steps, however long it takes.</summary>
    /// <returns>False where the fabric is closed.</returns>
    public bool TryEnterForTraining()
    {
        while (IsOpen)
        {
            if (Volatile.Read(ref _stepsWait) == 0 && TryTake(Trains)) return true;
            SystemClock.Instance.SleepUntil(MonotonicClock.Nanoseconds + Nap);
        }

        return false;
    }

    /// <summary>Whoever is in leaves.</summary>
    public void Leave() => Volatile.Write(ref _owner, Free);

    /// <summary>Whoever is in leaves and lets nobody in any more: the fabric failed.</summary>
    public void Close() => Volatile.Write(ref _owner, Closed);

    /// <summary>The fabric may be used again.</summary>
    public void Open()
    {
        if (Volatile.Read(ref _isOver) == 0) Volatile.Write(ref _owner, Free);
    }

    /// <summary>Training is about to copy from or to its part of the memory, beside the steps; until it says so, memory stays.</summary>
    /// <returns>False where the fabric is closed for good: its memory may be gone.</returns>
    public bool TryBeginCopy()
    {
        Interlocked.Exchange(ref _copies, 1);
        if (Volatile.Read(ref _isOver) == 0) return true;
        EndCopy();
        return false;
    }

    /// <summary>The copy is done.</summary>
    public void EndCopy() => Volatile.Write(ref _copies, 0);

    /// <summary>Closes for good, once whoever is in has left and what is copied is copied.</summary>
    public void End()
    {
        Interlocked.Exchange(ref _isOver, 1);
        while ((!TryTake(Closed) && IsOpen) || Volatile.Read(ref _copies) != 0) SystemClock.Instance.SleepUntil(MonotonicClock.Nanoseconds + Nap);
    }

    private bool TryTake(int owner) => Interlocked.CompareExchange(ref _owner, owner, Free) == Free;
}
