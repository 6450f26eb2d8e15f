namespace OnBoard.Fabric.Engines.Rtl;

/// <summary>Which engine to simulate, and how its surroundings behave.</summary>
public sealed record RtlOptions
{
    /// <summary>
    /// Parameters of <c>vivado/mcc_board.v</c>, as <c>sim/build.sh</c> takes them, where they differ from its defaults; for
    /// instance <c>LANES</c>. Another set is another library, built when it is first used.
    /// </summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Size of the memory that the engine shares with the processor; its pages are taken as they are used.</summary>
    public int MemoryBytes { get; init; } = 128 << 20;

    /// <summary>
    /// That memory, where it is shared with a driver elsewhere, as an emulated board does; it is pinned while the simulation lasts. Null
    /// for <see cref="MemoryBytes"/> of its own.
    /// </summary>
    public Memory<byte>? SharedMemory { get; init; }

    /// <summary>Bus address of that memory.</summary>
    public ulong BusAddress { get; init; } = 0x8_0000_0000;

    /// <summary>Decides what registers hold at power-on and how the memory halts.</summary>
    public ulong Seed { get; init; } = 1;
}
