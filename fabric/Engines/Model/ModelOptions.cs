using OnBoard.Fabric.Engines.Cpu;
using OnBoard.Fabric.Engines.Fabric;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines.Model;

/// <summary>Which fabric a <see cref="FabricModel"/> is.</summary>
public sealed record ModelOptions
{
    /// <summary>DMA memory, bytes.</summary>
    public int MemoryBytes { get; init; } = 16 << 20;

    /// <summary>
    /// The register window, where it is memory that a driver elsewhere writes too, as an emulated board does: then
    /// <see cref="FabricModel.Look"/> is to be called for what is written there. Null for a window of its own.
    /// </summary>
    public Memory<uint>? SharedRegisters { get; init; }

    /// <summary>The DMA memory, where it is shared in the same way; null for <see cref="MemoryBytes"/> of its own.</summary>
    public Memory<byte>? SharedMemory { get; init; }

    /// <summary>The clock that it claims and that its nominal cycles are counted in, Hz.</summary>
    public uint ClockHz { get; init; } = FabricTiming.LogicClockHz;

    /// <summary>Where that memory begins on the model's bus.</summary>
    public ulong BusAddress { get; init; } = 0x7000_0000;

    /// <summary>Memory for weights on the chip, KiB: a ZCU104's block and UltraRAM less what else needs it.</summary>
    public int OnChipKib { get; init; } = 4096;

    /// <summary>Whether weights that do not fit on the chip may stay in memory.</summary>
    public bool HasMemoryWeights { get; init; } = true;

    /// <summary>Lanes, for the nominal count of cycles.</summary>
    public int Lanes { get; init; } = 64;

    /// <summary>Cells of a layer of one stream at most.</summary>
    public int MaximumCells { get; init; } = 2048;

    /// <summary>Layers at most.</summary>
    public int MaximumLayers { get; init; } = 16;

    /// <summary>Inputs of one stream at most.</summary>
    public int MaximumInputs { get; init; } = 4096;

    /// <summary>Outputs at most.</summary>
    public int MaximumOutputs { get; init; } = 512;

    /// <summary>The contract that it keeps: 2, or 1 as logic of an older release does, with one network and whole weights.</summary>
    public int Contract { get; init; } = 2;

    /// <summary>Whether there is room for a second network, where the weights of both fit on the chip.</summary>
    public bool HasTwoNetworks { get; init; } = true;

    /// <summary>Whether its training leaves out what is held softly, and weighs targets; with contract 1 it never does.</summary>
    public bool TrainsSelectively { get; init; } = true;

    /// <summary>Bit n: it has the activation law n.</summary>
    public uint Laws { get; init; } = 0x1FF;

    /// <summary>Whether it runs networks that send on change.</summary>
    public bool SendsOnChange { get; init; } = true;

    /// <summary>What computes; any engine gives the same bits.</summary>
    public Func<IntegerNetwork, IEventEngine> CreateEngine { get; init; } = network => new CpuEngine(network);
}
