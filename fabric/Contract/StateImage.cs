using System.Buffers.Binary;
using System.Runtime.InteropServices;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Contract;

/// <summary>
/// A state in memory: the outputs of each layer and stream, one byte a cell, in the order of
/// <see cref="NetworkState.Outputs"/>; then, where the network has universal context, its summary in 16 bits an element,
/// padded to a multiple of 16 bytes; then, where its cells remember (law <c>gated</c>), what they remember in the order of
/// the outputs, 16 bits a cell; then, where it sends on change, what was sent last: the cells in the order of the outputs, one
/// byte each, and one byte for each audio input, video input and element of the summary where there is one, each padded to a
/// multiple of 16 bytes; then the step number in 16 bytes of its own.
/// </summary>
public sealed class StateImage
{
    private readonly int _universal, _memories, _sent, _step;

    /// <summary>The layout for a network.</summary>
    public StateImage(NetworkTopology topology)
    {
        NetworkDescription description = topology.Description;
        HasUniversal = description.Universal;
        _universal = 2 * description.Layers * description.Cells;
        _memories = _universal + (HasUniversal ? Beats.Pad(2 * description.UniversalLength) : 0);
        bool hasMemory = description.Law == ActivationLaw.Gated;
        _sent = _memories + (hasMemory ? sizeof(ushort) * _universal : 0);
        _step = _sent;
        if (description.SendsOnChange)
        {
            _step += _universal + Beats.Pad(description.AudioInputs) + Beats.Pad(description.VideoInputs)
                + (HasUniversal ? Beats.Pad(description.UniversalLength) : 0);
        }

        Bytes = _step + JobLayout.Alignment;
    }

    /// <summary>Its size.</summary>
    public int Bytes { get; }

    private bool HasUniversal { get; }

    private bool HasSent => _step > _sent;

    /// <summary>Writes a state into memory.</summary>
    public void Write(NetworkState state, Span<byte> memory)
    {
        memory[..Bytes].Clear();
        int at = 0;
        foreach (byte[] outputs in state.Outputs)
        {
            outputs.CopyTo(memory[at..]);
            at += outputs.Length;
        }

        if (HasUniversal) MemoryMarshal.AsBytes(state.Universal.AsSpan()).CopyTo(memory[_universal..]);
        at = _memories;
        foreach (ushort[] memories in state.Memories)
        {
            MemoryMarshal.AsBytes(memories.AsSpan()).CopyTo(memory[at..]);
            at += sizeof(ushort) * memories.Length;
        }

        if (HasSent)
        {
            at = _sent;
            foreach (byte[] sent in state.Sent)
            {
                sent.CopyTo(memory[at..]);
                at += sent.Length;
            }

            at += Narrow(state.SentAudio, memory[at..]);
            at += Narrow(state.SentVideo, memory[at..]);
            if (HasUniversal) Narrow(state.SentUniversal, memory[at..]);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(memory[_step..], state.Step);
    }

    /// <summary>Reads a state from memory.</summary>
    public void Read(ReadOnlySpan<byte> memory, NetworkState state)
    {
        int at = 0;
        foreach (byte[] outputs in state.Outputs)
        {
            memory.Slice(at, outputs.Length).CopyTo(outputs);
            at += outputs.Length;
        }

        if (HasUniversal)
            memory.Slice(_universal, 2 * state.Universal.Length).CopyTo(MemoryMarshal.AsBytes(state.Universal.AsSpan()));
        at = _memories;
        foreach (ushort[] memories in state.Memories)
        {
            memory.Slice(at, sizeof(ushort) * memories.Length).CopyTo(MemoryMarshal.AsBytes(memories.AsSpan()));
            at += sizeof(ushort) * memories.Length;
        }

        if (HasSent)
        {
            at = _sent;
            foreach (byte[] sent in state.Sent)
            {
                memory.Slice(at, sent.Length).CopyTo(sent);
                at += sent.Length;
            }

            for (int i = 0; i < state.SentAudio.Length; i++) state.SentAudio[i] = (sbyte)memory[at + i];
            at += Beats.Pad(state.SentAudio.Length);
            for (int i = 0; i < state.SentVideo.Length; i++) state.SentVideo[i] = (sbyte)memory[at + i];
            at += Beats.Pad(state.SentVideo.Length);
            for (int i = 0; HasUniversal && i < state.SentUniversal.Length; i++) state.SentUniversal[i] = memory[at + i];
        }

        state.Step = BinaryPrimitives.ReadUInt32LittleEndian(memory[_step..]);
    }

    /// <summary>Begins a new utterance: all but the step number becomes zero.</summary>
    public void Clear(Span<byte> memory) => memory[.._step].Clear();

    /// <summary>Writes events of 8 bits.</summary>
    /// <returns>How many bytes they take with their padding.</returns>
    private static int Narrow(short[] events, Span<byte> memory)
    {
        for (int i = 0; i < events.Length; i++) memory[i] = unchecked((byte)events[i]);
        return Beats.Pad(events.Length);
    }
}
