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

    /// <summary>Bus address of that memory.</summary>
    public ulong BusAddress { get; init; } = 0x8_0000_0000;

    /// <summary>Decides what registers hold at power-on and how the memory halts.</summary>
    public ulong Seed { get; init; } = 1;
}
