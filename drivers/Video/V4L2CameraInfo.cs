using System.Globalization;
using OnBoard.Drivers.Native;

namespace OnBoard.Drivers.Video;

/// <summary>A camera of this machine, or why its node cannot be used.</summary>
/// <param name="Path">The device node.</param>
/// <param name="Card">What the driver calls it; empty where the node could not be asked.</param>
/// <param name="Driver">The kernel driver.</param>
/// <param name="Bus">Where it is attached.</param>
/// <param name="Modes">What it can be set to in formats that OnBoard reads, best first for 640x480 at 30/s.</param>
/// <param name="Problem">Why it cannot be used; null where it can.</param>
public sealed record V4L2CameraInfo(
    string Path, string Card, string Driver, string Bus, IReadOnlyList<CameraMode> Modes, OnBoardException? Problem)
{
    /// <summary>
    /// The cameras of this machine in the order of their nodes. Nodes that answer but do not capture (a USB camera has
    /// one for its metadata) are left out; nodes that may not be opened are listed with their problem.
    /// </summary>
    public static IReadOnlyList<V4L2CameraInfo> List() => Directory.Exists("/dev")
        ? List(LinuxSystemCalls.Instance, Directory.EnumerateFiles("/dev", "video*"))
        : [];

    internal static IReadOnlyList<V4L2CameraInfo> List(ISystemCalls system, IEnumerable<string> paths) =>
    [
        .. paths.Where(path => Number(path) >= 0).OrderBy(Number)
            .Select(path => Ask(system, path)).OfType<V4L2CameraInfo>(),
    ];

    private static int Number(string path) =>
        int.TryParse(path.AsSpan(path.LastIndexOf('/') + 1)["video".Length..], NumberStyles.None,
            CultureInfo.InvariantCulture, out int number) ? number : -1;

    private static V4L2CameraInfo? Ask(ISystemCalls system, string path)
    {
        try
        {
            using VideoNode node = VideoNode.Open(system, path);
            List<CameraMode> modes = [.. CameraMode.Rank(CameraModes.List(node, 640, 480, 30), 640, 480, 30)];
            return new(path, node.Card, node.Driver, node.Bus, modes, null);
        }
        catch (DeviceMissingException)
        {
            return null;
        }
        catch (DeviceFailedException problem)
        {
            return new(path, "", "", "", [], problem);
        }
    }
}
