namespace OnBoard.Device.Enhancement;

/// <summary>Room for the enhancer's state before a certain step; filled once, by the hop thread.</summary>
/// <param name="state">Made beforehand, so that the hop thread only copies.</param>
internal sealed class EnhancerSnapshot(EnhancerState state)
{
    private long _step = -1;

    /// <summary>The state.</summary>
    public EnhancerState State { get; } = state;

    /// <summary>The first hop processed from this state, see <see cref="Hop.Step"/>; -1 before it was taken.</summary>
    public long Step
    {
        get => Volatile.Read(ref _step);
        set => Volatile.Write(ref _step, value);
    }
}
