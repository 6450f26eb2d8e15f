using OnBoard.Device.Experiments.Training;
using OnBoard.Drivers;
using OnBoard.Sensors.Media;

namespace OnBoard.Tests.Unit.Device.Experiments.Training;

public sealed class HeardTalkersTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onboard-heard-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Files_that_are_no_clear_speech_are_named_and_left_out()
    {
        foreach (int talker in (int[])[1, 2, 3]) Write($"t{talker}", "train", Speech(talker));
        Write("dev1", "dev", Speech(5));
        Write("hiss", "train", SyntheticSpeech.Noise(1));
        HeardTalkers heard = HeardTalkers.Open(_folder);
        int read = 0;
        Assert.Equal(["t1", "t2", "t3"], heard.ReadTraining(() => read++).Select(talker => talker.Name));
        Assert.Equal(3.5 * 16_000, Assert.Single(heard.ReadValidation(() => read++)).Samples.Length);
        Assert.Equal(heard.Count, read);
        Assert.Equal("speech: 4 talkers to train on, 1 of 1 to validate with, 0 kept for tests", heard.Remarks[0]);
        Assert.Contains("hiss.wav: it never pauses", heard.Remarks[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_of_music_is_refused()
    {
        Write("a", "train", SyntheticSpeech.Noise(1));
        Write("b", "train", SyntheticSpeech.Noise(2));
        BadInputException error = Assert.Throws<BadInputException>(() => HeardTalkers.Open(_folder).ReadTraining(() => { }));
        Assert.Equal(_folder, error.Subject);
        Assert.Contains("a.wav", error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_talkers_to_train_on_is_refused()
    {
        Write("a", "test", Speech(1));
        Assert.Contains("split train", Assert.Throws<BadInputException>(() => HeardTalkers.Open(_folder)).Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void Some_of_a_list_come_from_all_over_it() => Assert.Equal([1, 4, 7], HeardTalkers.Evenly([0, 1, 2, 3, 4, 5, 6, 7, 8], 3));

    // Bursts with highs, and pauses in between.
    private static float[] Speech(int seed)
    {
        Random random = new(seed);
        float[] samples = SyntheticSpeech.Clip(seed, 4).Samples;
        for (int n = 0; n < samples.Length; n++)
            samples[n] += (samples[n] == 0 ? 1e-4f : 0.02f) * (random.NextSingle() - 0.5f);
        return samples;
    }

    private void Write(string talker, string split, float[] samples)
    {
        string manifest = Path.Combine(_folder, "manifest.csv");
        if (!File.Exists(manifest)) File.WriteAllText(manifest, "file,kind,split,speaker\n");
        File.AppendAllText(manifest, $"{talker}.wav,speech,{split},{talker}\n");
        using WavWriter file = new(Path.Combine(_folder, $"{talker}.wav"), 16_000);
        file.Write(samples);
    }
}
