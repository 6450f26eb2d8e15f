using System.Runtime.InteropServices;
using OnBoard.Drivers;
using OnBoard.Drivers.Audio;
using OnBoard.Drivers.Native;

namespace OnBoard.Tests.Unit.Drivers.Audio;

public class AlsaLoudspeakerTests
{
    private static readonly PcmShape Stereo = new(SampleFormat.Signed16, 2, 16000, 160, 640);

    private static short[] Samples(ScriptedPcm pcm) => [.. MemoryMarshal.Cast<byte, short>(pcm.Played.ToArray())];

    [Fact]
    public void Samples_go_to_all_channels_and_are_clipped()
    {
        ScriptedPcm pcm = new(Stereo) { Captures = false };
        using AlsaLoudspeaker loudspeaker = new(pcm);
        loudspeaker.Write([0.5f, -3f, float.NaN]);
        Assert.Equal([16384, 16384, -32767, -32767, 0, 0], Samples(pcm));
    }

    [Fact]
    public void After_an_underrun_the_samples_are_played_all_the_same()
    {
        ScriptedPcm pcm = new(Stereo) { Captures = false };
        using AlsaLoudspeaker loudspeaker = new(pcm);
        pcm.Fail(Errno.BrokenPipe);
        loudspeaker.Write(new float[160]);
        Assert.Equal(1, loudspeaker.Underruns);
        Assert.Equal(320, Samples(pcm).Length);
    }

    [Fact]
    public void A_full_device_is_waited_for_no_longer_than_its_buffer_and_the_rest_is_dropped()
    {
        ScriptedPcm pcm = new(Stereo) { Captures = false, Room = 100 };
        using AlsaLoudspeaker loudspeaker = new(pcm);
        loudspeaker.Write(new float[160]);
        Assert.Equal(60, loudspeaker.DroppedFrames);
        Assert.InRange(pcm.MaxWait, TimeSpan.FromMicroseconds(1), TimeSpan.FromMilliseconds(40));
    }

    [Fact]
    public void A_device_that_is_gone_fails()
    {
        ScriptedPcm pcm = new(Stereo) { Captures = false };
        using AlsaLoudspeaker loudspeaker = new(pcm);
        pcm.Fail(Errno.NoDevice);
        Assert.Throws<DeviceFailedException>(() => loudspeaker.Write(new float[160]));
    }

    [Theory]
    [InlineData(16000)]
    [InlineData(48000)]
    public void Writing_allocates_nothing(int rate)
    {
        ScriptedPcm pcm = new(Stereo with { Rate = rate }) { Captures = false };
        pcm.Played.Capacity = 1 << 20;
        using AlsaLoudspeaker loudspeaker = new(pcm);
        float[] hop = new float[160];
        for (int i = 0; i < 20; i++) loudspeaker.Write(hop);
        Allocations.None(() =>
        {
            for (int i = 0; i < 20; i++) loudspeaker.Write(hop);
        });
    }
}
