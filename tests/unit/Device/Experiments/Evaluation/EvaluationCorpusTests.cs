using OnBoard.Device.Experiments.Evaluation;
using OnBoard.Drivers;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Media;
using OnBoard.Tests.Unit.Device.Experiments.Training;

namespace OnBoard.Tests.Unit.Device.Experiments.Evaluation;

public sealed class EvaluationCorpusTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("onboard-test-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Talkers_heard_only_come_with_what_the_manifest_tells_of_them()
    {
        TestTools.RequireFfmpeg();
        EvaluationClip[] clips = [.. Open().Choose(["dev"], limit: null).Load(null)];
        Assert.Equal(["t0", "t1", "t2", "t3"], clips.Select(clip => clip.Name));
        Assert.Equal(new Talker("t1", "f", "child"), clips[1].Talker);
        Assert.All(clips, clip => Assert.False(clip.HasFace));
        Assert.All(clips, clip => Assert.Equal(4 * AudioFormat.SampleRate, clip.Clip.Samples.Length));
    }

    [Fact]
    public void A_limit_is_drawn_evenly_over_the_talkers()
    {
        EvaluationDraw draw = Open().Choose(["ear:dev"], limit: 2);
        Assert.Equal((4, 2), (draw.Available, draw.Drawn));
        TestTools.RequireFfmpeg();
        Assert.Equal(["t1", "t3"], draw.Load(null).Select(clip => clip.Name));
    }

    [Theory]
    [InlineData("face:dev")]
    [InlineData("nothing")]
    public void A_split_that_nobody_is_in_is_told_with_those_there_are(string split)
    {
        BadInputException error = Assert.Throws<BadInputException>(() => Open().Choose([split], limit: null));
        Assert.Contains(split, error.Subject, StringComparison.Ordinal);
        Assert.Contains("ear:dev", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void The_stretch_is_where_the_speech_is()
    {
        float[] recording = new float[10 * AudioFormat.SampleRate];
        SyntheticSpeech.Clip(1, 4).Samples.CopyTo(recording, 5 * AudioFormat.SampleRate);
        float[] stretch = SpeechStretch.Choose(recording);
        Assert.Equal(4 * AudioFormat.SampleRate, stretch.Length);
        Assert.Equal(Energy(recording), Energy(stretch), 1e-6);
        Assert.Equal(stretch, SpeechStretch.Choose(recording));
    }

    [Fact]
    public void A_short_recording_is_taken_whole()
    {
        float[] recording = SyntheticSpeech.Clip(1, 2.5).Samples;
        Assert.Same(recording, SpeechStretch.Choose(recording));
    }

    private static double Energy(float[] samples) => samples.Sum(sample => (double)sample * sample);

    private EvaluationCorpus Open()
    {
        string speech = Directory.CreateDirectory(Path.Combine(_root, "speech")).FullName;
        List<string> lines = ["file,kind,split,speaker,sex,age_group"];
        for (int talker = 0; talker < 4; talker++)
        {
            using WavWriter writer = new(Path.Combine(speech, $"t{talker}.wav"), AudioFormat.SampleRate, 1);
            writer.Write(SyntheticSpeech.Clip(talker + 1, 5).Samples);
            lines.Add($"speech/t{talker}.wav,speech,dev,t{talker},{(talker % 2 == 1 ? "f" : "m")},{(talker < 2 ? "child" : "adult")}");
        }

        File.WriteAllLines(Path.Combine(_root, "manifest.csv"), lines);
        return EvaluationCorpus.Open(null, speech);
    }
}
