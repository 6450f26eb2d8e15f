using OnBoard.Device.Experiments.Evaluation;
using OnBoard.Device.Experiments.Training;
using OnBoard.Drivers;
using OnBoard.Sensors.Hearing;
using OnBoard.Tests.Unit.Device.Experiments.Training;

namespace OnBoard.Tests.Unit.Device.Experiments.Evaluation;

public class ShownLipsTests
{
    private static readonly EvaluationClip Anna = Face("anna", 1), Ben = Face("ben", 2);
    private static readonly Condition Mixture = new(Anna, TinySet.Noises[0], 0);
    private static readonly LipShow Show = new([Anna, Ben, .. TinySet.Clips.Where(clip => !clip.HasFace)]);

    [Fact]
    public void Own_lips_are_the_clip_itself() => Assert.Same(Anna.Clip, Show.Show(Mixture, ShownLips.Own));

    [Fact]
    public void A_covered_camera_shows_no_frame()
    {
        SpeechClip shown = Show.Show(Mixture, ShownLips.None);
        Assert.Equal(0, shown.Frames);
        Assert.Equal(-1, shown.FrameAt(100));
    }

    [Fact]
    public void Frozen_lips_stand_still_from_within_the_first_second_on()
    {
        SpeechClip shown = Show.Show(Mixture, ShownLips.Frozen);
        Assert.Equal(Anna.Clip.Frame(0), shown.Frame(0));
        for (int frame = 26; frame < shown.Frames; frame++) Assert.Equal(shown.Frame(25), shown.Frame(frame));
    }

    [Fact]
    public void Late_lips_are_the_talkers_own_200_to_400_ms_later()
    {
        SpeechClip shown = Show.Show(Mixture, ShownLips.Late);
        int late = Enumerable.Range(0, 15).First(by => shown.Frame(40).SequenceEqual(Anna.Clip.Frame(40 - by)));
        Assert.InRange(late, 5, 10);
    }

    [Fact]
    public void Other_lips_are_another_talkers_and_the_same_in_every_run()
    {
        SpeechClip shown = Show.Show(Mixture, ShownLips.Other);
        Assert.Contains(Enumerable.Range(0, Ben.Clip.Frames), frame => shown.Frame(10).SequenceEqual(Ben.Clip.Frame(frame)));
        Assert.Equal(shown.Mouth, Show.Show(Mixture, ShownLips.Other).Mouth);
        Assert.Equal(
            "lips of another talker",
            Assert.Throws<BadInputException>(() => new LipShow([Anna]).Show(Mixture, ShownLips.Other)).Subject);
    }

    [Fact]
    public void Joined_sentences_keep_lips_and_voice_in_step_and_begin_again_where_they_are_too_few()
    {
        // The sound ends half a second before the frames.
        SpeechClip sentence = Anna.Clip with { Samples = Anna.Clip.Samples[..^8000] };
        EvaluationClip joined = Assert.Single(JoinedClips.Join([Anna with { Clip = sentence }], 5));
        Assert.Equal(Anna.Name, joined.Name);
        Assert.Equal(6 * AudioFormat.SampleRate, joined.Clip.Samples.Length);
        Assert.Equal(150, joined.Clip.Frames);
        Assert.Equal(sentence.Samples, joined.Clip.Samples[(4 * AudioFormat.SampleRate)..][..sentence.Samples.Length]);
        Assert.Equal(sentence.Frame(0), joined.Clip.Frame(100));
        Assert.All(joined.Clip.Samples[sentence.Samples.Length..(2 * AudioFormat.SampleRate)], sample => Assert.Equal(0, sample));
    }

    [Fact]
    public void Talkers_are_never_joined_with_each_other()
    {
        IReadOnlyList<EvaluationClip> joined = JoinedClips.Join([Anna, Ben, Anna with { Name = "anna/2" }, .. TinySet.Clips], 3);
        Assert.Equal(["anna", "ben", "anna", "ben", "carl"], joined.Select(clip => clip.Talker.Name));
        Assert.All(joined, clip => Assert.InRange(clip.Clip.Samples.Length, 3 * AudioFormat.SampleRate, 4 * AudioFormat.SampleRate));
    }

    private static EvaluationClip Face(string talker, int seed) =>
        new($"{talker}/{seed}", SyntheticSpeech.Clip(seed, 2), new Talker(talker, "", ""), "dev");
}
