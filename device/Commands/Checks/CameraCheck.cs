using System.Globalization;
using OnBoard.Device.Service.Devices;
using OnBoard.Drivers;
using OnBoard.Drivers.Time;
using OnBoard.Drivers.Video;

namespace OnBoard.Device.Commands.Checks;

/// <summary>Whether the chosen camera gives frames, and as many as it says.</summary>
internal sealed class CameraCheck : ICheck
{
    private const long Nanoseconds = 2_000_000_000;
    private const double MinShare = 0.7;

    public string Name => "camera";

    public IEnumerable<Finding> Look(CheckContext context)
    {
        if (context.Settings.Camera.Kind == EndpointKind.None)
        {
            yield return Finding.Note("camera", "none is chosen: the network hears only", "name one with --camera");
            yield break;
        }

        if (context.Sources.OpenCamera() is not { } slot)
        {
            yield return Finding.Note(context.Settings.Camera.Name, "holds no video: the network hears only");
            yield break;
        }

        using ICamera camera = slot.Device!;
        VideoFrame frame = new(camera.Width, camera.Height);
        long begin = SystemClock.Instance.Nanoseconds;
        int frames = 0;
        long first = 0, last = 0;
        while (SystemClock.Instance.Nanoseconds - begin < Nanoseconds && !context.Stop.IsCancellationRequested)
        {
            ReadResult result = camera.Read(frame, TimeSpan.FromMilliseconds(200));
            if (result == ReadResult.Ended) break;
            if (result != ReadResult.Ok) continue;
            last = SystemClock.Instance.Nanoseconds;
            if (frames++ == 0) first = last;
        }

        yield return Validate(camera, frames, (last - first) * 1e-9);
    }

    private static Finding Validate(ICamera camera, int frames, double seconds)
    {
        string size = $"{camera.Width} x {camera.Height}";
        if (frames < 2)
        {
            return new Finding(
                FindingState.Failed, camera.Name, $"opened with {size}, but gave {frames} frames in {Nanoseconds / 1e9:0} s",
                "plug it in again, end other programs that use it, try another USB port");
        }

        double rate = (frames - 1) / seconds;
        string text = string.Create(
            CultureInfo.InvariantCulture, $"{size}, {rate:0.0} frames a second where {camera.FramesPerSecond:0.#} were asked for");
        return rate >= MinShare * camera.FramesPerSecond
            ? Finding.Ok(camera.Name, text)
            : Finding.Note(camera.Name, text, "give it more light, or a faster USB port: lips are seen late");
    }
}
