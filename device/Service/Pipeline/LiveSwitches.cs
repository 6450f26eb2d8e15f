namespace OnBoard.Device.Service.Pipeline;

/// <summary>What can be switched while the pipeline runs. Any thread may switch; the hop thread looks once a hop.</summary>
public sealed class LiveSwitches
{
    private int _passThrough;

    /// <summary>Whether sound passes unprocessed, with the same delay, so that one may compare.</summary>
    public bool PassThrough
    {
        get => Volatile.Read(ref _passThrough) != 0;
        set => Volatile.Write(ref _passThrough, value ? 1 : 0);
    }
}
