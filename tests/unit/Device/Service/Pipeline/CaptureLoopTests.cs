using OnBoard.Device.Enhancement;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Drivers;
using OnBoard.Drivers.Audio;

namespace OnBoard.Tests.Unit.Device.Service.Pipeline;

public sealed class CaptureLoopTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly HopRing _ring = new(4);
    private readonly LiveCounters _counters = new();
    private readonly Conditions _conditions = new();

    public void Dispose() => _ring.Dispose();

    [Fact]
    public void Hops_carry_their_number_and_times()
    {
        CaptureLoop loop = Loop(_ => ReadResult.Ok, reopen: null);
        long start = _clock.Nanoseconds;
        loop.Step();
        loop.Step();
        _ring.TryBeginRead(TimeSpan.Zero);
        _ring.EndRead();
        Hop second = _ring.TryBeginRead(TimeSpan.Zero)!;
        Assert.Equal(
            (1, start + 10_000_000, start + 20_000_000), (second.Number, second.CapturedAt, second.ArrivedAt));
        Assert.Equal(0.002f, second.Noisy[159]);
    }

    [Fact]
    public void A_hop_thread_that_is_too_far_behind_loses_hops_which_are_counted()
    {
        CaptureLoop loop = Loop(_ => ReadResult.Ok, reopen: null);
        for (int i = 0; i < 10; i++) Assert.True(loop.Step());
        Assert.Equal(6, _ring.Lost);
    }

    [Fact]
    public void The_end_of_a_recording_ends_the_loop()
    {
        CaptureLoop loop = Loop(read => read < 2 ? ReadResult.Ok : ReadResult.Ended, reopen: null);
        Assert.True(loop.Step());
        Assert.True(loop.Step());
        Assert.False(loop.Step());
        loop.Finish();
        for (int i = 0; i < 2; i++)
        {
            Assert.NotNull(_ring.TryBeginRead(TimeSpan.Zero));
            _ring.EndRead();
        }

        Assert.True(_ring.IsOver);
    }

    [Fact]
    public void A_lost_microphone_is_silence_at_the_same_pace_until_it_returns()
    {
        bool plugged = false;
        CaptureLoop loop = Loop(
            read => read < 2 ? ReadResult.Ok : throw new DeviceFailedException("mic", "was unplugged", "Plug it in"),
            reopen: () => plugged
                ? new ScriptedMicrophone(_clock, _ => ReadResult.Ok)
                : throw new DeviceMissingException("mic", "is not there", "Plug it in"));
        for (int i = 0; i < 3; i++) loop.Step();
        Drain();
        Assert.Equal(["microphone lost"], _conditions.Current);
        Assert.True(_conditions.TryTakeNews(out string news));
        Assert.Contains("was unplugged", news, StringComparison.Ordinal);

        long start = _clock.Nanoseconds;
        for (int i = 0; i < 30; i++)
        {
            loop.Step();
            Drain();
        }

        Assert.Equal(30, _counters.SilentHops);
        Assert.Equal(start + 300_000_000, _clock.Nanoseconds);

        plugged = true;
        for (int i = 0; i < 25; i++)
        {
            loop.Step();
            Drain();
        }

        Assert.Empty(_conditions.Current);
        Assert.InRange(_counters.SilentHops, 40, 51);
    }

    [Fact]
    public void A_microphone_that_is_not_there_at_the_start_is_silence_until_it_comes()
    {
        DeviceMissingException absence = new("mic", "there is no such sound device", "Plug it in");
        bool isThere = false;
        Reconnector<IMicrophone> held = new(
            "microphone", "silence goes out",
            new Slot<IMicrophone>(null, () => isThere ? new ScriptedMicrophone(_clock, _ => ReadResult.Ok) : throw absence, absence),
            _conditions, _clock);
        held.Begin();
        CaptureLoop loop = new(held, _ring, _counters, _clock);
        long start = _clock.Nanoseconds;
        for (int i = 0; i < 200; i++)
        {
            Assert.True(loop.Step());
            Drain();
        }

        Assert.Equal(["no microphone"], _conditions.Current);
        Assert.Equal(200, _counters.SilentHops);
        Assert.Equal(start + 2_000_000_000, _clock.Nanoseconds);
        isThere = true;
        for (int i = 0; i < 250; i++)
        {
            loop.Step();
            Drain();
        }

        Assert.Empty(_conditions.Current);
        Assert.InRange(_counters.SilentHops, 200, 401);
    }

    [Fact]
    public void A_microphone_that_gives_nothing_for_a_second_is_lost()
    {
        CaptureLoop loop = Loop(_ => ReadResult.TimedOut, reopen: null);
        for (int i = 0; i < 9; i++) loop.Step();
        Assert.Empty(_conditions.Current);
        for (int i = 0; i < 2; i++) loop.Step();
        Assert.Equal(["microphone lost"], _conditions.Current);
    }

    [Fact]
    public void A_hop_allocates_nothing()
    {
        CaptureLoop loop = Loop(_ => ReadResult.Ok, reopen: null);
        for (int i = 0; i < 100; i++) One();
        Allocations.None(() =>
        {
            for (int i = 0; i < 100; i++) One();
        });

        void One()
        {
            loop.Step();
            Drain();
        }
    }

    private CaptureLoop Loop(Func<int, ReadResult> script, Func<IMicrophone>? reopen) => new(
        new Reconnector<IMicrophone>(
            "microphone", "silence goes out", new Slot<IMicrophone>(new ScriptedMicrophone(_clock, script), reopen), _conditions, _clock),
        _ring, _counters, _clock);

    private void Drain()
    {
        while (_ring.TryBeginRead(TimeSpan.Zero) is not null) _ring.EndRead();
    }
}
