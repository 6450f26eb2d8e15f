namespace OnBoard.Fabric.Contract;

/// <summary>
/// One named number at a place of its own, little endian: a register, or a field of a block in memory. The SystemVerilog
/// package and the tables of <c>fabric/README.md</c> are written from these.
/// </summary>
/// <param name="Name">In upper case, as the package spells it.</param>
/// <param name="Offset">Bytes from the start of the window or block.</param>
/// <param name="Bytes">1, 2, 4 or 8; more for an array.</param>
/// <param name="Meaning">What it says, with its unit, as a sentence without a full stop.</param>
public sealed record ContractField(string Name, int Offset, int Bytes, string Meaning);
