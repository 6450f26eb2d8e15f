using OnBoard.Device.Enhancement;
using OnBoard.Device.Experiments.Training;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Tests.Unit.Device.Experiments.Training;

public class MixtureSourceTests
{
    private const int Steps = 250;

    private static readonly int AudioLength = HearingInputs.Length(HearingFeatures.History);
    private static readonly int VideoLength = SightInputs.Length(SightFeatures.History);

    [Fact]
    public void A_lane_gives_the_same_whatever_the_other_lanes_do()
    {
        float[] alone = Collect(Begin(epoch: 1), lane: 1);
        MixtureSource busy = Begin(epoch: 1);
        Collect(busy, lane: 0);
        Collect(busy, lane: 2);
        Assert.Equal(alone, Collect(busy, lane: 1));
    }

    [Fact]
    public void Every_epoch_mixes_afresh() =>
        Assert.NotEqual(Collect(Begin(epoch: 1), lane: 0), Collect(Begin(epoch: 2), lane: 0));

    [Fact]
    public void Targets_are_masks()
    {
        MixtureSource source = Begin(epoch: 1);
        float[] target = new float[AnalysisFormat.Standard.Bands];
        for (int step = 0; step < Steps; step++)
        {
            source.Next(0, new float[AudioLength], new float[VideoLength], target);
            Assert.All(target, value => Assert.InRange(value, 0f, 1f));
        }
    }

    [Fact]
    public void Every_utterance_is_announced_at_its_first_step()
    {
        MixtureSource source = Begin(epoch: 1, MixtureOptions.Plain);
        List<int> begins = [];
        for (int step = 0; step < Steps; step++)
        {
            if (source.Next(0, new float[AudioLength], new float[VideoLength], new float[AnalysisFormat.Standard.Bands]))
                begins.Add(step);
        }

        // Clips of one second, 100 hops, spoken up to 2^0.17 faster or slower.
        Assert.Equal(0, begins[0]);
        Assert.All(begins.Zip(begins.Skip(1), (begin, next) => next - begin), hops => Assert.InRange(hops, 88, 113));
        Assert.InRange(begins.Count, Steps / 113, (Steps / 88) + 1);
    }

    [Fact]
    public void Every_second_utterance_has_no_label_is_heard_or_seen_alone_and_aims_at_what_the_teacher_says_of_both()
    {
        TrainingCorpus corpus = SyntheticSpeech.Corpus();
        MixtureOptions options = MixtureOptions.Plain with { LabelledShare = 0.01, BlindShare = 0 };
        FeatureScaling scaling = ScalingFit.Fit(corpus.Training, corpus.TrainingNoise, options, 1);

        // A teacher without weights says one half of every band: no ideal mask looks like that.
        NetworkParameters teacher = new(new NetworkTopology(new NetworkDescription { Name = "test", Cells = 16, Layers = 1 }));
        MixtureSource source = new(corpus.Training, corpus.TrainingNoise, scaling, options, lanes: 1) { Teacher = teacher };
        source.BeginEpoch(seed: 9, epoch: 1);
        float[] audio = new float[AudioLength], video = new float[VideoLength];
        float[] target = new float[AnalysisFormat.Standard.Bands];
        int labelled = 0, heard = 0, seen = 0;
        for (int utterance = 0; utterance < 2 * (corpus.Training.Count - 1);)
        {
            bool begins = source.Next(0, audio, video, target);
            if (begins) utterance++;
            bool hears = audio.Any(value => value != 0), sees = video.Any(value => value != 0);
            if (!begins) continue;
            bool agrees = target.All(value => value == 0.5f);
            Assert.Equal(utterance % 2 == 0, agrees);
            if (agrees)
            {
                Assert.NotEqual(hears, sees);
                if (hears) heard++;
                else seen++;
            }
            else
            {
                labelled++;
            }
        }

        Assert.Equal(corpus.Training.Count - 1, labelled);
        Assert.Equal(1, MixtureSource.Labelled(options.LabelledShare, corpus.Training.Count));
        Assert.Equal(corpus.Training.Count - 1, heard + seen);
    }

    [Fact]
    public void Talkers_who_are_heard_only_take_the_share_that_is_left_and_nothing_is_seen_of_them()
    {
        SpeechClip[] talkers = [.. Enumerable.Range(21, 4).Select(seed => SyntheticSpeech.Clip(seed) with { Mouth = [], Seen = [] })];
        MixtureSource source = Begin(epoch: 1, MixtureOptions.Plain with { AudioVisualShare = 0.25, BlindShare = 0 }, talkers);
        int utterances = 0, seen = 0;
        float[] video = new float[VideoLength];
        while (utterances < 200)
        {
            if (!source.Next(0, new float[AudioLength], video, new float[AnalysisFormat.Standard.Bands])) continue;
            utterances++;
            if (video.Any(value => value != 0)) seen++;
        }

        Assert.InRange(seen, 30, 75);
        Assert.Equal(6 * 100 + 4 * 100, source.HopsPerPass);
    }

    [Fact]
    public void Weights_favour_bands_that_carry_speech_and_stay_within_bounds_where_nobody_talks()
    {
        double Mean(MixtureOptions options)
        {
            MixtureSource source = Begin(epoch: 1, options);
            float[] weights = new float[AnalysisFormat.Standard.Bands], target = new float[AnalysisFormat.Standard.Bands];
            double sum = 0;
            for (int step = 0; step < Steps; step++)
            {
                source.Next(0, new float[AudioLength], new float[VideoLength], target);
                weights.AsSpan().Fill(1f);
                source.Weigh(0, new float[weights.Length], weights);
                Assert.All(weights, weight => Assert.InRange(weight, 0.1f, 5f * 1.3f * 1.4f));
                sum += weights.Zip(target, (weight, mask) => mask > 0.9f ? weight : 0).Sum() / Math.Max(1e-9, weights.Sum());
            }

            return sum;
        }

        MixtureOptions plain = MixtureOptions.Plain;
        Assert.True(Mean(plain with { SwallowedWeight = 1.3 }) > Mean(plain));
        Assert.True(Mean(plain with { AudibleWeight = 1.4 }) > Mean(plain));
        Assert.Equal(0, Mean(plain with { NoiseAloneShare = 1, SwallowedWeight = 1.3, AudibleWeight = 1.4 }));
    }

    private static MixtureSource Begin(int epoch, MixtureOptions? options = null, IReadOnlyList<SpeechClip>? talkers = null)
    {
        options ??= new MixtureOptions();
        TrainingCorpus corpus = SyntheticSpeech.Corpus();
        FeatureScaling scaling = ScalingFit.Fit(corpus.Training, corpus.TrainingNoise, options, 1);
        MixtureSource source = new(corpus.Training, corpus.TrainingNoise, scaling, options, lanes: 3, talkers);
        source.BeginEpoch(seed: 9, epoch);
        return source;
    }

    private static float[] Collect(MixtureSource source, int lane)
    {
        List<float> all = [];
        float[] audio = new float[AudioLength], video = new float[VideoLength];
        float[] target = new float[AnalysisFormat.Standard.Bands];
        for (int step = 0; step < Steps; step++)
        {
            source.Next(lane, audio, video, target);
            all.AddRange([audio[0], video[0], target[10]]);
        }

        return [.. all];
    }
}
