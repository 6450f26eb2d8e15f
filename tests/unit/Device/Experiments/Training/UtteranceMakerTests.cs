using System.Numerics.Tensors;
using OnBoard.Device.Experiments.Training;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Tests.Unit.Device.Experiments.Training;

public class UtteranceMakerTests
{
    private static readonly SpeechClip[] Clips = [.. Enumerable.Range(1, 4).Select(seed => SyntheticSpeech.Clip(seed, 2))];

    private static readonly SpeechClip[] Talkers =
    [
        .. Enumerable.Range(21, 6).Select(seed => SyntheticSpeech.Clip(seed, seed % 2 == 0 ? 15 : 4) with { Mouth = [], Seen = [] }),
    ];

    private static readonly float[][] Noises = [SyntheticSpeech.Noise(1), SyntheticSpeech.Noise(2)];

    [Fact]
    public void What_the_microphone_gives_is_speech_and_the_rest_and_of_16_bits()
    {
        foreach (TrainingUtterance utterance in Draw(new MixtureOptions(), 60))
        {
            NoisyMixture mixture = utterance.Mixture;
            Assert.True(TensorPrimitives.MaxMagnitude<float>(mixture.Noisy) is >= -1 and <= 1);
            for (int n = 0; n < mixture.Clean.Length; n++)
            {
                Assert.Equal(mixture.Noisy[n], mixture.Clean[n] + mixture.Noise[n], 3e-7f);
                Assert.Equal(Math.Round(mixture.Noisy[n] * 32768.0), mixture.Noisy[n] * 32768.0);
            }
        }
    }

    [Theory]
    [InlineData(-9)]
    [InlineData(6)]
    public void The_ratio_is_what_was_asked_over_the_speech(double ratio)
    {
        MixtureOptions options = MixtureOptions.Plain with { MinRatio = ratio, MaxRatio = ratio, EqualizerShare = 1, PauseShare = 0 };
        foreach (TrainingUtterance utterance in Draw(options, 20))
        {
            double measured = 10 * Math.Log10(
                TensorPrimitives.SumOfSquares<float>(utterance.Mixture.Clean) / TensorPrimitives.SumOfSquares<float>(utterance.Mixture.Noise));
            Assert.Equal(ratio, measured, 0.02);
            Assert.Equal(ratio, utterance.Ratio, 1e-9);
        }
    }

    [Fact]
    public void Levels_are_between_50_and_10_dB_below_full_scale_and_ratios_cover_the_range()
    {
        TrainingUtterance[] all = [.. Draw(new MixtureOptions(), 200)];
        double[] levels = [.. all.Where(one => one.Talker.Length > 0).Select(one => Decibels(one.Mixture.Clean))];
        Assert.InRange(levels.Min(), -62, -42);
        Assert.InRange(levels.Max(), -20, -6);
        double[] ratios = [.. all.Select(one => one.Ratio).Where(ratio => ratio is > -13 and < 13)];
        Assert.InRange(ratios.Min(), -12, -10);
        Assert.InRange(ratios.Max(), 10, 12);
        Assert.InRange(ratios.Average(), -2.5, 2.5);
    }

    [Fact]
    public void Noise_alone_aims_at_silence_and_speech_alone_has_hardly_any_noise()
    {
        foreach (TrainingUtterance utterance in Draw(new MixtureOptions { NoiseAloneShare = 1 }, 8))
        {
            Assert.Equal("", utterance.Talker);
            Assert.All(utterance.Mixture.Clean, sample => Assert.Equal(0f, sample));
            Assert.True(TensorPrimitives.SumOfSquares<float>(utterance.Mixture.Noise) > 0);
        }

        foreach (TrainingUtterance utterance in Draw(
                     new MixtureOptions { NoiseAloneShare = 0, SpeechAloneShare = 1, ClippedShare = 0, VariesLevel = false }, 8))
        {
            Assert.InRange(utterance.Ratio, 30, 60);
            Assert.InRange(
                10 * Math.Log10(TensorPrimitives.SumOfSquares<float>(utterance.Mixture.Clean) / TensorPrimitives.SumOfSquares<float>(utterance.Mixture.Noise)),
                25, 60);
        }
    }

