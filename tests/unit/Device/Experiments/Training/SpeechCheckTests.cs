using OnBoard.Device.Experiments.Training;
using OnBoard.Sensors.Media;

namespace OnBoard.Tests.Unit.Device.Experiments.Training;

public class SpeechCheckTests
{
    [Fact]
    public void Talkers_of_the_data_pack_are_clear_wide_band_speech_but_for_one_at_most()
    {
        SpeechFolder folder = SpeechFolder.Open(TestData.Require("speech"), TestData.Require("manifest.csv"));
        (string Talker, SpeechCheck Check)[] checks =
            [.. folder.Recordings.AsParallel().AsOrdered().Select(one => (one.Talker, SpeechCheck.Measure(one.Load())))];
        // One learner's recording, 10 dB below all others there, holds next to nothing above 4.5 kHz.
        Assert.InRange(checks.Count(one => one.Check.Fault is not null), 0, 1);
    }

    [Theory]
    [InlineData("MUS_moh_macroform_robot_dity")]
    [InlineData("MUS_moh_reno_project_system")]
    [InlineData("PED_taipei_mainStationHall")]
    [InlineData("BAB_so_8talkers")]
    public void Dense_music_places_and_babble_are_no_speech(string name)
    {
        float[] samples = new SpeechRecording(TestData.Require($"noise/{name}.flac"), name, "train").Load();
        Assert.Contains("pauses", SpeechCheck.Measure(samples).Fault!.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_sampled_at_8_kHz_is_told()
    {
        string path = Directory.EnumerateFiles(TestData.Require("speech")).Order(StringComparer.Ordinal).First();
        string narrow = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.wav");
        try
        {
            FfmpegProgram.Find().Run(["-v", "error", "-i", path, "-ar", "8000", narrow], _ => { }, TimeSpan.FromMinutes(1));
            SpeechCheck check = SpeechCheck.Measure(new SpeechRecording(narrow, "x", "train").Load());
            Assert.True(check.Fault is not null, check.ToString());
            Assert.Contains("8 kHz", check.Fault.Cause, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(narrow);
        }
    }

    [Fact]
    public void Silence_and_steady_noise_are_no_speech()
    {
        Assert.Contains("silent", SpeechCheck.Measure(new float[32_000]).Fault!.Cause, StringComparison.Ordinal);
        Random random = new(1);
        float[] hiss = [.. Enumerable.Range(0, 32_000).Select(_ => random.NextSingle() - 0.5f)];
        Assert.Contains("pauses", SpeechCheck.Measure(hiss).Fault!.Cause, StringComparison.Ordinal);
    }
}
