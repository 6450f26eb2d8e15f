using OnBoard.Drivers;
using OnBoard.Sensors.Media;

namespace OnBoard.Tests.Unit.Sensors.Media;

public sealed class ClipTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onboard-clip-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_GRID_clip_has_75_frames_and_sound_that_ends_22_ms_earlier()
    {
        Clip clip = Load("grid/s1/bbaf2n.mpg");
        Assert.Equal("bbaf2n", clip.Name);
        Assert.Equal(75, clip.Frames.Count);
        Assert.Equal(25, clip.FramesPerSecond);
        Assert.Equal((360, 288), (clip.Frames[0].Width, clip.Frames[0].Height));
        Assert.Equal(47_648, clip.Samples.Length);
        Assert.Equal(48_000, clip.LengthInSamples);
        Assert.Equal(40_000_000, clip.Frames[1].CapturedAt);
        Assert.Empty(clip.Warnings);
    }

    [Fact]
    public void Luma_is_spread_over_the_full_range()
    {
        byte[] luma = Load("grid/s1/bbaf2n.mpg").Frames[0].Luma;
        Assert.True(luma.Max() > 235, $"the brightest pixel is {luma.Max()}");
    }

    [Fact]
    public void Stereo_is_averaged_so_that_it_cannot_clip()
    {
        string path = WriteWav("stereo.wav", channels: 2, seconds: 0.5, (channel, _) => channel == 0 ? 0.9f : 0.5f);
        Clip clip = Clip.Load(path);
        Assert.Equal(8000, clip.Samples.Length);
        Assert.Equal(0.7f, clip.Samples[4000], 1e-3f);
        Assert.False(clip.HasVideo);
    }

    [Fact]
    public void A_clip_with_74_frames_loads_with_all_of_them()
    {
        Assert.Equal(74, Load("grid/s1_edge/srbb4n.mpg").Frames.Count);
    }

    [Fact]
    public void A_damaged_macroblock_is_a_warning()
    {
        Clip clip = Load("grid/s1_edge/sgib8n.mpg");
        Assert.Equal(75, clip.Frames.Count);
        Assert.Contains(clip.Warnings, w => w.Contains("damaged", StringComparison.Ordinal));
    }

    [Fact]
    public void FLAC_is_read_as_sound_only()
    {
        Clip clip = Load("noise/BUS_taipei_bus.flac");
        Assert.True(clip.HasAudio);
        Assert.False(clip.HasVideo);
    }

    [Fact]
    public void A_clip_without_sound_is_refused_where_sound_is_required()
    {
        string silent = Path.Combine(_folder, "silent.wav");
        File.Copy(WriteWav("tone.wav", 1, 0.2, (_, _) => 0.1f), silent);
        var error = Assert.Throws<BadInputException>(
            () => Clip.Load(silent, new ClipOptions { Video = StreamUse.Required }));
        Assert.Contains("no video", error.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("grid/s1/bbaf2n.mpg", 200_000)]
    [InlineData("noise/BUS_taipei_bus.flac", 300_000)]
    public void A_recording_that_is_cut_short_is_refused_by_name(string recording, int bytes)
    {
        TestTools.RequireFfmpeg();
        string cut = Path.Combine(_folder, "cut" + Path.GetExtension(recording));
        File.WriteAllBytes(cut, File.ReadAllBytes(TestData.Require(recording))[..bytes]);
        var error = Assert.Throws<BadInputException>(() => Clip.Load(cut));
        Assert.Equal(cut, error.Subject);
    }

    [Fact]
    public void A_WAV_file_that_is_cut_short_is_refused()
    {
        string path = WriteWav("whole.wav", 1, 2, (_, n) => MathF.Sin(n * 0.1f));
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        Assert.Contains("cut short", Assert.Throws<BadInputException>(() => Clip.Load(path)).Cause,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_an_empty_and_a_foreign_file_are_told_apart()
    {
        TestTools.RequireFfmpeg();
        string empty = Path.Combine(_folder, "empty.mpg");
        File.WriteAllBytes(empty, []);
        string foreign = Path.Combine(_folder, "foreign.mpg");
        File.WriteAllText(foreign, "hello");
        Assert.Contains("no such file", CauseOf(Path.Combine(_folder, "none.mpg")), StringComparison.Ordinal);
        Assert.Contains("is empty", CauseOf(empty), StringComparison.Ordinal);
        Assert.Contains("not a recording", CauseOf(foreign), StringComparison.Ordinal);
        Assert.Contains("folder", CauseOf(_folder), StringComparison.Ordinal);
    }

    [Fact]
    public void A_recording_longer_than_memory_is_meant_for_is_refused()
    {
        string path = WriteWav("long.wav", 1, 3, (_, _) => 0);
        Assert.Contains("longer than", Assert.Throws<BadInputException>(
            () => Clip.Load(path, new ClipOptions { MaxSeconds = 1 })).Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_ffmpeg_is_a_missing_device()
    {
        string path = WriteWav("any.wav", 1, 0.1, (_, _) => 0);
        var error = Assert.Throws<DeviceMissingException>(
            () => Clip.Load(path, new ClipOptions { FfmpegPath = Path.Combine(_folder, "ffmpeg") }));
        Assert.Contains("apt install ffmpeg", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_hangs_is_ended()
    {
        string hanging = Path.Combine(_folder, "hanging");
        File.WriteAllText(hanging, "#!/bin/sh\nexec sleep 60\n");
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the stand-in program is a shell script");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(hanging, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        string path = WriteWav("any.wav", 1, 0.1, (_, _) => 0.1f);
        var error = Assert.Throws<BadInputException>(() => Clip.Load(path,
            new ClipOptions { FfmpegPath = hanging, Timeout = TimeSpan.FromMilliseconds(50) }));
        Assert.Contains("took longer", error.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_clips_come_in_their_order()
    {
        TestTools.RequireFfmpeg();
        string[] paths = [.. Enumerable.Range(0, 9).Select(i => WriteWav($"{i}.wav", 1, 0.1, (_, _) => i / 10f))];
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7", "8"], Clip.LoadAll(paths).Select(c => c.Name));
        Assert.Equal("0", Clip.LoadAll(paths).First().Name);
    }

    private static string CauseOf(string path) => Assert.Throws<BadInputException>(() => Clip.Load(path)).Cause;

    private static Clip Load(string relative)
    {
        TestTools.RequireFfmpeg();
        return Clip.Load(TestData.Require(relative));
    }

    private string WriteWav(string name, int channels, double seconds, Func<int, int, float> sample)
    {
        TestTools.RequireFfmpeg();
        int count = (int)(seconds * 16_000);
        string path = Path.Combine(_folder, name);
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write("RIFF"u8);
        writer.Write(36 + (count * channels * 2));
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)channels);
        writer.Write(16_000);
        writer.Write(16_000 * channels * 2);
        writer.Write((short)(channels * 2));
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(count * channels * 2);
        for (int n = 0; n < count; n++)
            for (int channel = 0; channel < channels; channel++)
                writer.Write((short)(sample(channel, n) * 32767));
        return path;
    }
}
