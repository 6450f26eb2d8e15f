using OnBoard.Drivers.Audio;
using OnBoard.Drivers.Native;
using OnBoard.Drivers.Time;

namespace OnBoard.Tests.Unit.Drivers.Audio;

/// <summary>A capture device that runs in real time, at another rate than it says where told so; 100 Hz on its first channel.</summary>
/// <param name="shape">What it says.</param>
/// <param name="rate">What it does, frames per second.</param>
internal sealed class ClockedPcm(PcmShape shape, int rate) : IPcm
{
    private long _startedAt, _taken;
    private bool _broken;

    public bool Closed { get; private set; }

    public string Name => "clocked";

    public PcmShape Shape => shape;

    private long Captured => _startedAt == 0 ? 0 : (MonotonicClock.Nanoseconds - _startedAt) * rate / 1_000_000_000;

    public int Wait(TimeSpan timeout)
    {
        long deadline = MonotonicClock.Nanoseconds + (long)timeout.TotalNanoseconds;
        while (!_broken && Captured - _taken < shape.Period)
        {
            if (MonotonicClock.Nanoseconds >= deadline) return 0;
            Thread.Sleep(1);
        }

        return 1;
    }

    public int Read(Span<byte> frames)
    {
        if (_broken || Captured - _taken > shape.Buffer)
        {
            _broken = true;
            return -Errno.BrokenPipe;
        }

        int count = (int)Math.Min(frames.Length / shape.FrameBytes, Captured - _taken);
        if (count == 0) return -Errno.Again;
        for (int i = 0; i < count; i++)
        {
            short sample = (short)(10000 * Math.Sin(2 * Math.PI * 100 * (_taken + i) / rate));
            for (int c = 0; c < shape.Channels; c++) BitConverter.TryWriteBytes(frames[(((i * shape.Channels) + c) * 2)..], sample);
        }

        _taken += count;
        return count;
    }

    public int Position(out int available, out long at)
    {
        at = MonotonicClock.Nanoseconds;
        available = (int)((at - _startedAt) * rate / 1_000_000_000 - _taken);
        return 0;
    }

    public int Prepare()
    {
        _broken = false;
        return 0;
    }

    public int Start()
    {
        (_startedAt, _taken) = (MonotonicClock.Nanoseconds, 0);
        return 0;
    }

    public int Write(ReadOnlySpan<byte> frames) => throw new NotSupportedException();

    public int Resume() => throw new NotSupportedException();

    public int Drain() => 0;

    public void Dispose() => Closed = true;
}
