using OnBoard.Sensors.Media;
using OnBoard.Sensors.Sight;

namespace OnBoard.Tests.Unit.Sensors.Sight;

/// <summary>The tracker on real talkers, judged by YuNet's corners of the mouth.</summary>
public class MouthTrackerAccuracyTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(10, "dev", "test")]
    [InlineData(1, "dev_other_speaker")]
    [InlineData(1, "test_other_speaker")]
    public void The_mouth_is_where_YuNet_sees_it(int oneClipIn, params string[] splits) => Measure(oneClipIn, splits);

    [Theory(Explicit = true)]
    [InlineData("dev", "test")]
    [InlineData("train")]
    public void The_mouth_is_where_YuNet_sees_it_in_every_clip(params string[] splits) => Measure(1, splits);

    private void Measure(int oneClipIn, string[] splits)
    {
        using var reference = new YuNet(TestData.Require("roi_models/yunet_n_320_320.onnx"));
        GridCorpus corpus = GridCorpus.Open(TestData.Require("grid"), TestData.Require("manifest.csv"));
        string[] paths =
            [.. splits.SelectMany(corpus.InSplit).Select(c => c.Path).Where((_, i) => i % oneClipIn == 0)];
        var total = new TrackerFigures();
        foreach (Clip clip in Clip.LoadAll(paths, new ClipOptions { Audio = StreamUse.Skipped }))
        {
            var tracker = new MouthTracker();
            total.StartClip();
            foreach (var frame in clip.Frames)
            {
                if (reference.Detect(frame) is not { } face) continue;
                bool found = tracker.Track(frame, out MouthRegion region);
                total.Add(found, region, tracker.MeasuredCenter, face);
            }
        }

        output.WriteLine($"{string.Join(", ", splits)}: {paths.Length} clips, {total}");
        Assert.True(total.ShareWithin >= 0.99, $"the mouth is within 0.15 face widths in only {total.ShareWithin:P2}");
        Assert.True(total.RegionStep < total.ReferenceStep, "the region is less steady than YuNet");
    }
}
