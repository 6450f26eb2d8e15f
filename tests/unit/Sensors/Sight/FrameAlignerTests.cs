using CsCheck;
using OnBoard.Sensors.Sight;

namespace OnBoard.Tests.Unit.Sensors.Sight;

public class FrameAlignerTests
{
    private const long Millisecond = 1_000_000;

    [Fact]
    public void A_hop_gets_the_latest_frame_that_is_not_of_its_future()
    {
        Gen.Select(Gen.Long[0, 60].Array[0, 20], Gen.Long[-10, 800]).Sample((gaps, hopEnd) =>
        {
            long[] times = new long[gaps.Length];
            for (int i = 0; i < times.Length; i++) times[i] = gaps[i] + (i > 0 ? times[i - 1] : 0);
            int expected = -1;
            for (int i = 0; i < times.Length; i++)
                if (times[i] <= hopEnd) expected = i;
            Assert.Equal(expected, FrameAligner.FrameFor(times, hopEnd));
        });
    }

    [Fact]
    public void A_stream_gives_each_hop_the_same_frame_as_the_whole_recording()
    {
        // 25 frames/s with up to 8 ms of jitter, each handed over up to 3 frames ahead of its hop.
        Gen.Select(Gen.Long[-8, 8].Array[60], Gen.Int[0, 3]).Sample((jitter, ahead) =>
        {
            long[] times = [.. jitter.Select((j, i) => ((40 * i) + 10 + j) * Millisecond)];
            var aligner = new FrameAligner();
            float[] features = new float[MouthFeatures.Count];
            int added = 0;
            for (long hopEnd = 10 * Millisecond; hopEnd < times[^1]; hopEnd += 10 * Millisecond)
            {
                int due = FrameAligner.FrameFor(times, hopEnd);
                for (; added <= Math.Min(due + ahead, times.Length - 1); added++)
                {
                    features[0] = added;
                    aligner.Add(features, times[added], found: true);
                }

                features[0] = -1;
                Assert.Equal(due >= 0, aligner.TryGet(hopEnd, features, out _));
                Assert.Equal(due, features[0]);
            }
        }, iter: 50);
    }

    [Fact]
    public void The_age_of_frames_is_measured()
    {
        var aligner = new FrameAligner();
        float[] features = new float[MouthFeatures.Count];
        aligner.Add(features, 100 * Millisecond, found: true);
        aligner.TryGet(105 * Millisecond, features, out long capturedAt);
        aligner.TryGet(115 * Millisecond, features, out _);
        Assert.Equal(100 * Millisecond, capturedAt);
        Assert.Equal(10, aligner.MeanAge.TotalMilliseconds);
        Assert.Equal(15, aligner.MaxAge.TotalMilliseconds);
    }

    [Fact]
    public void A_frame_that_is_too_old_is_not_used()
    {
        var aligner = new FrameAligner(TimeSpan.FromMilliseconds(100));
        float[] features = new float[MouthFeatures.Count];
        aligner.Add(features, 0, found: true);
        Assert.True(aligner.TryGet(100 * Millisecond, features, out _));
        Assert.False(aligner.TryGet(101 * Millisecond, features, out _));
        Assert.Equal(1, aligner.HopsWithoutFrame);
    }

    [Fact]
    public void A_frame_without_a_mouth_gives_no_features()
    {
        var aligner = new FrameAligner();
        float[] features = new float[MouthFeatures.Count];
        aligner.Add(features, 0, found: true);
        aligner.Add(features, 40 * Millisecond, found: false);
        Assert.True(aligner.TryGet(39 * Millisecond, features, out _));
        Assert.False(aligner.TryGet(40 * Millisecond, features, out _));
    }

    [Fact]
    public void A_frame_out_of_order_is_counted_and_dropped()
    {
        var aligner = new FrameAligner();
        float[] features = new float[MouthFeatures.Count];
        aligner.Add(features, 40, found: true);
        aligner.Add(features, 30, found: true);
        Assert.Equal(1, aligner.FramesOutOfOrder);
    }
}
