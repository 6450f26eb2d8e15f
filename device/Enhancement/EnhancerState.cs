using OnBoard.Fabric.Engines;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Enhancement;

/// <summary>All that a <see cref="SpeechEnhancer"/> remembers from hop to hop, so that another can go on from there.</summary>
/// <param name="network">Room for the network's own state; null where its engine cannot tell it (floating point).</param>
public sealed class EnhancerState(NetworkState? network)
{
    /// <summary>The network's outputs and universal context.</summary>
    public NetworkState? Network { get; } = network;

    /// <summary>The tracked level: running mean, hops in it.</summary>
    public float[] Level { get; } = new float[LevelTracker.StateLength];

    /// <summary>Audio inputs of the last hops.</summary>
    public float[] Audio { get; } = new float[NetworkInputs.AudioLength];

    /// <summary>Video inputs of the last pictures.</summary>
    public float[] Video { get; } = new float[NetworkInputs.VideoLength];

    /// <summary>The last hop as it was heard.</summary>
    public float[] Heard { get; } = new float[AudioFormat.HopLength];

    /// <summary>The half of the last window that is still to be added.</summary>
    public float[] Overlap { get; } = new float[AudioFormat.HopLength];
}
