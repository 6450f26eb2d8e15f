using OnBoard.Drivers.Video;
using OnBoard.Sensors.Media;
using OnBoard.Sensors.Sight;

namespace OnBoard.Tests.Unit.Sensors.Sight;

public class MouthFeatureExtractorTests(ITestOutputHelper output)
{
    [Fact]
    public void It_allocates_nothing_after_the_first_frame()
    {
        var extractor = new MouthFeatureExtractor();
        var scene = new Scene(3);
        float[] features = new float[MouthFeatures.Count];
        VideoFrame face = scene.Take(160, 120, 45);
        var empty = new VideoFrame(face.Width, face.Height);
        extractor.Extract(face, features);
        Allocations.None(() =>
        {
            for (int i = 0; i < 20; i++) extractor.Extract(face, features);
            for (int i = 0; i < 20; i++) extractor.Extract(empty, features);
        });
    }

    [Fact]
    public void Light_and_contrast_matter_little()
    {
        VideoFrame bright = new Scene(3).Take(160, 120, 45, noise: 0);
        var dim = new VideoFrame(bright.Width, bright.Height);
        for (int i = 0; i < dim.Luma.Length; i++) dim.Luma[i] = (byte)((bright.Luma[i] * 0.5f) + 20.5f);
        float[] a = Extract(bright);
        float[] b = Extract(dim);
        double difference = Math.Sqrt(a.Zip(b, (x, y) => (double)(x - y) * (x - y)).Sum() / a.Sum(x => (double)x * x));
        Assert.True(difference < 0.05, $"the features differ by {difference:P1}");
    }

    [Fact]
    public void Colour_does_not_matter()
    {
        VideoFrame grey = new Scene(3).Take(160, 120, 45);
        float[] before = Extract(grey);
        Random random = new(1);
        random.NextBytes(grey.Cb);
        random.NextBytes(grey.Cr);
        Assert.Equal(before, Extract(grey));
    }

    [Fact]
    public void Before_the_first_mouth_the_features_are_zero()
    {
        float[] features = new float[MouthFeatures.Count];
        features.AsSpan().Fill(1);
        Assert.False(new MouthFeatureExtractor().Extract(new VideoFrame(320, 240), features));
        Assert.All(features, f => Assert.Equal(0, f));
    }

    [Fact]
    public void A_face_at_another_size_gives_nearly_the_same_features()
    {
        string path = TestData.Require("grid/s3/sbia1a.mpg");
        Clip clip = Clip.Load(path, new ClipOptions { Audio = StreamUse.Skipped });
        var native = new MouthFeatureExtractor();
        var small = new MouthFeatureExtractor();
        var half = new VideoFrame(180, 144);
        float[] a = new float[MouthFeatures.Count];
        float[] b = new float[MouthFeatures.Count];
        double difference = 0;
        double power = 0;
        foreach (VideoFrame frame in clip.Frames)
        {
            for (int y = 0; y < 144; y++)
            {
                for (int x = 0; x < 180; x++)
                {
                    int at = (2 * y * 360) + (2 * x);
                    half.Luma[(y * 180) + x] = (byte)((frame.Luma[at] + frame.Luma[at + 1] + frame.Luma[at + 360]
                        + frame.Luma[at + 361] + 2) / 4);
                }
            }

            Assert.True(native.Extract(frame, a));
            Assert.True(small.Extract(half, b));
            for (int i = 0; i < a.Length; i++)
            {
                difference += (a[i] - b[i]) * (a[i] - b[i]);
                power += a[i] * a[i];
            }
        }

        output.WriteLine($"relative difference {Math.Sqrt(difference / power):P1}");
        Assert.True(difference < 0.04 * power, $"the features differ by {Math.Sqrt(difference / power):P1}");
    }

    [Fact(Explicit = true)]
    public void How_long_a_frame_takes()
    {
        Clip clip = Clip.Load(TestData.Require("grid/s3/sbia1a.mpg"));
        var extractor = new MouthFeatureExtractor();
        float[] features = new float[MouthFeatures.Count];
        for (int i = 0; i < 5; i++)
            foreach (VideoFrame frame in clip.Frames) extractor.Extract(frame, features);
        TimeSpan start = Environment.CpuUsage.TotalTime;
        foreach (VideoFrame frame in clip.Frames) extractor.Extract(frame, features);
        TimeSpan spent = Environment.CpuUsage.TotalTime - start;
        output.WriteLine($"tracking: {spent.TotalMilliseconds / clip.Frames.Count:0.00} ms of processor time");
        start = Environment.CpuUsage.TotalTime;
        foreach (VideoFrame frame in clip.Frames)
        {
            extractor.Reset();
            extractor.Extract(frame, features);
        }

        spent = Environment.CpuUsage.TotalTime - start;
        output.WriteLine($"searching: {spent.TotalMilliseconds / clip.Frames.Count:0.00} ms of processor time");
        Assert.True(extractor.Confidence > 0);
    }

    private static float[] Extract(VideoFrame frame)
    {
        float[] features = new float[MouthFeatures.Count];
        Assert.True(new MouthFeatureExtractor().Extract(frame, features));
        return features;
    }
}
