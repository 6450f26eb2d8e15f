using OnBoard.Device.Service.Recording;
using OnBoard.Drivers;
using OnBoard.Drivers.Files;
using OnBoard.Sensors.Media;

namespace OnBoard.Tests.Unit.Device.Service.Recording;

public sealed class RecorderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("onboard-test-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_recording_is_started_and_stopped_while_sound_goes_on()
    {
        using RecordedSession session = new(_root);
        session.Pass(20);
        string folder = session.Recorder.Start("one");
        Assert.True(session.Recorder.Status.IsRunning);
        session.Pass(50);
        RecordingStatus end = session.StopWhileRunning();
        Assert.False(end.IsRunning);
        Assert.InRange(end.Hops, 49, 1000);
        foreach (string file in (string[])["noisy.wav", "enhanced.wav", "clean.wav"])
            Assert.Equal(160 * end.Hops, WavFile.Read(Path.Combine(folder, file)).Length);
        Assert.Equal(end.Hops + 1, File.ReadAllLines(Path.Combine(folder, "hops.csv")).Length);
        RecordingManifest manifest = RecordingManifest.Load(folder);
        Assert.Equal(("stopped", end.Hops, 0, "cpu", 1), (
            manifest.Ended, manifest.Hops, manifest.LostHops, manifest.Facts.Engine, manifest.Facts.Seeds["talker"]));
        Assert.Contains("begun in", File.ReadAllText(Path.Combine(folder, "events.csv")), StringComparison.Ordinal);

        string second = session.Recorder.Start("two");
        session.Pass(10);
        session.End();
        Assert.Equal("service ended", RecordingManifest.Load(second).Ended);
        Assert.True(RecordedSession.Replay(folder, "cpu").IsEqual);
        Assert.True(RecordedSession.Replay(second, "cpu").IsEqual);
    }

    [Fact]
    public void Only_one_recording_runs_at_a_time_and_stopping_needs_one()
    {
        using RecordedSession session = new(_root);
        Assert.Throws<BadInputException>(() => session.Recorder.Stop());
        session.Recorder.Start("one");
        Assert.Contains(
            "runs already", Assert.Throws<BadInputException>(() => session.Recorder.Start("two")).Message,
            StringComparison.Ordinal);
        session.End();
        Assert.Contains(
            "is there already", Assert.Throws<BadInputException>(() => session.Recorder.Start("one")).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("a/b")]
    [InlineData("/etc")]
    [InlineData("a b")]
    public void A_name_that_would_leave_the_folder_of_recordings_is_refused(string name)
    {
        using RecordedSession session = new(_root);
        Assert.Throws<BadInputException>(() => session.Recorder.Start(name));
        Assert.False(session.Recorder.Status.IsRunning);
    }

    [Fact]
    public void Recordings_without_a_name_never_share_a_folder()
    {
        using RecordedSession session = new(_root);
        List<string> folders = [];
        for (int i = 0; i < 3; i++)
        {
            folders.Add(session.Recorder.Start());
            session.StopWhileRunning();
        }

        Assert.Equal(3, folders.Distinct().Count());
    }

    [Theory]
    [InlineData("noisy.wav", 20_000)]
    [InlineData("hops.csv", 900)]
    [InlineData("mouth.y4m", 10_000)]
    public void A_full_disk_ends_the_recording_and_is_told_and_sound_goes_on(string file, int room)
    {
        using RecordedSession session = new(_root, createFile: path =>
            path.EndsWith(file, StringComparison.Ordinal) ? new SmallDisk(room) : DiskFile.Create(path));
        string folder = session.Recorder.Start("full");
        session.Pass(1000);
        Assert.False(session.Recorder.Status.IsRunning);
        Assert.Equal(["recording stopped"], session.Conditions.Current);
        Assert.True(session.Conditions.TryTakeNews(out string news));
        Assert.Contains($"{file}: the disk is full; {session.Recorder.Status.Hops} hops are kept", news, StringComparison.Ordinal);
        Assert.Contains("the disk is full", RecordingManifest.Load(folder).Ended, StringComparison.Ordinal);
        session.Recorder.Start("again");
        session.End();
    }

    [Fact]
    public void A_slow_disk_loses_hops_that_are_counted_and_told()
    {
        using RecordedSession session = new(_root, capacity: 16);
        string folder = session.Recorder.Start("slow");
        session.Pass(30);
        session.Pass(40, diskHangs: true);
        session.Drain();
        Assert.Empty(session.Conditions.Current);
        session.Pass(20);
        Assert.Equal(["recording has gaps"], session.Conditions.Current);
        Assert.Equal(24, session.Recorder.Status.LostHops);
        session.End();
        RecordingManifest manifest = RecordingManifest.Load(folder);
        Assert.Equal((89 - 24, 24), (manifest.Hops, manifest.LostHops));
        Assert.Contains(
            ",recording,fault,recording lost 24 hops", File.ReadAllText(Path.Combine(folder, "events.csv")),
            StringComparison.Ordinal);
        Assert.Contains("24 hops are missing", RecordedSession.Replay(folder, "cpu").Obstacle, StringComparison.Ordinal);
    }

    [Fact]
    public void What_goes_wrong_meanwhile_stands_among_the_events_on_the_same_clock()
    {
        using RecordedSession session = new(_root);
        string folder = session.Recorder.Start("events");
        session.Conditions.Raise("camera", "camera lost", "camera lost: /dev/video0: was unplugged");
        session.Conditions.Clear("camera", "camera is back");
        session.Pass(5);
        session.End();
        string[] rows = File.ReadAllLines(Path.Combine(folder, "events.csv"));
        Assert.EndsWith(",camera,fault,camera lost: /dev/video0: was unplugged", rows[2], StringComparison.Ordinal);
        Assert.EndsWith(",camera,note,camera is back", rows[3], StringComparison.Ordinal);
        RecordingManifest manifest = RecordingManifest.Load(folder);
        Assert.True(long.Parse(rows[2].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture) >= manifest.StartedNs);
    }

    [Fact]
    public void Mouths_are_kept_frame_by_frame()
    {
        using RecordedSession session = new(_root);
        string folder = session.Recorder.Start("mouths");
        session.Pass(100);
        session.End();
        int frames = File.ReadAllLines(Path.Combine(folder, "pictures.csv")).Length - 1;
        Assert.True(frames > 10, "no video");
        Assert.Equal(frames, RecordingManifest.Load(folder).Pictures);
        const string Header = "YUV4MPEG2 W64 H48 F25:1 Ip A1:1 Cmono\n";
        Assert.Equal(
            Header.Length + (frames * (6 + (64 * 48))), new FileInfo(Path.Combine(folder, "mouth.y4m")).Length);
    }

    [Fact]
    public void Rails_are_kept_with_their_provenance_and_only_when_read_anew()
    {
        using ScriptedRails rails = new() { Age = 0.001 };
        using RecordedSession session = new(_root, rails: rails);
        string folder = session.Recorder.Start("rails");
        session.Pass(5);
        rails.Age = 3600;
        Thread.Sleep(150);
        session.Pass(5);
        session.End();
        string[] rows = File.ReadAllLines(Path.Combine(folder, "rails.csv"));
        Assert.Equal("read_ns,rail,domain,provenance,volts,amperes,watts", rows[0]);
        Assert.Equal(4, rows.Length);
        Assert.EndsWith(",VCCINT,PL,modelled,1,1.5,1.5", rows[1], StringComparison.Ordinal);
        Assert.EndsWith(",12V,BoardInput,modelled,1,6,6", rows[3], StringComparison.Ordinal);
    }

    [Fact]
    public void A_rail_off_its_voltage_is_not_recorded_as_measured()
    {
        using ScriptedRails rails = new() { Age = 0.001, Provenance = "measured", Doubt = "reads 1.203 V where 0.85 V are nominal" };
        using RecordedSession session = new(_root, rails: rails);
        string folder = session.Recorder.Start("doubt");
        session.Pass(5);
        session.End();
        string[] rows = File.ReadAllLines(Path.Combine(folder, "rails.csv"));
        Assert.Contains(",VCCINT,PL,unverified,", rows[1], StringComparison.Ordinal);
        Assert.Contains(",12V,BoardInput,measured,", rows[3], StringComparison.Ordinal);
    }
}
