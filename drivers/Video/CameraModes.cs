using OnBoard.Drivers.Native;

namespace OnBoard.Drivers.Video;

/// <summary>What a V4L2 node can be set to.</summary>
internal static class CameraModes
{
    // A driver that counts without end must not hang the service.
    private const uint MaxEntries = 512;

    /// <summary>
    /// All modes in formats that OnBoard reads. Where the driver offers a range of sizes or rates the list has the
    /// member that comes closest to the request; where it does not enumerate them, the request itself.
    /// </summary>
    /// <exception cref="DeviceFailedException">The camera was unplugged.</exception>
    public static List<CameraMode> List(VideoNode node, int width, int height, double rate)
    {
        List<CameraMode> modes = [];
        foreach (PixelFormat format in Formats(node))
        {
            foreach ((int w, int h) in Sizes(node, format, width, height))
            {
                foreach (double r in Rates(node, format, w, h, rate)) modes.Add(new CameraMode(format, w, h, r));
            }
        }

        return modes;
    }

    private static IEnumerable<PixelFormat> Formats(VideoNode node)
    {
        for (uint i = 0; i < MaxEntries; i++)
        {
            V4L2FormatDescription entry = new() { Index = i, Type = node.BufferType };
            if (node.TryControl(V4L2.EnumerateFormats, ref entry) != 0) yield break;
            PixelFormat format = (PixelFormat)entry.PixelFormat;
            if (format != PixelFormat.None && Enum.IsDefined(format)) yield return format;
        }
    }

    private static IEnumerable<(int Width, int Height)> Sizes(VideoNode node, PixelFormat format, int width, int height)
    {
        for (uint i = 0; i < MaxEntries; i++)
        {
            V4L2FrameSize entry = new() { Index = i, PixelFormat = (uint)format };
            if (node.TryControl(V4L2.EnumerateFrameSizes, ref entry) != 0)
            {
                if (i == 0) yield return (width, height);
                yield break;
            }

            if (entry.Type != V4L2.EnumerationDiscrete)
            {
                yield return (Nearest(width, entry.MinWidth, entry.MaxWidth, entry.StepWidth),
                    Nearest(height, entry.MinHeight, entry.MaxHeight, entry.StepHeight));
                yield break;
            }

            yield return ((int)entry.Width, (int)entry.Height);
        }
    }

    private static IEnumerable<double> Rates(VideoNode node, PixelFormat format, int width, int height, double rate)
    {
        for (uint i = 0; i < MaxEntries; i++)
        {
            V4L2FrameInterval entry = new()
            {
                Index = i, PixelFormat = (uint)format, Width = (uint)width, Height = (uint)height,
            };
            if (node.TryControl(V4L2.EnumerateFrameIntervals, ref entry) != 0)
            {
                if (i == 0) yield return 0;
                yield break;
            }

            if (entry.Type != V4L2.EnumerationDiscrete)
            {
                double slowest = Rate(entry.MaxInterval), fastest = Rate(entry.MinInterval);
                yield return fastest > 0 ? Math.Clamp(rate, Math.Min(slowest, fastest), fastest) : 0;
                yield break;
            }

            yield return Rate(entry.Interval);
        }
    }

    /// <summary>Frames per second of an interval; 0 where it is not a number.</summary>
    public static double Rate(V4L2Fraction interval) =>
        interval.Numerator == 0 ? 0 : (double)interval.Denominator / interval.Numerator;

    private static int Nearest(int request, uint min, uint max, uint step)
    {
        if (max < min) return (int)min;
        double steps = Math.Round((Math.Clamp(request, min, max) - min) / (double)Math.Max(step, 1));
        long size = min + ((long)steps * Math.Max(step, 1));
        return (int)(size > max ? size - Math.Max(step, 1) : size);
    }
}
