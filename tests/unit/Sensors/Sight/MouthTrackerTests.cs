using OnBoard.Drivers.Video;
using OnBoard.Sensors.Sight;

namespace OnBoard.Tests.Unit.Sensors.Sight;

public class MouthTrackerTests(ITestOutputHelper output)
{
    [Fact]
    public void The_first_frame_already_has_a_mouth_wherever_the_face_is()
    {
        int found = 0;
        const int Faces = 40;
        for (int seed = 0; seed < Faces; seed++)
        {
            var random = new Random(seed);
            float eyes = 22 + (48 * random.NextSingle());
            var scene = new Scene(10_000 + seed);
            VideoFrame frame = scene.Take((1.6f * eyes) + (random.NextSingle() * (320 - (3.2f * eyes))),
                (1.5f * eyes) + (random.NextSingle() * (240 - (3 * eyes))), eyes);
            bool seen = new MouthTracker().Track(frame, out MouthRegion region);
            if (seen && Distance(region, scene.Mouth) < 0.3f * eyes) found++;
            else output.WriteLine($"seed {seed}: eyes {eyes:0}, found {seen}, {region} for {scene.Mouth}");
        }

        Assert.True(found >= 0.9 * Faces, $"{found} of {Faces}");
    }

    [Fact]
    public void A_scene_without_a_face_has_no_mouth()
    {
        var scene = new Scene(1);
        const int Scenes = 50;
        int taken = Enumerable.Range(0, Scenes).Count(seed => new MouthTracker().Track(scene.TakeEmpty(seed), out _));
        Assert.Equal(0, taken);
    }

    [Fact]
    public void The_region_rests_while_the_head_does()
    {
        var scene = new Scene(3);
        var tracker = new MouthTracker();
        double squares = 0;
        MouthRegion last = default;
        for (int i = 0; i < 75; i++)
        {
            Assert.True(tracker.Track(scene.Take(160, 120, 45, noise: 6), out MouthRegion region));
            if (i >= 10) squares += Math.Pow(Distance(region, (last.CenterX, last.CenterY)), 2);
            last = region;
        }

        double step = Math.Sqrt(squares / 65);
        Assert.True(step < 0.1, $"moves by {step:0.000} pixels from frame to frame");
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(2f)]
    public void The_region_follows_a_head_that_moves(float pixelsPerFrame)
    {
        var scene = new Scene(3);
        var tracker = new MouthTracker();
        for (int i = 0; i < 80; i++)
        {
            float moved = pixelsPerFrame * Math.Clamp(i - 20, 0, 40);
            VideoFrame frame = scene.Take(100 + moved, 120, 45);
            Assert.True(tracker.Track(frame, out MouthRegion region), $"lost in frame {i}");
            float lag = Distance(region, scene.Mouth);
            Assert.True(lag < 0.15f * 45, $"lags by {lag:0.0} pixels in frame {i}");
        }
    }

    [Fact]
    public void A_jump_is_found_again()
    {
        var scene = new Scene(5);
        var tracker = new MouthTracker();
        for (int i = 0; i < 10; i++) tracker.Track(scene.Take(90, 110, 40), out _);
        MouthRegion region = default;
        for (int i = 0; i < 6; i++) tracker.Track(scene.Take(230, 130, 40), out region);
        Assert.True(Distance(region, scene.Mouth) < 0.2f * 40, $"{region} for {scene.Mouth}");
    }

    [Fact]
    public void A_lost_face_is_held_with_falling_confidence_and_then_given_up()
    {
        var scene = new Scene(3);
        var tracker = new MouthTracker();
        Assert.True(tracker.Track(scene.Take(160, 120, 45), out MouthRegion before));
        scene.Frame.Luma.AsSpan().Fill(90);
        float confidence = tracker.Confidence;
        int held = 0;
        while (tracker.Track(scene.Frame, out MouthRegion region))
        {
            Assert.Equal(before, region);
            Assert.True(tracker.Confidence < confidence);
            confidence = tracker.Confidence;
            held++;
        }

        Assert.InRange(held, 5, 25);
        bool again = false;
        for (int i = 0; i < 3; i++) again = tracker.Track(scene.Take(120, 110, 45), out _);
        Assert.True(again, "the face that came back was not found within three frames");
    }

    [Fact]
    public void Reset_makes_it_as_new()
    {
        var used = new MouthTracker();
        var fresh = new MouthTracker();
        var scene = new Scene(4);
        for (int i = 0; i < 5; i++) used.Track(scene.Take(120, 110, 50), out _);
        used.Reset();
        for (int i = 0; i < 5; i++)
        {
            VideoFrame frame = scene.Take(170, 120, 40);
            used.Track(frame, out MouthRegion a);
            fresh.Track(frame, out MouthRegion b);
            Assert.Equal(b, a);
        }
    }

    [Fact]
    public void Another_size_of_frame_starts_anew()
    {
        var tracker = new MouthTracker();
        tracker.Track(new Scene(4).Take(160, 120, 45), out _);
        var large = new Scene(4, 640, 480);
        Assert.True(tracker.Track(large.Take(330, 250, 90), out MouthRegion region));
        Assert.True(Distance(region, large.Mouth) < 0.2f * 90);
    }

    private static float Distance(MouthRegion region, (float X, float Y) point) =>
        MathF.Sqrt(((region.CenterX - point.X) * (region.CenterX - point.X))
            + ((region.CenterY - point.Y) * (region.CenterY - point.Y)));
}