    [Fact]
    public void Pauses_hold_noise_alone()
    {
        MixtureOptions options = MixtureOptions.Plain with { PauseShare = 1 };
        foreach (TrainingUtterance utterance in Draw(options, 12))
        {
            Assert.InRange(utterance.SpeechFrom, 0.3 * AudioFormat.SampleRate, 1.5 * AudioFormat.SampleRate);
            Assert.All(utterance.Mixture.Clean.AsSpan(0, utterance.SpeechFrom).ToArray(), sample => Assert.Equal(0f, sample));
            Assert.True(Decibels(utterance.Mixture.Noise.AsSpan(0, utterance.SpeechFrom)) > -90);
        }
    }

    [Fact]
    public void Long_recordings_are_cut_into_stretches_and_short_ones_are_not()
    {
        Random random = new(4);
        for (int i = 0; i < 30; i++)
        {
            Assert.InRange(SpeechAugmentation.Stretch(Talkers[1], random).Length / 16_000.0, 1.5, 8);
            Assert.InRange(SpeechAugmentation.Stretch(Talkers[0], random).Length / 16_000.0, 3, 5.3);
        }
    }

    [Fact]
    public void The_same_random_numbers_give_the_same_utterance_and_others_another()
    {
        float[] Mixture(int seed) => new UtteranceMaker(Clips, Talkers, Noises, new MixtureOptions())
            .DrawUnseen(Talkers[2], new Random(seed)).Mixture.Noisy;
        Assert.Equal(Mixture(1), Mixture(1));
        Assert.NotEqual(Mixture(1), Mixture(2));
    }

    [Fact]
    public void Every_kind_of_lips_is_drawn_about_as_often_as_asked()
    {
        UtteranceMaker maker = new(Clips, Talkers, Noises, new MixtureOptions { NoiseAloneShare = 0 });
        Random random = new(3);
        int absent = 0, hidden = 0, shifted = 0, swapped = 0, frozen = 0, right = 0;
        const int count = 400;
        for (int i = 0; i < count; i++)
        {
            TrainingUtterance utterance = maker.Draw(Clips[i % Clips.Length], rightLips: false, random);
            SeenLips seen = utterance.Seen;
            if (seen.Clip is null) absent++;
            else if (seen.Clip.Name != utterance.Talker) swapped++;
            else if (seen.HiddenTo > seen.HiddenFrom) hidden++;
            else if (!double.IsInfinity(seen.FrozenFrom)) frozen++;
            else if (Math.Abs(seen.Start - (utterance.SpeechFrom / 16_000.0)) > 1e-9) shifted++;
            else right++;
        }

        Assert.InRange(absent, 0.1 * count, 0.24 * count);
        Assert.InRange(hidden, 0.04 * count, 0.13 * count);
        Assert.InRange(shifted, 0.025 * count, 0.11 * count);
        Assert.InRange(swapped, 0.015 * count, 0.1 * count);
        Assert.InRange(frozen, 0.02 * count, 0.1 * count);
        Assert.InRange(right, 0.5 * count, 0.7 * count);
        Assert.True(maker.Draw(Clips[0], rightLips: true, random).Seen is { HiddenTo: 0, FrozenFrom: double.PositiveInfinity });
    }

    [Fact]
    public void Babble_is_of_other_talkers()
    {
        // All talkers but the one listened to are silent: babble without him is silent too.
        SpeechClip target = Talkers[0];
        SpeechClip[] voices = [target, .. Enumerable.Range(0, 4).Select(i => new SpeechClip($"mute{i}", new float[16_000], [], [], 25))];
        float[] babble = NoiseAugmentation.Babble(voices, target, 16_000, new Random(1));
        Assert.Equal(0f, TensorPrimitives.MaxMagnitude<float>(babble));
        Assert.NotEqual(0f, TensorPrimitives.MaxMagnitude<float>(NoiseAugmentation.Babble(Talkers, target, 16_000, new Random(1))));
    }

    private static IEnumerable<TrainingUtterance> Draw(MixtureOptions options, int count)
    {
        UtteranceMaker maker = new(Clips, Talkers, Noises, options);
        Random random = new(11);
        for (int i = 0; i < count; i++)
        {
            yield return i % 2 == 0
                ? maker.Draw(Clips[i % Clips.Length], rightLips: false, random)
                : maker.DrawUnseen(Talkers[i % Talkers.Length], random);
        }
    }

    private static double Decibels(ReadOnlySpan<float> samples) =>
        10 * Math.Log10(TensorPrimitives.SumOfSquares(samples) / samples.Length);
}
