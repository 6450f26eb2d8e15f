using OnBoard.Drivers.Memory;
using OnBoard.Fabric.Contract;

namespace OnBoard.Fabric.Engines.Model;

/// <summary>
/// The register window as plain memory. What the driver writes to a register that the fabric owns is dropped; a write to one
/// of its own is reported.
/// </summary>
internal sealed class ModelRegisters(Memory<uint> words, Action written) : IRegisterWindow
{
    private readonly bool[] _isSoftware = OwnedBySoftware();

    public string Name => "model registers";

    /// <summary>The registers stop answering, as behind a bridge without clock.</summary>
    public bool AreGone { get; set; }

    public uint Read(int offset) => AreGone ? 0xDEAD_BEEF : Volatile.Read(ref words.Span[offset / sizeof(uint)]);

    public void Write(int offset, uint value)
    {
        int word = offset / sizeof(uint);
        if (AreGone || !_isSoftware[word]) return;
        Volatile.Write(ref words.Span[word], value);
        written();
    }

    /// <summary>As the fabric reads.</summary>
    public uint Get(ContractField register) => Volatile.Read(ref words.Span[register.Offset / sizeof(uint)]);

    /// <summary>A pair of registers as one address.</summary>
    public ulong Get(ContractField low, ContractField high) => ((ulong)Get(high) << 32) | Get(low);

    /// <summary>As the fabric writes.</summary>
    public void Set(ContractField register, uint value) => Volatile.Write(ref words.Span[register.Offset / sizeof(uint)], value);

    /// <summary>Puts a result into its bank.</summary>
    public void SetResult(ReadOnlySpan<byte> result)
    {
        for (int at = 0; at < result.Length; at += sizeof(uint))
        {
            Volatile.Write(
                ref words.Span[(FabricRegisters.Result + at) / sizeof(uint)],
                System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(result[at..]));
        }
    }

    /// <summary>All zero, as after a bitstream was loaded.</summary>
    public void Clear()
    {
        for (int word = 0; word < words.Length; word++) Volatile.Write(ref words.Span[word], 0);
    }

    public void Dispose()
    {
        // Nothing is held.
    }

    private static bool[] OwnedBySoftware()
    {
        bool[] owned = new bool[FabricRegisters.WindowBytes / sizeof(uint)];
        foreach (ContractField register in FabricRegisters.OfSoftware) owned[register.Offset / sizeof(uint)] = true;
        return owned;
    }
}
