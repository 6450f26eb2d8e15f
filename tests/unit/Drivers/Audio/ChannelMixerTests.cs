using System.Runtime.InteropServices;
using OnBoard.Drivers;
using OnBoard.Drivers.Audio;

namespace OnBoard.Tests.Unit.Drivers.Audio;

public class ChannelMixerTests
{
    private const int Rate = 16000;

    private readonly List<string> _remarks = [];

    [Theory]
    [InlineData("1", "1")]
    [InlineData("1,3", "1,3")]
    [InlineData("1-4", "1,2,3,4")]
    [InlineData("2, 4-5", "2,4,5")]
    [InlineData("auto", "auto")]
    public void A_choice_is_understood(string text, string told) => Assert.Equal(told, ChannelChoice.Parse(text)!.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("33")]
    [InlineData("1,1")]
    [InlineData("4-2")]
    [InlineData("1-")]
    [InlineData("left")]
    [InlineData("-1")]
    public void What_is_no_choice_is_not_understood(string text) => Assert.Null(ChannelChoice.Parse(text));

    [Fact]
    public void Chosen_channels_are_heard_as_their_mean_and_no_others()
    {
        // Six: four microphones, one dead, the loudspeaker's loop-back in the last.
        float[] mono = Mix("1-4", 0.2, time => [0.1 * time, 0.2 * time, 0.3 * time, 0.4 * time, 0, 0.9]);
        for (int i = 0; i < mono.Length; i++) Assert.Equal(0.25 * i / Rate, mono[i], 1e-4);
    }

    [Fact]
    public void A_dead_channel_is_said_once_and_left_out()
    {
        float[] mono = Mix("auto", 5, time => [Tone(time), 0]);
        Assert.Equal(0.25, Level(mono, 0), 0.01);
        Assert.Equal(0.5, Level(mono, 4), 0.01);
        Assert.Contains("channel 2 is dead", Assert.Single(_remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void A_dead_channel_that_hisses_is_dead() // 46 dB below the other
    {
        Random random = new(1);
        Mix("auto", 3, time => [random.NextDouble() * 0.002, Tone(time)]);
        Assert.Contains("channel 1 is dead", Assert.Single(_remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void Opposite_channels_are_said_once_and_are_not_silence()
    {
        float[] mono = Mix("auto", 5, time => [Tone(time), -Tone(time)]);
        Assert.Equal(0.5, Level(mono, 4), 0.01);
        Assert.Contains("channel 2 is the negative of channel 1", Assert.Single(_remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_first_channel_is_dead_opposite_ones_are_found_among_the_others()
    {
        float[] mono = Mix("auto", 8, time => [0, Tone(time), -Tone(time), Tone(time)]);
        Assert.Equal(0.5, Level(mono, 7), 0.01);
        Assert.Contains(_remarks, remark => remark.Contains("channel 1 is dead", StringComparison.Ordinal));
        Assert.Contains(_remarks, remark => remark.Contains("channel 3 is the negative of channel 2", StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_chosen_stays_and_what_is_wrong_with_it_is_said()
    {
        float[] mono = Mix("1,2", 4, time => [Tone(time), -Tone(time)]);
        Assert.Equal(0, Level(mono, 3), 0.01);
        Assert.Contains("choose others", Assert.Single(_remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_microphones_in_a_room_are_neither_dead_nor_opposite()
    {
        // One 20 dB lower and 2 ms later, each with noise of its own.
        Random random = new(1);
        Mix("auto", 6, time => [Voice(time) + Noise(), (0.1 * Voice(time - 0.002)) + Noise()]);
        Assert.Empty(_remarks);

        double Noise() => 0.005 * (random.NextDouble() - 0.5);
    }

    [Fact]
    public void Silence_is_nobodys_fault()
    {
        Mix("auto", 6, _ => [0, 0]);
        Assert.Empty(_remarks);
    }

    [Fact]
    public void More_than_two_channels_are_said_with_the_option()
    {
        Mix("auto", 0.1, time => [Tone(time), Tone(time), Tone(time)]);
        Assert.Contains("--channels", Assert.Single(_remarks), StringComparison.Ordinal);
    }

    [Fact]
    public void A_channel_that_the_device_has_not_is_an_error()
    {
        DeviceFailedException error = Assert.Throws<DeviceFailedException>(() => Mix("3", 1, _ => [0, 0]));
        Assert.Contains("2 channel(s)", error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void Mixing_allocates_nothing()
    {
        PcmShape shape = new(SampleFormat.Signed16, 2, Rate, 160, 2560);
        ChannelMixer mixer = new("test", shape, ChannelChoice.Fit, _remarks);
        byte[] frames = new byte[640];
        float[] mono = new float[160];
        for (int i = 0; i < 400; i++) mixer.Mix(frames, mono);
        Allocations.None(() =>
        {
            for (int i = 0; i < 400; i++) mixer.Mix(frames, mono);
        });
    }

    private static double Tone(double time) => 0.7071 * Math.Sin(2 * Math.PI * 440 * time);

    /// <summary>Harmonics of 120 Hz, as of a voice.</summary>
    private static double Voice(double time) => Enumerable.Range(1, 12).Sum(n => 0.1 * Math.Sin((2 * Math.PI * 120 * n * time) + n) / n);

    private static double Level(float[] mono, int second)
    {
        double energy = mono.Skip(second * Rate).Take(Rate).Sum(sample => (double)sample * sample);
        return Math.Sqrt(energy / Rate);
    }

    private float[] Mix(string choice, double seconds, Func<double, double[]> channels)
    {
        int count = channels(0).Length;
        PcmShape shape = new(SampleFormat.Real32, count, Rate, 160, 2560);
        ChannelMixer mixer = new("test", shape, ChannelChoice.Parse(choice)!, _remarks);
        float[] mono = new float[(int)(seconds * Rate)];
        float[] frames = [.. Enumerable.Range(0, mono.Length).SelectMany(i => channels((double)i / Rate)).Select(sample => (float)sample)];
        mixer.Mix(MemoryMarshal.AsBytes<float>(frames), mono);
        return mono;
    }
}
