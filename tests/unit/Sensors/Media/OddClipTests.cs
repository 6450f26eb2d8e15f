using OnBoard.Drivers;
using OnBoard.Drivers.Video;
using OnBoard.Sensors.Media;

namespace OnBoard.Tests.Unit.Sensors.Media;

/// <summary>Recordings with something odd about them, made by ffmpeg: what is said of them, and what is taken.</summary>
public sealed class OddClipTests : IDisposable
{
    private const string Tone = "-f lavfi -i sine=440:duration=1:sample_rate=16000";
    private const string Silence = "-f lavfi -i anullsrc=r=16000:cl=mono:d=1";
    private const string Frames = "-f lavfi -i testsrc=size=320x240:rate=25:duration=1";

    private readonly string _folder = Directory.CreateTempSubdirectory("onboard-odd-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("mkv", "-c:a pcm_s16le")]
    [InlineData("mp4", "-c:a aac")]
    public void A_silent_track_beside_one_that_is_not_is_said_and_the_other_is_taken(string ending, string coding)
    {
        string path = File($"two.{ending}");
        MediaTool.Ffmpeg($"{Silence} {Tone} {Frames} -map 0:a -map 1:a -map 2:v {coding} {path}");
        Clip clip = Clip.Load(path);
        Assert.InRange(clip.Samples.Max(), 0.1f, 0.2f);
        Assert.Contains(clip.Warnings, warning => warning.Contains("track 1 is silent", StringComparison.Ordinal) && warning.Contains(path, StringComparison.Ordinal));

        Assert.True(Clip.Load($"{path}#1").Samples.Max() < 1e-3);
        Assert.Contains(Clip.Load($"{path}#1").Warnings, warning => warning.Contains("silent", StringComparison.Ordinal));
        Clip second = Clip.Load($"{path}#2");
        Assert.InRange(second.Samples.Max(), 0.1f, 0.2f);
        Assert.DoesNotContain(second.Warnings, warning => warning.Contains("silent", StringComparison.Ordinal));
        Assert.Contains("2 sound tracks", Assert.Throws<BadInputException>(() => Clip.Load($"{path}#3")).Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_whose_name_ends_like_a_track_is_that_file()
    {
        string path = File("take#2");
        MediaTool.Ffmpeg($"{Tone} -f wav {path}");
        Assert.Equal(16_000, Clip.Load(path).Samples.Length);
    }

    [Fact]
    public void Channels_in_anti_phase_are_said_and_do_not_cancel()
    {
        string path = File("phase.wav");
        MediaTool.Ffmpeg($"{Tone} -af \"pan=stereo|c0=c0|c1=-1*c0\" {path}");
        Clip clip = Clip.Load(path);
        Assert.InRange(clip.Samples.Max(), 0.1f, 0.2f);
        Assert.Contains(clip.Warnings, warning => warning.Contains("anti-phase", StringComparison.Ordinal));
    }

    [Fact]
    public void A_silent_channel_is_said_and_costs_no_level()
    {
        string path = File("half.wav");
        MediaTool.Ffmpeg($"{Tone} -af \"pan=stereo|c0=0*c0|c1=c0\" {path}");
        Clip clip = Clip.Load(path);
        Assert.InRange(clip.Samples.Max(), 0.11f, 0.14f);
        Assert.Contains(clip.Warnings, warning => warning.Contains("channel 1", StringComparison.Ordinal));
    }

    [Fact]
    public void Damaged_frames_are_counted_from_the_first_on()
    {
        TestTools.RequireFfmpeg();
        byte[] bytes = System.IO.File.ReadAllBytes(TestData.Require("grid/s1/bbaf2n.mpg"));
        string path = File("holes.mpg");
        for (int at = 200_000; at < 320_000; at += 20_000) bytes.AsSpan(at, 600).Clear();
        System.IO.File.WriteAllBytes(path, bytes);
        Clip clip = Clip.Load(path);
        Assert.Contains(clip.Warnings, warning => System.Text.RegularExpressions.Regex.IsMatch(
            warning, "^[0-9]+ of [0-9]+ frames are damaged, the first at [0-9.]+ s$"));
    }

    [Theory]
    [InlineData("flac", "-c:a flac")]
    [InlineData("mp4", "-c:a aac -movflags +faststart")]
    [InlineData("mkv", "-c:a pcm_s16le")]
    [InlineData("avi", "-c:a pcm_s16le")]
    public void A_container_that_says_more_than_it_holds_is_cut_short(string ending, string coding)
    {
        string path = File($"whole.{ending}");
        string frames = ending == "flac" ? "" : Frames.Replace("duration=1", "duration=4", StringComparison.Ordinal);
        MediaTool.Ffmpeg($"{Tone.Replace("duration=1", "duration=4", StringComparison.Ordinal)} {frames} {coding} {path}");
        byte[] bytes = System.IO.File.ReadAllBytes(path);
        string cut = File($"cut.{ending}");
        System.IO.File.WriteAllBytes(cut, bytes[..(bytes.Length / 2)]);
        Assert.Empty(Clip.Load(path).Warnings);
        BadInputException error = Assert.Throws<BadInputException>(() => Clip.Load(cut));
        Assert.Equal(cut, error.Subject);
        Assert.Contains("cut short", error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cover_is_no_frame_of_a_talker()
    {
        string cover = File("cover.jpg");
        string path = File("song.mp3");
        MediaTool.Ffmpeg($"{Frames} -frames:v 1 {cover}");
        MediaTool.Ffmpeg($"{Tone} -i {cover} -map 0:a -map 1:v -disposition:v attached_pic {path}");
        Assert.False(Clip.Load(path).HasVideo);
    }

    [Fact]
    public void Large_frames_are_scaled_where_they_are_decoded()
    {
        string path = File("large.mp4");
        MediaTool.Ffmpeg($"-f lavfi -i testsrc=size=1920x1080:rate=30:duration=0.2 -preset ultrafast {path}");
        VideoFrame frame = Clip.Load(path).Frames[0];
        Assert.Equal((1024, 576), (frame.Width, frame.Height));
        string portrait = File("portrait.mp4");
        MediaTool.Ffmpeg($"-f lavfi -i testsrc=size=1080x1920:rate=30:duration=0.2 -preset ultrafast {portrait}");
        frame = Clip.Load(portrait).Frames[0];
        Assert.Equal((576, 1024), (frame.Width, frame.Height));
    }

    [Fact]
    public void What_is_decoded_while_it_plays_is_what_a_clip_in_memory_gives_round_after_round()
    {
        string path = File("play.mkv");
        MediaTool.Ffmpeg($"{Tone} {Frames} -c:a pcm_s16le -c:v ffv1 {path}");
        Clip whole = Clip.Load(path);
        Clip streamed = Clip.Open(path, new ClipOptions { VideoBytes = 300_000, MaxSeconds = 0.5 });
        Assert.Empty(streamed.Frames);
        Assert.Empty(streamed.Samples);
        Assert.Equal(whole.LengthInSamples, streamed.LengthInSamples);
        ClipTiming timing = new(paced: false, looped: true);
        using ClipCamera expectedCamera = new(whole, timing), camera = new(streamed, timing);
        using ClipMicrophone expectedMicrophone = new(whole, timing), microphone = new(streamed, timing);
        VideoFrame expected = new(camera.Width, camera.Height), frame = new(camera.Width, camera.Height);
        for (int n = 0; n < 60; n++)
        {
            expectedCamera.Read(expected, TimeSpan.Zero);
            camera.Read(frame, TimeSpan.Zero);
            Assert.True(expected.Luma.AsSpan().SequenceEqual(frame.Luma), $"frame {n}");
            Assert.Equal(expected.CapturedAt, frame.CapturedAt);
        }

        float[] expectedSound = new float[160], sound = new float[160];
        for (int n = 0; n < 250; n++)
        {
            expectedMicrophone.Read(expectedSound, out _, TimeSpan.Zero);
            microphone.Read(sound, out _, TimeSpan.Zero);
            Assert.True(expectedSound.AsSpan().SequenceEqual(sound), $"block {n}");
        }
    }

    [Fact]
    public void A_clip_without_sound_or_of_sound_alone_is_played_where_only_that_is_asked_for()
    {
        string mute = File("mute.mp4");
        MediaTool.Ffmpeg($"{Frames} {mute}");
        Clip clip = Clip.Open(mute, new ClipOptions { Audio = StreamUse.Skipped, Video = StreamUse.Required });
        Assert.True(clip.HasVideo);
        Assert.Contains("no sound", Assert.Throws<BadInputException>(
            () => Clip.Open(mute, new ClipOptions { Audio = StreamUse.Required })).Cause, StringComparison.Ordinal);
    }

    private string File(string name) => Path.Combine(_folder, name);
}
