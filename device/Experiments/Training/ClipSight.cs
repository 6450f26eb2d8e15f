using OnBoard.Device.Enhancement;

namespace OnBoard.Device.Experiments.Training;

/// <summary>Feeds the pictures of a clip to the network's inputs as the hops go by.</summary>
internal sealed class ClipSight(SightInputs sight)
{
    private SpeechClip? _clip;
    private int _picture;

    /// <summary>Video inputs as they are.</summary>
    public ReadOnlySpan<float> Inputs => sight.Inputs;

    /// <summary>Begins a clip; null shows nothing.</summary>
    public void Begin(SpeechClip? clip)
    {
        sight.Reset();
        _clip = clip;
        _picture = -1;
    }

    /// <summary>Pushes the picture that is the latest at a hop, where it is a new one.</summary>
    public void Push(int hop)
    {
        if (_clip is null || _clip.PictureAt(hop) is var picture && picture == _picture) return;
        _picture = picture;
        if (picture >= 0 && _clip.Seen[picture]) sight.Push(_clip.Picture(picture));
        else sight.PushNothing();
    }
}
