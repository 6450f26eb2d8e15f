using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Device.Service.Pipeline;

/// <summary>An engine that gives one gain to all bands, remembers its inputs, and may do something at each step.</summary>
internal sealed class ScriptedEngine(float gain = 1f) : IEngine
{
    public string Name => "scripted";

    public NetworkDescription Description { get; } = FormerNetworks.Tiny;

    public EventCounts Counts { get; private set; }

    public float[] Audio { get; } = new float[240];

    public float[] Video { get; } = new float[192];

    public float Gain { get; set; } = gain;

    /// <summary>Called at each step with its number from 0.</summary>
    public Action<long>? AtStep { get; set; }

    public bool Disposed { get; private set; }

    public void Reset()
    {
        // Nothing is remembered from step to step.
    }

    public void Forward(ReadOnlySpan<float> audio, ReadOnlySpan<float> video, Span<float> gains)
    {
        AtStep?.Invoke(Counts.Steps);
        audio.CopyTo(Audio);
        video.CopyTo(Video);
        gains.Fill(Gain);
        Counts = Counts with { Steps = Counts.Steps + 1, Receptive = Counts.Receptive + 1000 };
    }

    public int ActiveCells(StreamName stream, int layer) => 8;

    public void ReadOutputs(Span<byte> outputs) => outputs.Fill((byte)Counts.Steps);

    public void Dispose() => Disposed = true;
}
