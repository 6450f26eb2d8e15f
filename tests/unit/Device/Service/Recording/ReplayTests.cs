using OnBoard.Device.Service.Recording;
using OnBoard.Drivers;
using OnBoard.Sensors.Media;

namespace OnBoard.Tests.Unit.Device.Service.Recording;

public sealed class ReplayTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("onboard-test-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("cpu")]
    [InlineData("integer")]
    public void A_recording_begun_in_the_middle_gives_the_same_bits_on_any_integer_engine(string engine)
    {
        string folder = Record(hopsBefore: 30, hops: 150);
        ReplayReport report = RecordedSession.Replay(folder, engine);
        Assert.Null(report.Obstacle);
        Assert.InRange(report.Hops, 148, 150);
        Assert.Equal((report.Hops - 1, report.Hops - 1, 0), (report.Compared, report.Equal, report.MaxDifference));
        Assert.True(report.IsEqual);
    }

    [Fact]
    public void The_course_of_late_and_unasked_hops_and_lost_frames_is_run_again_too()
    {
        string folder = Record(hopsBefore: 10, hops: 400, jumps: true);
        string table = File.ReadAllText(Path.Combine(folder, "hops.csv"));
        foreach (string kind in (string[])["Enhanced", "Late", "NotAsked", "Mouth", "NoMouth"])
            Assert.Contains($",{kind},", table, StringComparison.Ordinal);
        Assert.True(RecordedSession.Replay(folder, "integer").IsEqual);
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("integer")]
    [InlineData("model")]
    public void Features_that_were_sent_on_change_are_held_at_the_same_hops_again(string engine)
    {
        string folder = Record(hopsBefore: 30, hops: 150, delta: 0.3);
        Assert.True(RecordedSession.Replay(folder, engine, delta: 0.3).IsEqual);
        Assert.False(RecordedSession.Replay(folder, engine, delta: 0.2).IsEqual);
    }

    [Fact]
    public void The_floating_point_engine_can_be_run_again_from_the_beginning_only()
    {
        Assert.True(RecordedSession.Replay(Record(hopsBefore: 0, hops: 40, engine: "float"), "float").IsEqual);
        ReplayReport middle = RecordedSession.Replay(Record(hopsBefore: 9, hops: 40, engine: "float"), "float");
        Assert.False(middle.IsEqual);
        Assert.Contains("floating-point", middle.Obstacle, StringComparison.Ordinal);
    }

    [Fact]
    public void One_changed_sample_is_found()
    {
        string folder = Record(hopsBefore: 0, hops: 100);
        string noisy = Path.Combine(folder, "noisy.wav");
        float[] samples = WavFile.Read(noisy).Samples;
        samples[50 * 160] += 1e-3f;
        using (WavWriter writer = new(noisy, 16_000, kind: WavSample.Ieee32)) writer.Write(samples);
        ReplayReport report = RecordedSession.Replay(folder, "cpu");
        Assert.False(report.IsEqual);
        Assert.InRange(report.FirstDifference!.Value, 0.49, 0.50);
        Assert.InRange(report.MaxDifference, 1e-4, 2);
    }

    [Fact]
    public void A_gap_is_told_and_nothing_behind_it_is_compared()
    {
        string folder = Record(hopsBefore: 0, hops: 100);
        string table = Path.Combine(folder, "hops.csv");
        List<string> lines = [.. File.ReadAllLines(table)];
        lines.RemoveAt(1 + 60);
        File.WriteAllText(table, string.Join('\n', lines) + "\n");
        ReplayReport report = RecordedSession.Replay(folder, "cpu");
        Assert.False(report.IsEqual);
        Assert.Equal((59, 59), (report.Compared, report.Equal));
        Assert.Contains("1 hops are missing at 0.60 s", report.Obstacle, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hops.csv")]
    [InlineData("mouth.csv")]
    [InlineData("noisy.wav")]
    [InlineData("start.safetensors")]
    [InlineData("manifest.json")]
    public void A_damaged_file_is_named(string file)
    {
        string folder = Record(hopsBefore: 3, hops: 60);
        File.WriteAllText(Path.Combine(folder, file), "{ x,\nfoo,bar,\nfoo,bar\n");
        BadInputException error = Assert.Throws<BadInputException>(() => RecordedSession.Replay(folder, "cpu"));
        Assert.EndsWith(file, error.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_no_recording_is_told_so() => Assert.Contains(
        "is no recording", Assert.Throws<BadInputException>(() => RecordedSession.Replay(_root, "cpu")).Message,
        StringComparison.Ordinal);

    private string Record(int hopsBefore, int hops, string engine = "cpu", bool jumps = false, double delta = 0)
    {
        using RecordedSession session = new(_root, engine, delta: delta);
        session.Jumps = jumps;
        session.Pass(hopsBefore);
        string folder = session.Recorder.Start($"{engine}-{hopsBefore}-{hops}");
        session.Pass(hops);
        session.End();
        return folder;
    }
}
