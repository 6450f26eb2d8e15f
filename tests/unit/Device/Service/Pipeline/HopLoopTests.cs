using OnBoard.Device.Enhancement;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Drivers;
using OnBoard.Drivers.Time;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Cpu;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Sight;

namespace OnBoard.Tests.Unit.Device.Service.Pipeline;

public sealed class HopLoopTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly ScriptedEngine _engine = new(gain: 0f);
    private readonly HopRing _from = new(16);
    private readonly HopRing _to = new(64);
    private readonly MouthMailbox _mailbox = new();
    private readonly LiveCounters _counters = new();
    private readonly Conditions _conditions = new();
    private readonly LiveTap _tap = new();
    private readonly LiveSwitches _switches = new();
    private readonly HopLoop _loop;
    private long _number;

    public HopLoopTests() => _loop = new HopLoop(
        new SpeechEnhancer(_engine, FeatureScaling.Identity), _from, [_to, _tap.Hops], _mailbox, _counters, _conditions,
        _clock, _tap, _switches);

    public void Dispose()
    {
        _from.Dispose();
        _to.Dispose();
        _tap.Dispose();
    }

    [Fact]
    public void A_hop_in_time_is_enhanced()
    {
        for (int i = 0; i < 5; i++) Pass(1f, alternates: true);
        Assert.Equal(0f, Output()[80], 1e-5f);
        Assert.Equal(0, _counters.DeadlineMisses);
        Assert.Equal(5, _counters.Hops);
        Assert.Equal(5, _engine.Counts.Steps);
    }

    [Fact]
    public void A_slow_engine_misses_the_deadline_and_the_sound_passes_unprocessed()
    {
        _engine.AtStep = _ => _clock.Pass(10.1);
        for (int i = 0; i < 5; i++) Pass(1f);
        Assert.All(Output(), sample => Assert.Equal(1f, sample, 1e-5f));
        Assert.Equal(5, _counters.DeadlineMisses);
    }

    /// <summary>The network is in time; the time goes while the sound is handed on.</summary>
    [Fact]
    public void A_hop_that_delivery_makes_late_is_counted_too()
    {
        SlowDelivery clock = new();
        using HopRing from = new(16), to = new(64);
        LiveCounters counters = new();
        HopLoop loop = new(
            new SpeechEnhancer(_engine, FeatureScaling.Identity), from, [to], _mailbox, counters, _conditions, clock);
        for (int i = 0; i < 3; i++)
        {
            Hop hop = from.TryBeginWrite()!;
            (hop.CapturedAt, hop.ArrivedAt) = (clock.Now - HopLoop.HopNanoseconds, clock.Now);
            Alternate(hop.Noisy);
            from.EndWrite();
            clock.LooksInTime = 3; // before inference, at its beginning, after it
            loop.Step();
        }

        Assert.Equal((3, 3), (counters.Hops, counters.DeadlineMisses));
        Hop? last = null;
        while (to.TryBeginRead(TimeSpan.Zero) is { } delivered)
        {
            last = delivered;
            to.EndRead();
        }

        // It was enhanced all the same: what had become late was not the network.
        Assert.Equal(HopOutcome.Enhanced, last!.Outcome);
        Assert.Equal(0f, last.Enhanced[80], 1e-5f);
    }

    [Fact]
    public void An_engine_that_just_keeps_the_deadline_is_listened_to()
    {
        _engine.AtStep = _ => _clock.Pass(10);
        for (int i = 0; i < 5; i++) Pass(1f, alternates: true);
        Assert.All(Output(), sample => Assert.Equal(0f, sample, 1e-5f));
        Assert.Equal(0, _counters.DeadlineMisses);
    }

    [Fact]
    public void A_hop_that_waited_past_its_deadline_does_not_ask_the_network()
    {
        for (int i = 0; i < 10; i++) Put(1f);
        _clock.Pass(50);
        for (int i = 0; i < 10; i++) Assert.True(_loop.Step());
        Assert.Equal(0, _engine.Counts.Steps);
        Assert.Equal(10, _counters.DeadlineMisses);
        Assert.All(Output(), sample => Assert.Equal(1f, sample, 1e-5f));
        Pass(1f);
        Assert.Equal(1, _engine.Counts.Steps);
    }

    [Fact]
    public void Latency_is_from_the_end_of_the_hop_to_its_delivery()
    {
        _engine.AtStep = _ => _clock.Pass(3);
        Pass(1f);
        Assert.Equal(3_000_000, _counters.Latency.Max);
    }

    [Fact]
    public void Noisy_and_clean_go_out_with_the_enhanced_sound_of_the_same_moment()
    {
        for (int i = 1; i <= 3; i++) Pass(i, clean: 10 * i);
        _to.TryBeginRead(TimeSpan.Zero);
        _to.EndRead();
        Hop second = _to.TryBeginRead(TimeSpan.Zero)!;
        Assert.Equal((0, 1f, 10f, true), (second.Number, second.Noisy[0], second.Clean[0], second.HasReference));
    }

    [Fact]
    public void A_frame_counts_from_the_hop_that_ends_after_it_was_taken()
    {
        float[] features = [.. Enumerable.Repeat(1f, 64)];
        long start = _clock.Nanoseconds;
        _mailbox.Post(features, start + 15_000_000, found: true);
        Pass(1f);
        Assert.Equal(0f, _engine.Video[0]);
        Pass(1f);
        Assert.Equal(1f, _engine.Video[0]);
    }

    [Fact]
    public void Frames_half_a_second_old_are_forgotten()
    {
        _mailbox.Post([.. Enumerable.Repeat(1f, 64)], _clock.Nanoseconds, found: true);
        for (int i = 0; i < 49; i++) Pass(1f);
        Assert.Equal(1f, _engine.Video[0]);
        for (int i = 0; i < 2; i++) Pass(1f);
        Assert.Equal(0f, _engine.Video[0]);
    }

    [Fact]
    public void A_failing_engine_is_said_so_and_rested_for_a_second_while_sound_passes()
    {
        bool broken = true;
        _engine.AtStep = _ =>
        {
            if (broken) throw new DeviceFailedException("accelerator", "no interrupt came", "Load the fabric again");
        };
        for (int i = 0; i < 5; i++) Pass(1f);
        Assert.Equal(["engine failed"], _conditions.Current);
        Assert.All(Output(), sample => Assert.Equal(1f, sample, 1e-5f));
        Assert.Equal(0, _counters.DeadlineMisses);

        broken = false;
        for (int i = 0; i < 100; i++) Pass(1f);
        Assert.Empty(_conditions.Current);
        Assert.InRange(_engine.Counts.Steps, 1, 6);
    }

    [Fact]
    public void The_loop_ends_with_its_source_and_ends_what_follows()
    {
        Put(1f);
        _from.Complete();
        Assert.True(_loop.Step());
        Assert.False(_loop.Step());
        _loop.Finish();
        Assert.NotNull(_to.TryBeginRead(TimeSpan.Zero));
        _to.EndRead();
        Assert.True(_to.IsOver);
        Assert.True(_engine.Disposed);
    }

    [Fact]
    public void Switched_off_the_sound_passes_unprocessed_while_the_network_goes_on_hearing()
    {
        _switches.PassThrough = true;
        for (int i = 0; i < 5; i++) Pass(1f);
        Assert.All(Output(), sample => Assert.Equal(1f, sample, 1e-5f));
        Assert.Equal((5, 0), (_engine.Counts.Steps, _counters.DeadlineMisses));
    }

    [Fact]
    public void Whoever_watches_sees_the_cells_of_the_hop_and_loses_hops_rather_than_keep_the_loop_waiting()
    {
        _tap.IsWatched = true;
        for (int i = 0; i < 9; i++) Pass(1f);
        Assert.True(_tap.Cells.TryFetch());
        Assert.Equal(8, _tap.Cells.Latest.Hop);
        Assert.All(_tap.Cells.Latest.Outputs, output => Assert.Equal(9, output));
        for (int i = 0; i < 100; i++) Pass(1f);
        Assert.Equal(109, _counters.Hops);
        Assert.True(_tap.Hops.Lost > 0);
    }

    [Fact]
    public void Unwatched_the_cells_are_left_alone()
    {
        for (int i = 0; i < 20; i++) Pass(1f);
        Assert.False(_tap.Cells.TryFetch());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_hop_allocates_nothing(bool watched)
    {
        _tap.IsWatched = watched;
        float[] features = new float[64];
        for (int i = 0; i < 300; i++) One();
        Allocations.None(() =>
        {
            for (int i = 0; i < 100; i++) One();
        });

        void One()
        {
            _mailbox.Post(features, _clock.Nanoseconds, found: true);
            Pass(0.1f);
            _to.TryBeginRead(TimeSpan.Zero);
            _to.EndRead();
        }
    }

    [Fact]
    public void What_was_learned_is_taken_over_after_a_hop_and_allocates_nothing()
    {
        IntegerNetwork start = EnhancerModel.Untrained(FormerNetworks.Tiny, 1).Integers, learned = start.Clone();
        foreach (short[] weights in learned.Weights) weights.AsSpan().Fill(7);
        CpuEngine engine = new(start);
        WeightMailbox mailbox = new(start.Topology);
        using HopRing from = new(16), to = new(64);
        SpeechEnhancer enhancer = new(new FeatureEngine(engine), FeatureScaling.Identity);
        HopLoop loop = new(enhancer, from, [to], _mailbox, _counters, _conditions, _clock, weights: mailbox);
        for (int i = 0; i < 200; i++) One();
        Assert.Equal(0, enhancer.Guard.Trust);
        mailbox.Post(learned);
        mailbox.Trust = 0.5f;
        long before = GC.GetAllocatedBytesForCurrentThread();
        One();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        IntegerNetwork now = start.Clone();
        engine.ReadWeights(now);
        Assert.All(now.Weights, weights => Assert.All(weights, weight => Assert.Equal(7, weight)));
        Assert.Equal(0.5f, enhancer.Guard.Trust);

        void One()
        {
            Hop hop = from.TryBeginWrite()!;
            hop.CapturedAt = _clock.Nanoseconds;
            _clock.Pass(10);
            hop.ArrivedAt = _clock.Nanoseconds;
            from.EndWrite();
            loop.Step();
            to.TryBeginRead(TimeSpan.Zero);
            to.EndRead();
        }
    }

    [Fact]
    public void What_was_seen_goes_out_with_the_sound_of_its_hop()
    {
        float[] features = [.. Enumerable.Repeat(2f, 64)];
        _mailbox.Post(features, _clock.Nanoseconds, found: true);
        Pass(1f);
        Pass(2f);
        Pass(3f);
        _to.TryBeginRead(TimeSpan.Zero);
        _to.EndRead();
        Hop first = _to.TryBeginRead(TimeSpan.Zero)!;
        Assert.Equal((1f, SightChange.Mouth, 2f), (first.Noisy[0], first.Sight, first.Mouth[5]));
        _to.EndRead();
        Assert.Equal(SightChange.None, _to.TryBeginRead(TimeSpan.Zero)!.Sight);
    }

    /// <summary>A hop is captured in 10 ms and processed at once.</summary>
    private void Pass(float level, float? clean = null, bool alternates = false)
    {
        Put(level, clean, alternates);
        _loop.Step();
    }

    private void Put(float level, float? clean = null, bool alternates = false)
    {
        Hop hop = _from.TryBeginWrite()!;
        hop.Number = _number++;
        hop.CapturedAt = _clock.Nanoseconds;
        _clock.Pass(10);
        hop.ArrivedAt = _clock.Nanoseconds;
        hop.Noisy.AsSpan().Fill(level);
        if (alternates) Alternate(hop.Noisy);
        hop.Clean.AsSpan().Fill(clean ?? 0);
        hop.HasReference = clean is not null;
        _from.EndWrite();
    }

    /// <summary>The highest tone, faint: a gain of 0 leaves less of it than is looked for; an offset would pass.</summary>
    private static void Alternate(float[] samples)
    {
        for (int n = 0; n < samples.Length; n++) samples[n] = n % 2 == 0 ? 0.1f : -0.1f;
    }

    /// <summary>The enhanced sound of the newest hop.</summary>
    private float[] Output()
    {
        float[] newest = [];
        while (_to.TryBeginRead(TimeSpan.Zero) is { } hop)
        {
            newest = [.. hop.Enhanced];
            _to.EndRead();
        }

        return newest;
    }

    /// <summary>A clock that stands still for a few looks and then jumps.</summary>
    private sealed class SlowDelivery : IClock
    {
        public long Now { get; private set; } = 1_000_000_000;

        public int LooksInTime { get; set; }

        public long Nanoseconds => LooksInTime-- > 0 ? Now : Now += 20_000_000;

        public void SleepUntil(long nanoseconds) => Now = Math.Max(Now, nanoseconds);
    }
}
