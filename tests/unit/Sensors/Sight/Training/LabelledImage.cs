using OnBoard.Drivers.Video;

namespace OnBoard.Tests.Unit.Sensors.Sight.Training;

/// <summary>A frame with the five points of its face (x y each, pixels, from left to right).</summary>
internal sealed record LabelledImage(VideoFrame Frame, float[] Points);
