using OnBoard.Drivers.Video;

namespace OnBoard.Tests.Unit.Sensors.Sight.Training;

/// <summary>A picture with the five points of its face (x y each, pixels, from left to right).</summary>
internal sealed record LabelledPicture(VideoFrame Frame, float[] Points);
