using System.Buffers.Binary;
using System.Runtime.InteropServices;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Contract;

/// <summary>
/// A state in memory: the outputs of each layer and stream, one byte a cell, in the order of
/// <see cref="NetworkState.Outputs"/>; then, where the network has universal context, its summary in 16 bits an element,
/// padded to a multiple of 16 bytes; then, where its cells remember (law <c>gated</c>), what they remember in the order of
/// the outputs, 16 bits a cell; then the step number in 16 bytes of its own.
/// </summary>
public sealed class StateImage
{
    private readonly int _universal, _memories, _step;

    /// <summary>The layout for a network.</summary>
    public StateImage(NetworkTopology topology)
    {
        NetworkDescription description = topology.Description;
        HasUniversal = description.Universal;
        _universal = 2 * description.Layers * description.Cells;
        _memories = _universal + (HasUniversal ? Beats.Pad(2 * description.UniversalLength) : 0);
        bool hasMemory = description.Law == ActivationLaw.Gated;
        _step = _memories + (hasMemory ? sizeof(ushort) * 2 * description.Layers * description.Cells : 0);
        Bytes = _step + JobLayout.Alignment;
    }

    /// <summary>Its size.</summary>
    public int Bytes { get; }

    private bool HasUniversal { get; }

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

        state.Step = BinaryPrimitives.ReadUInt32LittleEndian(memory[_step..]);
    }

    /// <summary>Begins a new utterance: all but the step number becomes zero.</summary>
    public void Clear(Span<byte> memory) => memory[.._step].Clear();
}
