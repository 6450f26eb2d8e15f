using OnBoard.Device.Enhancement;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Tests.Unit.Device.Enhancement.Learning;

/// <summary>Who learns in a quiet room is to do well where it gets loud: what is trained on is as noisy as a loud room.</summary>
public class QuietRoomTests
{
    private static readonly FeatureScaling Scaling = EnhancerModel.Untrained(NetworkDescription.Tiny, seed: 1).Scaling;

    /// <summary>Speech alone, and no noise anywhere: there is enough to learn from once much was said.</summary>
    [Fact]
    public void It_learns_without_noise_of_the_room()
    {
        ReplayMemory replay = new();
        for (int i = 0; i < 7; i++)
        {
            Assert.False(replay.IsReady);
            Speak(replay.TakeSpeech());
        }

        Speak(replay.TakeSpeech());
        Assert.True(replay.IsReady);
        Assert.InRange(RatioTrainedOn(replay), -3, 3);
    }

    /// <summary>Where little was said, noise of the room is waited for; a single stretch of it is not.</summary>
    [Fact]
    public void Noise_is_gathered_first_where_there_is_any()
    {
        ReplayMemory replay = new();
        for (int i = 0; i < 4; i++) Speak(replay.TakeSpeech());
        Hiss(replay.TakeNoise(), 0.001f);
        Assert.False(replay.IsReady);
        for (int i = 0; i < 4; i++) Speak(replay.TakeSpeech());
        Assert.True(replay.IsReady);
        Assert.InRange(RatioTrainedOn(replay), -3, 3);

        replay = new();
        for (int i = 0; i < 4; i++) Speak(replay.TakeSpeech());
        for (int i = 0; i < 3; i++) Hiss(replay.TakeNoise(), 0.001f);
        Assert.True(replay.IsReady);
    }

    /// <summary>A room that is 40 dB below the talker is mixed as if it were as loud as he is; one that is louder, as it is.</summary>
    [Theory]
    [InlineData(0.001f, -3, 3)]
    [InlineData(0.2f, -9, -3)]
    public void A_quiet_room_is_mixed_as_a_loud_one(float level, double least, double most)
    {
        ReplayMemory replay = new();
        for (int i = 0; i < 8; i++) Speak(replay.TakeSpeech());
        for (int i = 0; i < 8; i++) Hiss(replay.TakeNoise(), level);
        Assert.InRange(RatioTrainedOn(replay), least, most);
    }

    /// <summary>The mean ratio of speech to noise, dB, by the ideal masks.</summary>
    private static double RatioTrainedOn(ReplayMemory replay)
    {
        ReplayStore<NoiseStretch> made = new(8);
        ReserveNoise.Fill(made, seed: 1);
        ReplaySource source = new(replay.Speech, replay.Noise, made, 0.5, Scaling);
        source.Restart(1);
        double speech = 0, noise = 0;
        for (int frame = 0; frame < 20_000; frame++)
        {
            source.Next();
            for (int band = 0; band < source.Target.Length; band++)
            {
                double energy = Math.Exp(source.Heard.LogEnergies[band]), share = source.Target[band] * source.Target[band];
                speech += share * energy;
                noise += (1 - share) * energy;
            }
        }

        return 10 * Math.Log10(speech / noise);
    }

    /// <summary>A second of a buzz at 0.1.</summary>
    private static void Speak(SpeechStretch stretch)
    {
        stretch.Hops = AudioFormat.HopsPerSecond;
        Span<float> samples = stretch.Samples.AsSpan(0, stretch.Hops * AudioFormat.HopLength);
        for (int i = 0; i < samples.Length; i++) samples[i] = 0.2f * ((i % 100 / 50f) - 0.5f + (0.2f * MathF.Sin(i)));
        stretch.Energy = Power(samples);
        stretch.FrameOf.AsSpan().Fill(-1);
    }

    private static void Hiss(NoiseStretch stretch, float level)
    {
        Random random = new(1);
        stretch.Hops = NoiseStretch.MaximumHops;
        foreach (ref float sample in stretch.Samples.AsSpan()) sample = level * ((2 * random.NextSingle()) - 1);
        stretch.Energy = Power(stretch.Samples);
    }

    private static float Power(ReadOnlySpan<float> samples)
    {
        float sum = 0;
        foreach (float sample in samples) sum += sample * sample;
        return sum / samples.Length;
    }
}
