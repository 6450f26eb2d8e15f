using System.Buffers.Binary;

namespace OnBoard.Fabric.Contract;

/// <summary>
/// One named number at a place of its own, little endian: a register, or a field of a block in memory. The SystemVerilog
/// package and the tables of <c>fabric/README.md</c> are written from these.
/// </summary>
/// <param name="Name">In upper case, as the package spells it.</param>
/// <param name="Offset">Bytes from the start of the window or block.</param>
/// <param name="Bytes">1, 2, 4 or 8; more for an array.</param>
/// <param name="Meaning">What it says, with its unit, as a sentence without a full stop.</param>
public sealed record ContractField(string Name, int Offset, int Bytes, string Meaning)
{
    /// <summary>The field of a block.</summary>
    public ulong Get(ReadOnlySpan<byte> block) => Bytes switch
    {
        1 => block[Offset],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(block[Offset..]),
        4 => BinaryPrimitives.ReadUInt32LittleEndian(block[Offset..]),
        8 => BinaryPrimitives.ReadUInt64LittleEndian(block[Offset..]),
        _ => throw new InvalidOperationException($"{Name} is an array"),
    };

    /// <summary>The field of a block, where it is known to fit.</summary>
    public int GetInt32(ReadOnlySpan<byte> block) => (int)Get(block);

    /// <summary>Writes the field into a block; higher bits than the field has are dropped.</summary>
    public void Set(Span<byte> block, ulong value)
    {
        switch (Bytes)
        {
            case 1:
                block[Offset] = (byte)value;
                break;
            case 2:
                BinaryPrimitives.WriteUInt16LittleEndian(block[Offset..], (ushort)value);
                break;
            case 4:
                BinaryPrimitives.WriteUInt32LittleEndian(block[Offset..], (uint)value);
                break;
            case 8:
                BinaryPrimitives.WriteUInt64LittleEndian(block[Offset..], value);
                break;
            default:
                throw new InvalidOperationException($"{Name} is an array");
        }
    }

    /// <summary>Writes the field into a block.</summary>
    public void Set(Span<byte> block, int value) => Set(block, (ulong)value);
}
