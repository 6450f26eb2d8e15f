using CsCheck;
using OnBoard.Drivers.Audio;

namespace OnBoard.Tests.Unit.Drivers.Audio;

public class SampleConversionTests
{
    [Fact]
    public void What_is_written_reads_back_within_the_step_of_the_format() =>
        Gen.Select(Gen.OneOf(SampleFormat.Signed16, SampleFormat.Signed32, SampleFormat.Real32), Gen.Int[1, 8],
            Gen.Float[-1, 1].Array[1, 50]).Sample((format, channels, mono) =>
        {
            PcmShape shape = new(format, channels, 16000, 160, 640);
            byte[] frames = new byte[mono.Length * shape.FrameBytes];
            float[] back = new float[mono.Length];
            SampleConversion.FromMono(mono, frames, shape);
            new ChannelMixer("test", shape, ChannelChoice.Fit, []).Mix(frames, back);
            double step = format == SampleFormat.Signed16 ? 2.0 / 32768 : 1e-6;
            for (int i = 0; i < mono.Length; i++) Assert.InRange(back[i], mono[i] - step, mono[i] + step);
        });

    [Fact]
    public void Channels_are_averaged()
    {
        PcmShape shape = new(SampleFormat.Signed16, 2, 16000, 160, 640);
        float[] mono = new float[2];
        new ChannelMixer("test", shape, ChannelChoice.Fit, []).Mix([0, 0x40, 0, 0, 0, 0x80, 0, 0x80], mono);
        Assert.Equal([0.25f, -1f], mono);
    }

    [Fact]
    public void Full_scale_of_32_bits_does_not_wrap()
    {
        PcmShape shape = new(SampleFormat.Signed32, 1, 16000, 160, 640);
        byte[] frames = new byte[8];
        SampleConversion.FromMono([5f, -5f], frames, shape);
        Assert.Equal(int.MaxValue, BitConverter.ToInt32(frames, 0));
        Assert.Equal(-int.MaxValue, BitConverter.ToInt32(frames, 4));
    }
}
