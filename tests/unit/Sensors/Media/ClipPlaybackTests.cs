using OnBoard.Drivers;
using OnBoard.Drivers.Time;
using OnBoard.Drivers.Video;
using OnBoard.Sensors.Media;

namespace OnBoard.Tests.Unit.Sensors.Media;

public class ClipPlaybackTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(5);

    [Fact]
    public void Sound_and_frames_share_their_start()
    {
        var timing = new ClipTiming(paced: false);
        using var camera = new ClipCamera(Make(count: 3), timing);
        using var microphone = new ClipMicrophone(Make(count: 3), timing);
        var frame = new VideoFrame(4, 4);
        camera.Read(frame, Long);
        microphone.Read(new float[160], out long heardAt, Long);
        Assert.Equal(frame.CapturedAt, heardAt);
        Assert.Equal(timing.Start, heardAt);
    }

    [Fact]
    public void A_clip_ends_and_its_last_block_is_filled_with_silence()
    {
        using var microphone = new ClipMicrophone(Make(count: 2), new ClipTiming(paced: false));
        float[] block = new float[1000];
        Assert.Equal(ReadResult.Ok, microphone.Read(block, out _, Long));
        Assert.Equal(ReadResult.Ok, microphone.Read(block, out _, Long));
        Assert.Equal(0.5f, block[99]);
        Assert.Equal(0, block[100]);
        Assert.Equal(ReadResult.Ended, microphone.Read(block, out _, Long));
    }

    [Fact]
    public void A_looped_clip_keeps_sound_and_frames_in_step()
    {
        // Two frames last 1280 samples, the sound lasts 1100: each round is 1280 samples long.
        var timing = new ClipTiming(paced: false, looped: true);
        using var camera = new ClipCamera(Make(count: 2), timing);
        using var microphone = new ClipMicrophone(Make(count: 2), timing);
        float[] block = new float[1280 * 3];
        microphone.Read(block, out _, Long);
        for (int i = 0; i < block.Length; i++) Assert.Equal(i % 1280 < 1100 ? 0.5f : 0, block[i]);

        var frame = new VideoFrame(4, 4);
        for (int i = 0; i < 6; i++)
        {
            Assert.Equal(ReadResult.Ok, camera.Read(frame, Long));
            Assert.Equal(i, frame.Sequence);
            Assert.Equal(i % 2, frame.Luma[0]);
            Assert.Equal(i * 40_000_000, frame.CapturedAt - timing.Start);
        }
    }

    [Fact]
    public void Paced_play_never_delivers_before_its_time()
    {
        var timing = new ClipTiming();
        using var camera = new ClipCamera(Make(count: 3), timing);
        using var microphone = new ClipMicrophone(Make(count: 3), timing);
        float[] block = new float[160];
        var frame = new VideoFrame(4, 4);
        for (int i = 0; i < 6; i++)
        {
            Assert.Equal(ReadResult.Ok, microphone.Read(block, out long heardAt, Long));
            Assert.True(MonotonicClock.Nanoseconds >= heardAt + 10_000_000);
        }

        while (camera.Read(frame, Long) == ReadResult.Ok)
            Assert.True(MonotonicClock.Nanoseconds >= frame.CapturedAt);
    }

    [Fact]
    public void A_block_that_is_not_due_times_out_and_is_not_lost()
    {
        using var microphone = new ClipMicrophone(Make(count: 2), new ClipTiming());
        float[] block = new float[1280];
        Assert.Equal(ReadResult.TimedOut, microphone.Read(block, out long first, TimeSpan.Zero));
        Assert.Equal(0, block[0]);
        Assert.Equal(ReadResult.Ok, microphone.Read(block, out long second, Long));
        Assert.Equal(first, second);
        Assert.Equal(0.5f, block[0]);
    }

    [Fact]
    public void A_slow_reader_loses_the_oldest_frames()
    {
        using var camera = new ClipCamera(Make(count: 12), new ClipTiming());
        var frame = new VideoFrame(4, 4);
        camera.Read(frame, Long);
        Thread.Sleep(300);
        camera.Read(frame, Long);
        Assert.True(frame.Sequence >= 3, $"got frame {frame.Sequence}");
    }

    [Fact]
    public void A_clip_without_the_stream_is_refused()
    {
        var empty = new Clip("empty", [], [], 0);
        Assert.Throws<BadInputException>(() => new ClipCamera(empty, new ClipTiming()));
        Assert.Throws<BadInputException>(() => new ClipMicrophone(empty, new ClipTiming()));
    }

    private static Clip Make(int count)
    {
        float[] samples = new float[1100];
        samples.AsSpan().Fill(0.5f);
        var video = new VideoFrame[count];
        for (int i = 0; i < count; i++)
        {
            video[i] = new VideoFrame(4, 4);
            video[i].Luma[0] = (byte)i;
        }

        return new Clip("made", samples, video, 25);
    }
}
