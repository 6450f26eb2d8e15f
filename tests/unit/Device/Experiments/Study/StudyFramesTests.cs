using OnBoard.Device.Enhancement;
using OnBoard.Device.Experiments.Study;
using OnBoard.Fabric.Arithmetic;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Sight;

namespace OnBoard.Tests.Unit.Device.Experiments.Study;

public class StudyFramesTests
{
    private static readonly int AudioLength = HearingInputs.Length(HearingFeatures.History);
    private static readonly int VideoLength = SightInputs.Length(SightFeatures.History);

    private readonly float[] _audio = new float[AudioLength];
    private readonly float[] _video = new float[VideoLength];

    [Fact]
    public void What_is_saved_is_read_again()
    {
        using MemoryStream stream = new();
        using (BinaryWriter writer = new(stream, System.Text.Encoding.UTF8, leaveOpen: true)) SmallStudy.Data.Training.Save(writer);
        stream.Position = 0;
        using BinaryReader reader = new(stream);
        StudyFrames read = StudyFrames.Load(reader);
        Assert.Equal(SmallStudy.Data.Training.Begins, read.Begins);
        Assert.Equal(Events(SmallStudy.Data.Training), Events(read));
    }

    /// <summary>Fewer inputs are the newest: each is what the hop after it hears as the hop before.</summary>
    [Fact]
    public void Fewer_inputs_are_the_newest()
    {
        StudyFrames frames = SmallStudy.Data.Training;
        NetworkDescription coded = SmallStudy.Plan.Coded;
        short[] newest = new short[coded.AudioInputs], all = new short[AudioLength], picture = new short[coded.VideoInputs];
        short[] pictures = new short[VideoLength];
        float[] numbers = new float[coded.AudioInputs];
        bool heard = false;
        for (int frame = frames.Begins[1]; frame + 1 < frames.Begins[2]; frame++)
        {
            frames.Audio(frame, newest);
            frames.Audio(frame + 1, all);
            Assert.Equal(newest, all[newest.Length..(2 * newest.Length)]);
            frames.Inputs(StreamName.Audio, frame, numbers);
            Assert.Equal(newest, numbers.Select(value => (short)(value * EventFormat.One)));
            frames.Video(frame, picture);
            frames.Video(frame, pictures);
            Assert.Equal(picture, pictures[..picture.Length]);
            heard |= newest.AsSpan().ContainsAnyExcept((short)0);
        }

        Assert.True(heard);
    }

    /// <summary>The frames' inputs are those that the live pipeline makes of the same features with the same delta.</summary>
    [Fact]
    public void Held_inputs_are_those_of_the_live_pipeline()
    {
        const int change = 8;
        StudyFrames frames = SmallStudy.Data.Validation, held = frames.Hold(change);
        short[] audio = new short[AudioLength], video = new short[VideoLength];
        for (int utterance = 0; utterance < frames.Utterances; utterance++)
        {
            SentInputs hears = new(AnalysisFormat.Standard.Bands, AudioLength / AnalysisFormat.Standard.Bands, change / 32f);
            SentInputs sees = new(MouthFeatures.Count, VideoLength / MouthFeatures.Count, change / 32f);
            string seen = "";
            for (int frame = frames.Begins[utterance]; frame < frames.Begins[utterance + 1]; frame++)
            {
                frames.Inputs(StreamName.Audio, frame, _audio);
                hears.Push(_audio.AsSpan(0, AnalysisFormat.Standard.Bands));
                frames.Inputs(StreamName.Video, frame, _video);
                if (string.Join(' ', _video) is var sight && sight != seen)
                {
                    sees.Push(_video.AsSpan(0, MouthFeatures.Count));
                    seen = sight;
                }

                held.Inputs(StreamName.Audio, frame, _audio);
                held.Inputs(StreamName.Video, frame, _video);
                Assert.Equal(hears.Values, _audio);
                Assert.Equal(sees.Values, _video);
            }
        }

        Assert.NotEqual(Events(frames), Events(held));
        Assert.Equal(Events(frames), Events(frames.Hold(1)));
    }

    [Fact]
    public void Without_agreement_only_the_labelled_share_is_heard()
    {
        StudyFrames frames = SmallStudy.Data.Training;
        using SpyEngine spy = Feed(frames, labelled: 0.25, agrees: false, frames.Count);
        string[] firsts = [.. spy.Steps.GroupBy(step => step.Utterance).Select(steps => steps.First().Target)];
        Assert.True(firsts.Length > frames.Utterances / 2, $"only {firsts.Length} utterances");
        Assert.Equal((int)Math.Round(0.25 * frames.Utterances), firsts.Distinct().Count());
        Assert.All(spy.Steps, step => Assert.True(step.Knows));
    }

    [Fact]
    public void Where_streams_agree_one_of_them_is_silent_and_no_label_is_looked_at()
    {
        StudyFrames frames = SmallStudy.Data.Training;
        using SpyEngine spy = Feed(frames, labelled: 0.01, agrees: true, 2 * frames.Count);
        SpyEngine.Step[] unlabelled = [.. spy.Steps.Where(step => step.Utterance % 2 == 1)];
        Assert.All(spy.Steps.Except(unlabelled), step => Assert.True(step.Knows));
        Assert.All(unlabelled, step => Assert.False(step.Knows));
        Assert.All(unlabelled, step => Assert.False(step.Hears && step.Sees));
        Assert.Contains(unlabelled, step => step.Hears);
        Assert.Contains(unlabelled, step => step.Sees);
    }

    private static SpyEngine Feed(StudyFrames frames, double labelled, bool agrees, int steps)
    {
        IntegerNetwork first = IntegerNetwork.Quantize(
            NetworkParameters.Initialize(new NetworkTopology(SmallStudy.Plan.Network), seed: 3));
        using FrameFeeder feeder = new(frames, SmallStudy.Plan.Network, seed: 1, labelled, agrees ? first : null);
        SpyEngine spy = new(first, frames);
        for (int step = 0; step < steps; step++) feeder.Train(spy);
        return spy;
    }

    private static short[] Events(StudyFrames frames)
    {
        List<short> all = [];
        short[] audio = new short[AudioLength], video = new short[VideoLength];
        for (int frame = 0; frame < frames.Count; frame++)
        {
            frames.Audio(frame, audio);
            frames.Video(frame, video);
            all.AddRange(audio);
            all.AddRange(video);
        }

        return [.. all];
    }
}
