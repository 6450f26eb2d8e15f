using System.Diagnostics;
using System.Globalization;
using OnBoard.Drivers.Files;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Commands.Checks;

/// <summary>Whether recordings and checkpoints can be written, how long that takes, and for how long there is room.</summary>
internal sealed class DiskCheck : ICheck
{
    private const long MinFree = 200_000_000;

    // Noisy, enhanced and clean sound, 16 bit.
    private const double BytesPerHour = 3.0 * 2 * AudioFormat.SampleRate * 3600;

    public string Name => "disk";

    public IEnumerable<Finding> Look(CheckContext context)
    {
        string folder = ExistingFolder(context.Settings.Record ?? Directory.GetCurrentDirectory());
        string probe = Path.Combine(folder, $".onboard-check-{Environment.ProcessId}");
        double milliseconds;
        try
        {
            long start = Stopwatch.GetTimestamp();
            DurableFile.Write(probe, stream => stream.Write(new byte[1 << 20]));
            milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        finally
        {
            File.Delete(probe);
        }

        long free = new DriveInfo(folder).AvailableFreeSpace;
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{free / 1e9:0.0} GB free, room for {free / BytesPerHour:0} hours of recordings; a megabyte is safe on the disk in {milliseconds:0} ms");
        yield return free >= MinFree
            ? Finding.Ok(folder, text)
            : Finding.Note(folder, text, "delete old recordings, or name another folder with --record");
    }

    private static string ExistingFolder(string path)
    {
        string folder = Path.GetFullPath(path);
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } parent) folder = parent;
        return folder;
    }
}
