using OnBoard.Drivers.Files;
using ScottPlot;
using SkiaSharp;

namespace OnBoard.Device.Experiments;

/// <summary>Writes drawings as SVG or PNG, whole or not at all; the ending of the name says which.</summary>
internal static class PlotFile
{
    /// <summary>Writes panels, one below the other or as their layout says.</summary>
    /// <param name="path">Ends in .svg or .png.</param>
    /// <param name="panels">What is drawn.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels, all panels together.</param>
    /// <exception cref="Drivers.DeviceFailedException">The disk refused.</exception>
    public static void Save(string path, Multiplot panels, int width, int height) =>
        DurableFile.Write(path, stream =>
        {
            if (IsSvg(path))
            {
                using SKCanvas canvas = SKSvgCanvas.Create(new SKRect(0, 0, width, height), stream);
                panels.Render(canvas, new PixelRect(0, width, height, 0));
                return;
            }

            using SKSurface surface = SKSurface.Create(new SKImageInfo(width, height));
            panels.Render(surface.Canvas, new PixelRect(0, width, height, 0));
            using SKImage image = surface.Snapshot();
            using SKData data = image.Encode(SKEncodedImageFormat.Png, quality: 100);
            data.SaveTo(stream);
        });

    /// <summary>Whether a path names a format that can be written.</summary>
    public static bool CanWrite(string path) => IsSvg(path) || path.EndsWith(".png", StringComparison.OrdinalIgnoreCase);

    private static bool IsSvg(string path) => path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase);
}
