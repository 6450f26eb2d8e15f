using OnBoard.Fabric.Engines;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Enhancement;

/// <summary>All that a <see cref="SpeechEnhancer"/> remembers from hop to hop, so that another can go on from there.</summary>
/// <param name="network">Room for the network's own state; null where its engine does not report it (floating point).</param>
/// <param name="inputs">Inputs of the same kinds.</param>
/// <param name="guard">A guard of as many bands.</param>
public sealed class EnhancerState(NetworkState? network, NetworkInputs inputs, GainGuard guard)
{
    /// <summary>The network's outputs and universal context.</summary>
    public NetworkState? Network { get; } = network;

    /// <summary>What hearing remembers beside its inputs: the level, the noise, the last samples.</summary>
    public float[] Hearing { get; } = new float[inputs.HearingStateLength];

    /// <summary>What sight remembers beside its inputs: what the lips did lately.</summary>
    public float[] Sight { get; } = new float[inputs.SightStateLength];

    /// <summary>What the guard of the gains remembers.</summary>
    public float[] Guard { get; } = new float[guard.StateLength];

    /// <summary>Audio inputs.</summary>
    public float[] Audio { get; } = new float[inputs.Audio.Length];

    /// <summary>Video inputs.</summary>
    public float[] Video { get; } = new float[inputs.Video.Length];

    /// <summary>The last samples as they were heard.</summary>
    public float[] Heard { get; } = new float[inputs.Format.WindowLength];

    /// <summary>The half of the last window that is still to be added.</summary>
    public float[] Overlap { get; } = new float[AudioFormat.HopLength];
}
