using OnBoard.Drivers.Audio;
using OnBoard.Drivers.Native;

namespace OnBoard.Tests.Unit.Drivers.Audio;

/// <summary>
/// A PCM with the rules of the kernel's: after an overrun it fails until prepared, and captures nothing until started.
/// </summary>
internal sealed class ScriptedPcm(PcmShape shape) : IPcm
{
    private readonly Queue<int> _faults = new();
    private bool _prepared = true;
    private short _next;

    public bool Captures { get; init; } = true;
    public bool Running { get; private set; }
    public bool Closed { get; private set; }
    public int Ready { get; set; }
    public int Room { get; set; } = int.MaxValue;
    public long StampedAt { get; set; }
    public int ResumeAnswer { get; set; }
    public List<byte> Played { get; } = [];
    public TimeSpan MaxWait { get; private set; }
    public string Name => "scripted";
    public PcmShape Shape => shape;

    /// <summary>The next transfer fails so.</summary>
    public void Fail(int errno) => _faults.Enqueue(errno);

    public int Wait(TimeSpan timeout)
    {
        if (timeout > MaxWait) MaxWait = timeout;
        if (_faults.Count > 0 || !_prepared) return 1;
        bool able = Captures ? Running && Ready > 0 : Room > 0;
        if (!able && timeout > TimeSpan.Zero) Thread.Sleep(timeout);
        return able ? 1 : 0;
    }

    public int Read(Span<byte> frames)
    {
        if (Fault() is var fault and < 0) return fault;
        if (!Running || Ready == 0) return -Errno.Again;
        int count = Math.Min(frames.Length / shape.FrameBytes, Ready);
        for (int i = 0; i < count * shape.Channels; i++) BitConverter.TryWriteBytes(frames[(2 * i)..], _next++);
        Ready -= count;
        return count;
    }

    public int Write(ReadOnlySpan<byte> frames)
    {
        if (Fault() is var fault and < 0) return fault;
        int count = Math.Min(frames.Length / shape.FrameBytes, Room);
        if (count == 0) return -Errno.Again;
        Played.AddRange(frames[..(count * shape.FrameBytes)]);
        Room -= count;
        return count;
    }

    public int Position(out int available, out long at)
    {
        (available, at) = (Ready, StampedAt);
        return 0;
    }

    public int Prepare()
    {
        _prepared = true;
        return 0;
    }

    public int Start()
    {
        Running = true;
        return 0;
    }

    public int Resume()
    {
        if (ResumeAnswer == 0) (_prepared, Running) = (true, true);
        return ResumeAnswer;
    }

    public int Drain() => 0;

    public void Dispose() => Closed = true;

    private int Fault()
    {
        if (_faults.TryDequeue(out int errno))
        {
            (_prepared, Running) = (false, false);
            return -errno;
        }

        return _prepared ? 0 : -Errno.BadState;
    }
}
