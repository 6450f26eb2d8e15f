using OnBoard.Drivers.Video;
using OnBoard.Sensors.Sight;
using OnBoard.Tests.Unit.Sensors.Sight.Training;

namespace OnBoard.Tests.Unit.Sensors.Sight;

/// <summary>Frames with one drawn face at a known place, as a camera with some noise would take them.</summary>
internal sealed class Scene
{
    private readonly LabelledImage _face;
    private readonly LumaPyramid _source;
    private readonly Random _noise = new(7);
    private readonly float[] _view;

    public Scene(int seed, int width = 320, int height = 240)
    {
        _face = DrawnFace.Draw(new Random(seed));
        _source = new LumaPyramid(_face.Frame.Width, _face.Frame.Height);
        _source.Take(_face.Frame);
        Frame = new VideoFrame(width, height);
        _view = new float[width * height];
    }

    public VideoFrame Frame { get; }

    /// <summary>Where the mouth is in the last frame.</summary>
    public (float X, float Y) Mouth { get; private set; }

    /// <param name="x">Centre of the face, pixels.</param>
    /// <param name="y">Centre of the face, pixels.</param>
    /// <param name="eyes">Distance of the eyes, pixels.</param>
    /// <param name="noise">Largest noise, grey levels.</param>
    public VideoFrame Take(float x, float y, float eyes, float noise = 3)
    {
        FacePose pose = FacePose.Fit(_face.Points);
        float step = pose.Scale / eyes;
        float centerX = pose.X - (step * (x - ((Frame.Width - 1) / 2f)));
        float centerY = pose.Y - (step * (y - ((Frame.Height - 1) / 2f)));
        _source.Sample(_view, Frame.Width, Frame.Height, centerX, centerY, step, 0);
        for (int i = 0; i < _view.Length; i++)
            Frame.Luma[i] = (byte)Math.Clamp(_view[i] + (noise * ((2 * _noise.NextSingle()) - 1)) + 0.5f, 0, 255);
        float mouthX = (_face.Points[6] + _face.Points[8]) / 2;
        float mouthY = (_face.Points[7] + _face.Points[9]) / 2;
        Mouth = (x + ((mouthX - pose.X) / step), y + ((mouthY - pose.Y) / step));
        return Frame;
    }

    /// <summary>A frame without a face.</summary>
    public VideoFrame TakeEmpty(int seed)
    {
        float[] plane = DeadLeaves.Draw(Frame.Width, Frame.Height, new Random(seed));
        for (int i = 0; i < plane.Length; i++) Frame.Luma[i] = (byte)plane[i];
        return Frame;
    }
}
