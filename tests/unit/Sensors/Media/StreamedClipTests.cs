using OnBoard.Drivers;
using OnBoard.Drivers.Time;
using OnBoard.Drivers.Video;
using OnBoard.Sensors.Media;

namespace OnBoard.Tests.Unit.Sensors.Media;

/// <summary>Recordings that are decoded while they play, by a decoder that is slow, and their end.</summary>
public sealed class StreamedClipTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    private readonly string _folder = Directory.CreateTempSubdirectory("onboard-streamed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_writer_that_is_behind_gives_its_newest_and_never_one_twice()
    {
        ReadAhead<Box> ahead = new(4, () => new Box());
        for (int n = 0; n < 3; n++) Write(ahead, n);
        Assert.Equal((0, 0L), Take(ahead, 0, 0));
        Assert.Equal((2, 2L), Take(ahead, 1, 9));
        Assert.Equal(7, ahead.Behind);
        Assert.Null(ahead.TakeNewest(3, 9, TimeSpan.Zero));
        Write(ahead, 3);
        Assert.Equal((3, 3L), Take(ahead, 3, 9));
    }

    [Fact]
    public void What_a_writer_leaves_out_does_not_come_and_stops_nobody()
    {
        ReadAhead<Box> ahead = new(4, () => new Box());
        for (int n = 0; n < 4; n++) Write(ahead, n);
        Assert.Equal((0, 0L), Take(ahead, 0, 0));
        ahead.SkipTo(20);
        Assert.Null(ahead.TakeNewest(1, 18, TimeSpan.Zero));
        for (int n = 20; n < 22; n++) Write(ahead, n);
        Assert.Null(ahead.TakeNewest(1, 19, TimeSpan.Zero));
        Assert.Equal((20, 20L), Take(ahead, 1, 20));
        Assert.Equal((21, 21L), Take(ahead, 21, 30));
    }

    [Fact]
    public async Task A_writer_that_waits_for_room_ends_when_nobody_reads_any_more()
    {
        ReadAhead<Box> ahead = new(1, () => new Box());
        Write(ahead, 0);
        Task<Box> waits = Task.Run(ahead.Rent, TestContext.Current.CancellationToken);
        ahead.Close();
        await Assert.ThrowsAsync<OperationCanceledException>(() => waits.WaitAsync(Long));
        Assert.Null(ahead.TakeNewest(1, 1, Timeout.InfiniteTimeSpan));
    }

    [Theory]
    [InlineData("mkv", "-c:v ffv1 -g 10")]
    [InlineData("mp4", "-c:v mpeg4 -g 12 -bf 2")]
    [InlineData("mpg", "-c:v mpeg1video -g 12")]
    public void Decoding_may_begin_at_any_frame(string ending, string coding)
    {
        string path = Make(ending, coding, seconds: 3);
        IReadOnlyList<VideoFrame> whole = Clip.Load(path).Frames;
        MediaFile file = MediaFile.Open(path, new ClipOptions());
        foreach (int first in (int[])[1, 11, 37])
        {
            List<VideoFrame> frames = [];
            Y4mReader reader = new(path, 100, frames.Add);
            file.DecodeVideo(file.Description.Video!, reader.Read, first: first);
            Assert.Equal(whole.Count - first, frames.Count);
            Assert.Equal(whole[first].Luma, frames[0].Luma);
            Assert.Equal(whole[^1].Luma, frames[^1].Luma);
        }
    }

    [Fact]
    public void Frames_of_a_decoder_at_half_the_speed_go_on_coming()
    {
        string slow = Path.Combine(_folder, "slow-ffmpeg");
        string path = Make("mkv", "-c:v ffv1", seconds: 8);
        File.WriteAllText(slow, "#!/bin/sh\nexec ffmpeg -readrate 0.5 \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(slow, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Clip clip = Clip.Open(path, new ClipOptions
        {
            Audio = StreamUse.Skipped, Video = StreamUse.Required, VideoBytes = 1, FfmpegPath = slow,
        });
        using ClipCamera camera = new(clip, new ClipTiming());
        VideoFrame frame = new(camera.Width, camera.Height);
        int count = 0;
        long last = -1;
        for (long end = MonotonicClock.Nanoseconds + 6_000_000_000; MonotonicClock.Nanoseconds < end;)
        {
            if (camera.Read(frame, TimeSpan.FromMilliseconds(100)) != ReadResult.Ok) continue;
            Assert.True(frame.Sequence > last);
            last = frame.Sequence;
            count++;
        }

        clip.Close();

        // It decodes 75 in that time, and what is left out brings it forward.
        Assert.InRange(count, 15, 149);
        Assert.True(last > 37, $"the last was {last}");
    }

    [Fact]
    public void Closing_ends_the_decoders()
    {
        string path = Make("mkv", "-c:v ffv1", seconds: 30);
        Clip clip = Clip.Open(path, new ClipOptions { VideoBytes = 1, MaxSeconds = 0.1 });
        Assert.True(clip.IsStreamed);
        using ClipCamera camera = new(clip, new ClipTiming(paced: false));
        VideoFrame frame = new(camera.Width, camera.Height);
        Assert.Equal(ReadResult.Ok, camera.Read(frame, Long));
        Assert.NotEqual(0, Decoders(path));
        clip.Close();
        clip.Close();
        for (long end = MonotonicClock.Nanoseconds + 10_000_000_000; Decoders(path) > 0 && MonotonicClock.Nanoseconds < end;) Thread.Sleep(20);
        Assert.Equal(0, Decoders(path));

        // What was decoded before may still be shown; nothing hangs.
        ReadResult result = ReadResult.Ok;
        for (int n = 0; n < 100 && result == ReadResult.Ok; n++) result = camera.Read(frame, Long);
        Assert.Equal(ReadResult.TimedOut, result);
    }

    [Fact]
    public void A_clip_waits_for_sound_that_is_decoded_too_slowly()
    {
        ClipTiming timing = new();
        SlowSound sound = new();
        using ClipMicrophone microphone = new(new Clip("slow", sound, new MemoryVideo([], 0), []), timing);
        float[] block = new float[160];
        Assert.Equal(ReadResult.Ok, microphone.Read(block, out long first, Long));
        long start = timing.Start;
        sound.Refuses = true;
        Thread.Sleep(300);
        Assert.Equal(ReadResult.TimedOut, microphone.Read(block, out _, TimeSpan.Zero));
        sound.Refuses = false;
        Assert.Equal(ReadResult.Ok, microphone.Read(block, out long second, Long));
        Assert.Equal(160, sound.Last);
        Assert.InRange(timing.Start - start, 250_000_000, long.MaxValue);
        Assert.Equal(10_000_000 + timing.Start - start, second - first);
    }

    private static void Write(ReadAhead<Box> ahead, int value)
    {
        ahead.Rent().Value = value;
        ahead.Commit();
    }

    private static (int Value, long Index)? Take(ReadAhead<Box> ahead, long from, long index) =>
        ahead.TakeNewest(from, index, TimeSpan.Zero) is (var slot, var given) ? (slot.Value, given) : null;

    /// <summary>How many processes were started with a file's name.</summary>
    private static int Decoders(string path) => Directory.EnumerateDirectories("/proc").Count(folder =>
    {
        try
        {
            return Path.GetFileName(folder).All(char.IsAsciiDigit)
                && File.ReadAllText(Path.Combine(folder, "cmdline")).Contains(path, StringComparison.Ordinal);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false; // It has ended by now.
        }
    });

    private string Make(string ending, string coding, int seconds)
    {
        string path = Path.Combine(_folder, $"clip.{ending}");
        MediaTool.Ffmpeg(
            $"-f lavfi -i testsrc=size=64x48:rate=25:duration={seconds} -f lavfi -i sine=440:duration={seconds}:sample_rate=16000 "
            + $"{(ending == "mkv" ? "-c:a pcm_s16le" : "")} {coding} {path}");
        return path;
    }

    private sealed class Box
    {
        public int Value { get; set; }
    }

    private sealed class SlowSound : IClipSound
    {
        public bool Refuses { get; set; }

        public long Last { get; private set; }

        public long Length => 16_000;

        public float Level => 0;

        public float Peak => 0;

        public bool TryRead(long round, long at, Span<float> samples, TimeSpan timeout)
        {
            if (!Refuses) Last = at;
            return !Refuses;
        }

        public void Close()
        {
            // Nothing to end.
        }
    }
}
