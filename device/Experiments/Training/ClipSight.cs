using OnBoard.Device.Enhancement;
using OnBoard.Sensors.Sight;

namespace OnBoard.Device.Experiments.Training;

/// <summary>Feeds the pictures of a clip to the network's inputs as the hops go by.</summary>
internal sealed class ClipSight(FeatureScaling scaling)
{
    private readonly float[] _mouth = new float[MouthFeatures.Count];
    private SpeechClip? _clip;
    private int _picture;

    /// <summary>Begins a clip; null shows nothing.</summary>
    public void Begin(SpeechClip? clip)
    {
        _clip = clip;
        _picture = -1;
    }

    /// <summary>Pushes the picture that is the latest at a hop, where it is a new one.</summary>
    public void Push(int hop, NetworkInputs inputs)
    {
        if (_clip is null || _clip.PictureAt(hop) is var picture && picture == _picture) return;
        _picture = picture;
        if (_clip.Seen[picture]) scaling.ScaleVideo(_clip.Picture(picture), _mouth);
        else _mouth.AsSpan().Clear();
        inputs.PushVideo(_mouth);
    }
}
