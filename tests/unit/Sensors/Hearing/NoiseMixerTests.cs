using CsCheck;
using OnBoard.Drivers;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Tests.Unit.Sensors.Hearing;

public sealed class NoiseMixerTests
{
    private static readonly Gen<float[]> Sounds =
        Gen.Float[-1, 1].Array[500, 3_000].Where(sound => Energy(sound) > 1e-3);

    [Fact]
    public void The_ratio_of_the_energies_is_the_one_asked_for() =>
        Gen.Select(Sounds, Sounds, Gen.Double[-15, 20], Gen.Int[0, 5_000]).Sample(
            (clean, noise, ratio, offset) =>
            {
                NoisyMixture mixture = NoiseMixer.Mix(clean, noise, ratio, offset);
                Assert.Equal(ratio, 10 * Math.Log10(Energy(mixture.Clean) / Energy(mixture.Noise)), 1e-3);
            },
            iter: 50);

    [Fact]
    public void Nothing_clips_and_the_mixture_is_the_sum_of_its_parts() =>
        Gen.Select(Sounds, Sounds, Gen.Double[-15, 20]).Sample(
            (clean, noise, ratio) =>
            {
                NoisyMixture mixture = NoiseMixer.Mix(clean, noise, ratio);
                for (int n = 0; n < clean.Length; n++)
                {
                    Assert.InRange(mixture.Noisy[n], -0.9901f, 0.9901f);
                    Assert.Equal(mixture.Clean[n] + mixture.Noise[n], mixture.Noisy[n]);
                    Assert.Equal(mixture.Gain * clean[n], mixture.Clean[n], 1e-6);
                }
            },
            iter: 50);

    [Fact]
    public void Quiet_speech_is_left_at_its_level()
    {
        NoisyMixture mixture = NoiseMixer.Mix(Tone(1_000, 0.1f), Tone(1_000, 0.3f), 0);
        Assert.Equal(1, mixture.Gain);
    }

    [Fact]
    public void Noise_begins_at_the_offset()
    {
        float[] noise = [.. Enumerable.Range(1, 1_000).Select(n => n * 1e-4f)];
        NoisyMixture mixture = NoiseMixer.Mix(Tone(100, 0.1f), noise, 0, noiseOffset: 300);
        Assert.Equal(noise[399] / noise[300], mixture.Noise[99] / mixture.Noise[0], 1e-4);
    }

    [Fact]
    public void Short_noise_starts_over_without_a_click()
    {
        // A slow ramp would jump by its whole height where it starts over, were there no crossfade.
        float[] noise = [.. Enumerable.Range(0, 4_000).Select(n => n / 4_000f)];
        NoisyMixture mixture = NoiseMixer.Mix(Tone(16_000, 0.1f), noise, 20);
        float peak = mixture.Noise.Max();
        for (int n = 1; n < mixture.Noise.Length; n++)
            Assert.True(Math.Abs(mixture.Noise[n] - mixture.Noise[n - 1]) < 0.01f * peak, $"a click at sample {n}");
    }

    [Fact]
    public void The_same_inputs_give_the_same_mixture() => Assert.Equal(
        NoiseMixer.Mix(Tone(2_000, 0.9f), Tone(700, 0.4f), -3, 55).Noisy,
        NoiseMixer.Mix(Tone(2_000, 0.9f), Tone(700, 0.4f), -3, 55).Noisy);

    [Fact]
    public void Silent_empty_or_broken_inputs_are_refused_by_name()
    {
        float[] sound = Tone(100, 0.5f);
        float[] silence = new float[100];
        string Refused(float[] clean, float[] noise) =>
            Assert.Throws<BadInputException>(() => NoiseMixer.Mix(clean, noise, 0)).Subject;
        Assert.Equal("speech", Refused(silence, sound));
        Assert.Equal("speech", Refused([], sound));
        Assert.Equal("noise", Refused(sound, silence));
        Assert.Equal("noise", Refused(sound, []));
        Assert.Equal("noise", Refused(sound, [1, float.NaN]));
        Assert.Equal("noise excerpt", Refused(sound, [.. silence, .. sound]));
    }

    private static float[] Tone(int length, float peak) =>
        [.. Enumerable.Range(0, length).Select(n => peak * MathF.Sin(0.3f * (n + 1)))];

    private static double Energy(float[] samples) => samples.Sum(sample => (double)sample * sample);
}
