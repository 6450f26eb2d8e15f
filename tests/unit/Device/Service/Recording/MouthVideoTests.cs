using OnBoard.Device.Service.Recording;
using OnBoard.Drivers;
using OnBoard.Sensors.Media;

namespace OnBoard.Tests.Unit.Device.Service.Recording;

public class MouthVideoTests
{
    [Fact]
    public void Ffmpeg_reads_the_frames_as_they_were()
    {
        FfmpegProgram ffmpeg;
        try
        {
            ffmpeg = FfmpegProgram.Find();
        }
        catch (DeviceMissingException)
        {
            Assert.Skip("needs ffmpeg");
            return;
        }

        string path = Path.Combine(Path.GetTempPath(), $"onboard-{Guid.NewGuid():N}.y4m");
        try
        {
            byte[] frames = new byte[5 * 64 * 48];
            new Random(3).NextBytes(frames);
            using (MouthVideo video = new(File.Create(path), path))
            {
                for (int i = 0; i < 5; i++) video.Write(frames.AsSpan(i * 64 * 48, 64 * 48));
                Assert.Equal(5, video.Frames);
            }

            using MemoryStream decoded = new();
            FfmpegOutcome outcome = ffmpeg.Run(
                ["-v", "error", "-i", path, "-f", "rawvideo", "-pix_fmt", "gray", "-"], stream => stream.CopyTo(decoded),
                TimeSpan.FromMinutes(1));
            Assert.Equal(0, outcome.ExitCode);
            Assert.Equal(frames, decoded.ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }
}
