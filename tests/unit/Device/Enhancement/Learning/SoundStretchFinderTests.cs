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

    [Theory]
    [InlineData(14, 1)]
    [InlineData(10.5, 1)] // who speaks densely
    [InlineData(6, 0)] // something fills the gaps
    public void What_falls_back_between_sounds_is_speech(double dip, int kept)
    {
        StretchFindings findings = Listen([.. Rest(0.5), .. Voice(2.4, dip), .. Rest(0.4)]);
        Assert.Equal((kept, 1 - kept), (findings.Kept, findings.NoDips));
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
        SoundStretchFinder finder = new(new ReplayMemory(), new StretchFindings());
        heard.Play(_ => { }, sound => finder.Hear(sound.Span));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int hop = 0; hop < 1000; hop++)
            finder.Hear(heard.Noisy.AsSpan(hop * AudioFormat.HopLength, AudioFormat.HopLength));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>A voice of 130 Hz whose sounds fall back by so many dB for a fifth of the time.</summary>
    private static float[] Voice(double seconds, double dip)
    {
        float[] sound = new float[(int)(seconds * AudioFormat.SampleRate)];
        double low = Math.Pow(10, -dip / 20);
        for (int i = 0; i < sound.Length; i++)
        {
            double time = (double)i / AudioFormat.SampleRate, sample = 0;
            for (int harmonic = 1; harmonic <= 20; harmonic++) sample += Math.Cos(2 * Math.PI * 130 * harmonic * time) / harmonic;
            sound[i] = (float)(0.05 * sample * (time % 0.4 is > 0.2 and < 0.28 ? low : 1));
        }

        return sound;
    }

    private static float[] Rest(double seconds)
    {
        float[] rest = new float[(int)(seconds * AudioFormat.SampleRate)];
        Random random = new(5);
        foreach (ref float sample in rest.AsSpan()) sample = 2e-4f * (random.NextSingle() - 0.5f);
        return rest;
    }

    private static StretchFindings Listen(float[] sound)
    {
        StretchFindings findings = new();
        SoundStretchFinder finder = new(new ReplayMemory(), findings);
        for (int at = 0; at + AudioFormat.HopLength <= sound.Length; at += AudioFormat.HopLength)
            finder.Hear(sound.AsSpan(at, AudioFormat.HopLength));
        return findings;
    }

    private static ReplayMemory Listen(HeardMinute heard, out StretchFindings findings)
    {
        ReplayMemory replay = new();
        findings = new StretchFindings();
        SoundStretchFinder finder = new(replay, findings);
        heard.Play(_ => { }, sound => finder.Hear(sound.Span));
        return replay;
    }

    private static IEnumerable<T> All<T>(ReplayStore<T> store)
        where T : class, IStretch, new() =>
        Enumerable.Range(0, store.Count).Select(index => store[index]);
}
