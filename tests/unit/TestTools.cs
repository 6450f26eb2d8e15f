using OnBoard.Drivers;
using OnBoard.Sensors.Media;

namespace OnBoard.Tests.Unit;

/// <summary>Programs that some tests run beside the product; a test is reported as skipped where one is absent.</summary>
internal static class TestTools
{
    /// <summary>Skips the test where ffmpeg is not installed.</summary>
    public static void RequireFfmpeg()
    {
        try
        {
            FfmpegProgram.Find();
        }
        catch (DeviceMissingException missing)
        {
            Assert.Skip(missing.Message);
        }
    }
}
