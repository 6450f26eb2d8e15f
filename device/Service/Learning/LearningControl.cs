using OnBoard.Device.Enhancement.Learning;

namespace OnBoard.Device.Service.Learning;

/// <summary>
/// Live learning from outside: the button, the page and the commands switch it and read how it is doing. Any thread;
/// nobody ever waits.
/// </summary>
public sealed class LearningControl
{
    private int _on;
    private int _forget;
    private int _kill;
    private int _checkpoint;
    private LearningStatus _status = new();

    /// <param name="on">Whether learning begins switched on.</param>
    public LearningControl(bool on) => IsOn = on;

    /// <summary>Whether to learn. What was learned stays in use when it is switched off.</summary>
    public bool IsOn
    {
        get => Volatile.Read(ref _on) != 0;
        set => Volatile.Write(ref _on, value ? 1 : 0);
    }

    /// <summary>How it is doing; replaced about once a second.</summary>
    public LearningStatus Status => Volatile.Read(ref _status);

    /// <summary>What a press of the button does: on becomes off, off becomes on.</summary>
    /// <returns>Whether it is on now.</returns>
    public bool Toggle()
    {
        int before, after;
        do
        {
            before = Volatile.Read(ref _on);
            after = 1 - before;
        }
        while (Interlocked.CompareExchange(ref _on, after, before) != before);
        return after != 0;
    }

    /// <summary>Asks for the network as it was loaded; what was learned of it, before the last start too, is dropped.</summary>
    public void ForgetWhatWasLearned() => Volatile.Write(ref _forget, 1);

    /// <summary>
    /// Kills a share of the cells in use, drawn at random, to watch the network recover by learning. Only
    /// <see cref="ForgetWhatWasLearned"/> brings them back.
    /// </summary>
    /// <param name="share">0..1.</param>
    public void KillCells(double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(share);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        Volatile.Write(ref _kill, (int)Math.Round(share * 1000));
    }

    /// <summary>Asks for a checkpoint now, whether or not one is due.</summary>
    public void WriteCheckpoint() => Volatile.Write(ref _checkpoint, 1);

    /// <summary>The share that was asked for since the last call, 0 for none. The learning thread's.</summary>
    internal double TakeKill() => Interlocked.Exchange(ref _kill, 0) / 1000.0;

    /// <summary>Whether forgetting was asked for since the last call. The learning thread's.</summary>
    internal bool TakeForget() => Interlocked.Exchange(ref _forget, 0) != 0;

    /// <summary>Whether a checkpoint was asked for since the last call. The learning thread's.</summary>
    internal bool TakeCheckpoint() => Interlocked.Exchange(ref _checkpoint, 0) != 0;

    /// <summary>The learning thread's.</summary>
    internal void Publish(LearningStatus status) => Volatile.Write(ref _status, status);
}
