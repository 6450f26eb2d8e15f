using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines;

/// <summary>What a step leaves behind for the next one in the integer engines.</summary>
public sealed class NetworkState
{
    /// <summary>The state at the start of an utterance.</summary>
    public NetworkState(NetworkTopology topology)
    {
        NetworkDescription description = topology.Description;
        Outputs = [.. Enumerable.Range(0, 2 * description.Layers).Select(_ => new byte[description.Cells])];
        int remembered = description.Law == ActivationLaw.Gated ? description.Cells : 0;
        Memories = [.. Outputs.Select(_ => new ushort[remembered])];
        Universal = new ushort[description.UniversalLength];
        SendsOnChange = description.SendsOnChange;
        Sent = SendsOnChange ? [.. Outputs.Select(outputs => new byte[outputs.Length])] : Outputs;
        SentAudio = new short[SendsOnChange ? description.AudioInputs : 0];
        SentVideo = new short[SendsOnChange ? description.VideoInputs : 0];
        SentUniversal = new short[SendsOnChange ? description.UniversalLength : 0];
    }

    /// <summary>Output events, 0..192, by layer and stream: audio of layer 0, video of layer 0, audio of layer 1, ...</summary>
    public byte[][] Outputs { get; }

    /// <summary>
    /// States of cells that remember (<see cref="Arithmetic.GatedMemory"/>), 13 fraction bits, in the order of
    /// <see cref="Outputs"/>; of other laws each is empty.
    /// </summary>
    public ushort[][] Memories { get; }

    /// <summary>The universal summary u, 13 fraction bits.</summary>
    public ushort[] Universal { get; }

    /// <summary>
    /// What cells sent last, <see cref="Arithmetic.SendOnChange"/>, in the order of <see cref="Outputs"/>; the outputs
    /// themselves where they send always.
    /// </summary>
    public byte[][] Sent { get; }

    /// <summary>What the audio inputs sent last; empty where they send always.</summary>
    public short[] SentAudio { get; }

    /// <summary>What the video inputs sent last; empty where they send always.</summary>
    public short[] SentVideo { get; }

    /// <summary>What the universal summary sent last, as events; empty where it sends always.</summary>
    public short[] SentUniversal { get; }

    /// <summary>Updates done: it keys the random rounding of the next one.</summary>
    public uint Step { get; set; }

    private bool SendsOnChange { get; }

    /// <summary>Output events of one layer.</summary>
    public byte[] OutputsOf(StreamName stream, int layer) => Outputs[(2 * layer) + (int)stream];

    /// <summary>Takes over another state of the same topology.</summary>
    public void CopyFrom(NetworkState other)
    {
        for (int i = 0; i < Outputs.Length; i++)
        {
            other.Outputs[i].CopyTo(Outputs[i], 0);
            other.Memories[i].CopyTo(Memories[i], 0);
            if (SendsOnChange) other.Sent[i].CopyTo(Sent[i], 0);
        }

        other.Universal.CopyTo(Universal, 0);
        other.SentAudio.CopyTo(SentAudio, 0);
        other.SentVideo.CopyTo(SentVideo, 0);
        other.SentUniversal.CopyTo(SentUniversal, 0);
        Step = other.Step;
    }

    /// <summary>Begins a new utterance; the step number stays.</summary>
    public void Clear()
    {
        foreach (byte[] outputs in Outputs) outputs.AsSpan().Clear();
        foreach (ushort[] memories in Memories) memories.AsSpan().Clear();
        foreach (byte[] sent in Sent) sent.AsSpan().Clear();
        Universal.AsSpan().Clear();
        SentAudio.AsSpan().Clear();
        SentVideo.AsSpan().Clear();
        SentUniversal.AsSpan().Clear();
    }
}
