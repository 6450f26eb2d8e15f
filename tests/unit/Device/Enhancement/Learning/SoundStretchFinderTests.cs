using System.Numerics.Tensors;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Tests.Unit.Device.Enhancement.Learning;

public class SoundStretchFinderTests
{
    [Fact]
    public void What_is_kept_as_speech_by_ear_is_the_talker_alone()
    {
        HeardMinute heard = HeardMinute.Intermittent.Value;
        ReplayMemory replay = Listen(heard, out StretchFindings findings);
        SpeechStretch[] stretches = [.. All(replay.Speech), .. All(replay.HeldOutSpeech)];
        Assert.InRange(stretches.Length, 4, 40);
        Assert.Equal(stretches.Length, findings.Kept);
        foreach (SpeechStretch stretch in stretches)
        {
            int length = stretch.Hops * AudioFormat.HopLength;
            int at = heard.Find(stretch.Samples.AsSpan(0, length));
            double clean = TensorPrimitives.SumOfSquares<float>(heard.Clean.AsSpan(at, length));
            double rest = 0;
            for (int i = at; i < at + length; i++) rest += Math.Pow(heard.Noisy[i] - heard.Clean[i], 2);
            Assert.True(10 * Math.Log10(clean / rest) > 12, $"at {at}: {10 * Math.Log10(clean / rest):F1} dB");
            Assert.All(stretch.FrameOf, frame => Assert.Equal(-1, frame));
        }
    }

    [Fact]
    public void What_is_kept_as_noise_by_ear_is_mostly_the_room()
    {
        HeardMinute heard = HeardMinute.Intermittent.Value;
        ReplayMemory replay = Listen(heard, out _);
        NoiseStretch[] stretches = [.. All(replay.Noise), .. All(replay.HeldOutNoise)];
        Assert.True(stretches.Length >= 4);
        double talker = 0, noise = 0;
        foreach (NoiseStretch stretch in stretches)
        {
            int length = stretch.Hops * AudioFormat.HopLength;
            int at = heard.Find(stretch.Samples.AsSpan(0, length));
            talker += TensorPrimitives.SumOfSquares<float>(heard.Clean.AsSpan(at, length));
            noise += TensorPrimitives.SumOfSquares<float>(stretch.Samples.AsSpan(0, length));
        }

        Assert.True(talker < 0.1 * noise, $"{talker / noise:P1} of the noise is the talker");
    }

    [Fact]
    public void In_noise_that_never_goes_nothing_is_clear_and_it_is_said_why()
    {
        ReplayMemory replay = Listen(HeardMinute.Steady.Value, out StretchFindings findings);
        Assert.Equal(0, replay.Speech.Count + replay.HeldOutSpeech.Count);
        Assert.Equal(0, findings.Kept);
        Assert.DoesNotContain("were kept", findings.Explain(), StringComparison.Ordinal);
    }

    [Fact]
    public void Hearing_allocates_nothing()
    {
        HeardMinute heard = HeardMinute.Intermittent.Value;
        SoundStretchFinder finder = new(new ReplayMemory());
        heard.Play(_ => { }, sound => finder.Hear(sound.Span));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int hop = 0; hop < 1000; hop++)
            finder.Hear(heard.Noisy.AsSpan(hop * AudioFormat.HopLength, AudioFormat.HopLength));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static ReplayMemory Listen(HeardMinute heard, out StretchFindings findings)
    {
        ReplayMemory replay = new();
        SoundStretchFinder finder = new(replay);
        heard.Play(_ => { }, sound => finder.Hear(sound.Span));
        findings = finder.Findings;
        return replay;
    }

    private static IEnumerable<T> All<T>(ReplayStore<T> store)
        where T : class, IStretch, new() =>
        Enumerable.Range(0, store.Count).Select(index => store[index]);
}
