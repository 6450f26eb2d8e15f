using OnBoard.Device.Enhancement;

namespace OnBoard.Device.Experiments.Training;

/// <summary>Feeds the frames of a clip to the network's inputs as the hops go by.</summary>
internal sealed class ClipSight(SightInputs sight)
{
    private SpeechClip? _clip;
    private int _frame;

    /// <summary>Video inputs as they are.</summary>
    public ReadOnlySpan<float> Inputs => sight.Inputs;

    /// <summary>Begins a clip; null shows nothing.</summary>
    public void Begin(SpeechClip? clip)
    {
        sight.Reset();
        _clip = clip;
        _frame = -1;
    }

    /// <summary>Pushes the frame that is the latest at a hop, where it is a new one.</summary>
    public void Push(int hop)
    {
        if (_clip is null || _clip.FrameAt(hop) is var frame && frame == _frame) return;
        _frame = frame;
        if (frame >= 0 && _clip.Seen[frame]) sight.Push(_clip.Frame(frame));
        else sight.PushNothing();
    }
}
