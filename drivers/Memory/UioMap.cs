namespace OnBoard.Drivers.Memory;

/// <summary>A range of addresses that a UIO device lets its user map.</summary>
/// <param name="Index">Its number.</param>
/// <param name="Name">What the device tree calls it.</param>
/// <param name="Address">Where it begins on the bus.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="Offset">Where it begins within its first page.</param>
public sealed record UioMap(int Index, string Name, ulong Address, long Length, int Offset);
