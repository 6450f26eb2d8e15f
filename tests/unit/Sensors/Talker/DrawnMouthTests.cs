using OnBoard.Drivers.Video;
using OnBoard.Sensors.Sight;
using OnBoard.Sensors.Talker.Traits;
using OnBoard.Sensors.Talker;

namespace OnBoard.Tests.Unit.Sensors.Talker;

public class DrawnMouthTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(8)]
    [InlineData(12)]
    public void The_mouth_tracker_finds_the_drawn_mouth_in_nearly_every_frame(int seed)
    {
        const int Frames = 100;
        SyntheticTalker talker = new(new TalkerOptions { Seed = seed });
        using VirtualCamera camera = new(talker, new Unpaced());
        MouthTracker tracker = new();
        VideoFrame frame = new(320, 240);
        int found = 0;
        double error = 0;
        for (int k = 0; k < Frames; k++)
        {
            camera.Read(frame, TimeSpan.Zero);
            if (!tracker.Track(frame, out MouthRegion region)) continue;
            found++;
            float x = region.CenterX - camera.Mouth.CenterX, y = region.CenterY - camera.Mouth.CenterY;
            error += Math.Sqrt(x * x + y * y);
        }

        Assert.InRange(found, Frames - 1, Frames);
        Assert.InRange(error / found, 0, 5);
    }
}
