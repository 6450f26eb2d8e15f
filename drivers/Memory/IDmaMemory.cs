namespace OnBoard.Drivers.Memory;

/// <summary>
/// Memory that a device reads and writes too. It is copied to and from in pieces that the driver brings through the caches,
/// or around them, as the memory at hand needs; offsets and lengths are multiples of <see cref="Alignment"/>. Used by one
/// thread at a time.
/// </summary>
public interface IDmaMemory : IDisposable
{
    /// <summary>What offsets and lengths are multiples of: a beat of the bus, and a word that every mapping allows.</summary>
    const int Alignment = 16;

    /// <summary>What it is, for messages.</summary>
    string Name { get; }

    /// <summary>Its first address, as the device sees it.</summary>
    ulong BusAddress { get; }

    /// <summary>Its size in bytes.</summary>
    int Length { get; }

    /// <summary>Copies into it; the device sees the bytes when this returns.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not within it, or not aligned.</exception>
    void Write(int offset, ReadOnlySpan<byte> data);

    /// <summary>Copies out of it what the device wrote.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not within it, or not aligned.</exception>
    void Read(int offset, Span<byte> data);

    /// <summary>Refuses a piece that is not within a memory or not aligned.</summary>
    static void Require(int offset, int length, int memory)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, memory - offset);
        ArgumentOutOfRangeException.ThrowIfNotEqual((offset | length) % Alignment, 0, nameof(offset));
    }
}
