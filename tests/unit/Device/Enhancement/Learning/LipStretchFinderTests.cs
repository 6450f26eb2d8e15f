using System.Numerics.Tensors;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Sight;

namespace OnBoard.Tests.Unit.Device.Enhancement.Learning;

public class LipStretchFinderTests
{
    [Fact]
    public void What_is_kept_as_speech_is_the_talker_alone()
    {
        HeardMinute heard = HeardMinute.Intermittent.Value;
        ReplayMemory replay = heard.Gather();
        SpeechStretch[] stretches = [.. All(replay.Speech), .. All(replay.HeldOutSpeech)];
        Assert.InRange(stretches.Length, 4, 30);
        foreach (SpeechStretch stretch in stretches)
        {
            int length = stretch.Hops * AudioFormat.HopLength;
            int at = heard.Find(stretch.Samples.AsSpan(0, length));
            double clean = Energy(heard.Clean.AsSpan(at, length));
            double rest = Energy(Difference(heard.Noisy.AsSpan(at, length), heard.Clean.AsSpan(at, length)));
            Assert.True(10 * Math.Log10(clean / rest) > 15, $"at {at}: {10 * Math.Log10(clean / rest):F1} dB");
        }
    }

    [Fact]
    public void What_is_kept_as_noise_is_the_room_without_the_talker()
    {
        HeardMinute heard = HeardMinute.Intermittent.Value;
        ReplayMemory replay = heard.Gather();
        NoiseStretch[] stretches = [.. All(replay.Noise), .. All(replay.HeldOutNoise)];
        Assert.InRange(stretches.Length, 4, 60);
        double talker = 0, noise = 0;
        foreach (NoiseStretch stretch in stretches)
        {
            int length = stretch.Hops * AudioFormat.HopLength;
            int at = heard.Find(stretch.Samples.AsSpan(0, length));
            talker += Energy(heard.Clean.AsSpan(at, length));
            noise += Energy(stretch.Samples.AsSpan(0, length));
        }

        Assert.True(talker < 0.02 * noise, $"{talker / noise:P1} of the noise is the talker");
    }

    [Fact]
    public void In_noise_that_never_goes_nothing_is_taken_for_clear_speech()
    {
        ReplayMemory replay = HeardMinute.Steady.Value.Gather();
        Assert.Equal(0, replay.Speech.Count + replay.HeldOutSpeech.Count);
        Assert.True(replay.Noise.Count > 4);
    }

    [Fact]
    public void The_lips_that_belong_to_a_stretch_are_kept_with_it()
    {
        HeardMinute heard = HeardMinute.Intermittent.Value;
        ReplayMemory replay = heard.Gather();
        SpeechStretch stretch = replay.Speech[0];
        int first = heard.Find(stretch.Samples.AsSpan(0, stretch.Hops * AudioFormat.HopLength)) / AudioFormat.HopLength;
        for (int hop = 0; hop < stretch.Hops; hop++)
        {
            ReadOnlySpan<float> seen = heard.Mouth.AsSpan((first + hop) / 4 * MouthFeatures.Count, MouthFeatures.Count);
            Assert.True(seen.SequenceEqual(stretch.Frame(stretch.FrameOf[hop])), $"hop {hop}");
        }
    }

    [Fact]
    public void Without_lips_nothing_is_kept()
    {
        ReplayMemory replay = new();
        StretchFinder finder = new(replay);
        HeardMinute.Intermittent.Value.Play(_ => finder.SeeNoMouth(), sound => finder.Hear(sound.Span));
        Assert.Equal(0, replay.Fill);
    }

    [Fact]
    public void Lips_that_never_move_tell_nothing()
    {
        ReplayMemory replay = new();
        StretchFinder finder = new(replay);
        Random random = new(1);
        float[] mouth = new float[MouthFeatures.Count];
        HeardMinute.Intermittent.Value.Play(
            _ =>
            {
                foreach (ref float value in mouth.AsSpan()) value = 0.01f * random.NextSingle();
                finder.SeeMouth(mouth);
            },
            sound => finder.Hear(sound.Span));
        Assert.Equal(0, replay.Fill);
        Assert.Contains("it is unknown whether the lips", finder.Findings.Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public void Noise_that_never_goes_is_named_as_the_reason_for_nothing_kept()
    {
        StretchFinder finder = new(new ReplayMemory());
        HeardMinute.Steady.Value.Play(mouth => finder.SeeMouth(mouth.Span), sound => finder.Hear(sound.Span));
        Assert.Equal(0, finder.Findings.Kept);
        Assert.True(finder.Findings.BestClearDecibels < ClearSpeech.MinDecibels);
        Assert.Contains("over the rests around it", finder.Findings.Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public void Hearing_and_seeing_allocates_nothing()
    {
        HeardMinute heard = HeardMinute.Intermittent.Value;
        StretchFinder finder = new(new ReplayMemory());
        heard.Play(mouth => finder.SeeMouth(mouth.Span), sound => finder.Hear(sound.Span));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int hop = 0; hop < HeardMinute.Hops; hop++)
        {
            if (hop % 4 == 0) finder.SeeMouth(heard.Mouth.AsSpan(hop / 4 * MouthFeatures.Count, MouthFeatures.Count));
            finder.Hear(heard.Noisy.AsSpan(hop * AudioFormat.HopLength, AudioFormat.HopLength));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static IEnumerable<T> All<T>(ReplayStore<T> store)
        where T : class, IStretch, new() =>
        Enumerable.Range(0, store.Count).Select(index => store[index]);

    private static double Energy(ReadOnlySpan<float> samples) => TensorPrimitives.SumOfSquares(samples);

    private static float[] Difference(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        float[] difference = new float[a.Length];
        TensorPrimitives.Subtract(a, b, difference);
        return difference;
    }
}
