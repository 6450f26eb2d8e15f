using OnBoard.Device.Pipeline;
using OnBoard.Device.Study;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Tests.Unit.Device.Study;

public class StudyFramesTests
{
    private readonly float[] _audio = new float[NetworkInputs.AudioLength];
    private readonly float[] _video = new float[NetworkInputs.VideoLength];
    private readonly float[] _target = new float[AudioFormat.Bands];

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

    [Fact]
    public void Threshold_silences_exactly_the_events_nearer_to_zero()
    {
        short[] before = Events(SmallStudy.Data.Validation), after = Events(SmallStudy.Data.Validation.Silence(16));
        Assert.Equal(before.Select(value => Math.Abs((int)value) < 16 ? (short)0 : value), after);
        Assert.Contains(after, value => value != 0);
        Assert.NotEqual(before, after);
    }

    [Fact]
    public void Without_agreement_only_the_labelled_share_is_heard()
    {
        StudyFrames frames = SmallStudy.Data.Training;
        FrameSource source = new(frames, lanes: 1, seed: 1, labelled: 0.25);
        int begun = 0;
        HashSet<string> heard = [];
        for (int step = 0; step < 2 * frames.Count; step++)
        {
            if (!source.Next(0, _audio, _video, _target)) continue;
            begun++;
            heard.Add(string.Join(' ', _target));
        }

        Assert.Equal((int)Math.Round(0.25 * frames.Utterances), source.Labelled);
        Assert.True(begun > 2 * source.Labelled, $"{begun} utterances");
        Assert.True(heard.Count <= source.Labelled, $"{heard.Count} different first frames");
    }

    [Fact]
    public void Where_streams_agree_one_of_them_is_silent_in_all_but_the_labelled_utterances()
    {
        StudyFrames frames = SmallStudy.Data.Training;
        NetworkParameters teacher = NetworkParameters.Initialize(new NetworkTopology(SmallStudy.Plan.Network), seed: 3);
        FrameSource source = new(frames, lanes: 1, seed: 1, labelled: 0.01, teacher);
        int hears = 0, sees = 0, both = 0;
        for (int step = 0; step < frames.Count; step++)
        {
            source.Next(0, _audio, _video, _target);
            bool heard = _audio.Any(value => value != 0), seen = _video.Any(value => value != 0);
            if (heard && seen) both++;
            else if (heard) hears++;
            else sees++;
        }

        int longest = Enumerable.Range(0, frames.Utterances).Max(i => frames.Begins[i + 1] - frames.Begins[i]);
        Assert.Equal(1, source.Labelled);
        Assert.True(both <= longest, $"{both} frames are heard and seen");
        Assert.True(hears > 0 && sees > 0, $"{hears} frames heard alone, {sees} seen alone");
    }

    [Fact]
    public void Labels_of_unlabelled_utterances_are_never_looked_at()
    {
        StudyFrames frames = SmallStudy.Data.Training;
        NetworkParameters teacher = NetworkParameters.Initialize(new NetworkTopology(SmallStudy.Plan.Network), seed: 3);
        HashSet<string> ideal = [];
        for (int frame = 0; frame < frames.Count; frame++)
        {
            frames.Targets(frame, _target);
            ideal.Add(string.Join(' ', _target));
        }

        FrameSource source = new(frames, lanes: 1, seed: 1, labelled: 0.01, teacher);
        int known = 0;
        for (int step = 0; step < frames.Count; step++)
        {
            source.Next(0, _audio, _video, _target);
            if (ideal.Contains(string.Join(' ', _target))) known++;
        }

        int longest = Enumerable.Range(0, frames.Utterances).Max(i => frames.Begins[i + 1] - frames.Begins[i]);
        Assert.InRange(known, 1, longest);
    }

    private static short[] Events(StudyFrames frames)
    {
        List<short> all = [];
        short[] audio = new short[NetworkInputs.AudioLength], video = new short[NetworkInputs.VideoLength];
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
