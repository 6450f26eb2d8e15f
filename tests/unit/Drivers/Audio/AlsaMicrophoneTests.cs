using OnBoard.Drivers;
using OnBoard.Drivers.Audio;
using OnBoard.Drivers.Native;
using OnBoard.Drivers.Time;

namespace OnBoard.Tests.Unit.Drivers.Audio;

public class AlsaMicrophoneTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private static readonly PcmShape Native = new(SampleFormat.Signed16, 1, 16000, 160, 2560);

    [Fact]
    public void A_hop_bears_the_time_of_its_first_sample()
    {
        // 400 frames wait at a moment: the first of them was captured 25 ms before it, the next hop's 15 ms before.
        ScriptedPcm pcm = new(Native) { Ready = 400, StampedAt = 9_000_000_000 };
        using AlsaMicrophone microphone = new(pcm);
        float[] hop = new float[160];

        Assert.Equal(ReadResult.Ok, microphone.Read(hop, out long first, Soon));
        Assert.Equal(8_975_000_000, first);
        Assert.Equal(0, hop[0]);
        Assert.Equal(159 / 32768f, hop[159]);
        Assert.Equal(ReadResult.Ok, microphone.Read(hop, out long second, Soon));
        Assert.Equal(8_985_000_000, second);
        Assert.Equal(160 / 32768f, hop[0]);
        Assert.True(microphone.HasKernelTime);
    }

    [Fact]
    public void A_device_without_time_stamps_is_stamped_on_reading()
    {
        ScriptedPcm pcm = new(Native) { Ready = 160 };
        using AlsaMicrophone microphone = new(pcm);
        long before = MonotonicClock.Nanoseconds;
        microphone.Read(new float[160], out long at, Soon);
        Assert.InRange(at, before - 10_000_000, MonotonicClock.Nanoseconds - 10_000_000);
        Assert.False(microphone.HasKernelTime);
    }

    [Fact]
    public void A_resampled_hop_bears_the_time_of_its_first_sample()
    {
        PcmShape shape = new(SampleFormat.Signed16, 2, 48000, 480, 7680);
        ScriptedPcm pcm = new(shape) { Ready = 4800, StampedAt = 9_000_000_000 };
        using AlsaMicrophone microphone = new(pcm);
        Assert.Equal(ReadResult.Ok, microphone.Read(new float[160], out long at, Soon));
        Assert.InRange(at, 8_900_000_000 - 10, 8_900_000_000 + 10);
    }

    [Fact]
    public void Part_of_a_hop_is_kept_over_a_time_out()
    {
        ScriptedPcm pcm = new(Native) { Ready = 100, StampedAt = 1 };
        using AlsaMicrophone microphone = new(pcm);
        float[] hop = new float[160];
        Array.Fill(hop, 7);
        Assert.Equal(ReadResult.TimedOut, microphone.Read(hop, out _, TimeSpan.FromMilliseconds(2)));
        Assert.All(hop, sample => Assert.Equal(7, sample));

        pcm.Ready = 60;
        Assert.Equal(ReadResult.Ok, microphone.Read(hop, out _, Soon));
        Assert.Equal(159 / 32768f, hop[159]);
    }

    [Fact]
    public void After_an_overrun_capture_really_runs_again_and_a_hop_has_no_gap()
    {
        ScriptedPcm pcm = new(Native) { Ready = 100, StampedAt = 1 };
        using AlsaMicrophone microphone = new(pcm);
        float[] hop = new float[160];
        microphone.Read(hop, out _, TimeSpan.Zero);
        pcm.Fail(Errno.BrokenPipe);
        pcm.Ready = 160;

        Assert.Equal(ReadResult.Ok, microphone.Read(hop, out _, Soon));
        Assert.Equal(1, microphone.Overruns);
        Assert.True(pcm.Running);
        Assert.Equal(100 / 32768f, hop[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-Errno.Invalid)]
    public void A_suspend_is_left_by_resume_or_where_it_cannot_by_a_new_start(int resume)
    {
        ScriptedPcm pcm = new(Native) { Ready = 160, StampedAt = 1, ResumeAnswer = resume };
        using AlsaMicrophone microphone = new(pcm);
        pcm.Fail(Errno.Suspended);
        Assert.Equal(ReadResult.Ok, microphone.Read(new float[160], out _, Soon));
        Assert.True(pcm.Running);
        Assert.Equal(1, microphone.Overruns);
    }

    [Fact]
    public void A_device_that_overruns_for_ever_fails()
    {
        ScriptedPcm pcm = new(Native) { Ready = 160, StampedAt = 1 };
        using AlsaMicrophone microphone = new(pcm);
        for (int i = 0; i < 100; i++) pcm.Fail(Errno.BrokenPipe);
        Assert.Throws<DeviceFailedException>(() => microphone.Read(new float[160], out _, Soon));
    }

    [Theory]
    [InlineData(Errno.NoDevice, "unplugged")]
    [InlineData(Errno.InputOutput, "broke off")]
    public void A_device_that_is_gone_fails_with_the_cause(int errno, string cause)
    {
        ScriptedPcm pcm = new(Native) { Ready = 160, StampedAt = 1 };
        AlsaMicrophone microphone = new(pcm);
        pcm.Fail(errno);
        DeviceFailedException failure =
            Assert.Throws<DeviceFailedException>(() => microphone.Read(new float[160], out _, Soon));
        Assert.Contains(cause, failure.Cause, StringComparison.Ordinal);
        microphone.Dispose();
        Assert.True(pcm.Closed);
    }

    [Fact]
    public void More_than_a_second_at_once_is_refused()
    {
        using AlsaMicrophone microphone = new(new ScriptedPcm(Native));
        Assert.Throws<ArgumentException>(() => microphone.Read(new float[16001], out _, Soon));
    }

    [Theory]
    [InlineData(16000)]
    [InlineData(44100)]
    public void Reading_allocates_nothing(int rate)
    {
        ScriptedPcm pcm = new(Native with { Rate = rate, Buffer = 1 << 20 }) { Ready = 1 << 19, StampedAt = 1 };
        using AlsaMicrophone microphone = new(pcm);
        float[] hop = new float[160];
        for (int i = 0; i < 20; i++) microphone.Read(hop, out _, Soon);
        Allocations.None(() =>
        {
            for (int i = 0; i < 50; i++) microphone.Read(hop, out _, Soon);
        });
    }
}
