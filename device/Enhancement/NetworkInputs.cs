using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Enhancement;

/// <summary>The inputs of one network step: what it hears and what it sees, each as its description says.</summary>
/// <param name="scaling">The features' kinds and normalisation.</param>
public sealed class NetworkInputs(FeatureScaling scaling)
{
    private readonly HearingInputs _hearing = HearingInputs.Create(scaling);
    private readonly SightInputs _sight = SightInputs.Create(scaling);

    /// <summary>How finely the hops that it hears are analysed.</summary>
    public AnalysisFormat Format => _hearing.Format;

    /// <summary>Inputs of the audio stream.</summary>
    public ReadOnlySpan<float> Audio => _hearing.Inputs;

    /// <summary>Inputs of the video stream; zeros where nothing was seen.</summary>
    public ReadOnlySpan<float> Video => _sight.Inputs;

    /// <summary>Whether there is anything in <see cref="Video"/>.</summary>
    public bool SeesMouth => Video.ContainsAnyExcept(0f);

    /// <summary>Numbers that hearing remembers beside its inputs.</summary>
    public int HearingStateLength => _hearing.StateLength;

    /// <summary>Numbers that sight remembers beside its inputs.</summary>
    public int SightStateLength => _sight.StateLength;

    /// <summary>Takes the next hop.</summary>
    public void Hear(HopAnalysis hop) => _hearing.Push(hop);

    /// <summary>Takes the mouth of the next frame; it is held until the next one.</summary>
    /// <param name="mouth">[64] before normalisation.</param>
    public void SeeMouth(ReadOnlySpan<float> mouth) => _sight.Push(mouth);

    /// <summary>Takes a frame in which no mouth was found.</summary>
    public void SeeNoMouth() => _sight.PushNothing();

    /// <summary>Forgets what was seen: the camera is covered, gone or switched off.</summary>
    public void LoseSight() => _sight.Clear();

    /// <summary>Copies what is remembered for the next hop.</summary>
    public void Save(EnhancerState state)
    {
        _hearing.Save(state.Hearing);
        _sight.Save(state.Sight);
        Audio.CopyTo(state.Audio);
        Video.CopyTo(state.Video);
    }

    /// <summary>Goes on from what another had.</summary>
    public void Restore(EnhancerState state)
    {
        _hearing.Restore(state.Hearing, state.Audio);
        _sight.Restore(state.Sight, state.Video);
    }

    /// <summary>Begins a new utterance.</summary>
    public void Reset()
    {
        _hearing.Reset();
        _sight.Reset();
    }
}
