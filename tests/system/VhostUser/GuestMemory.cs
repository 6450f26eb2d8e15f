using System.Buffers.Binary;

namespace OnBoard.Tests.System.VhostUser;

/// <summary>The guest's memory, as QEMU shares it: regions with a guest address and an address of QEMU's own.</summary>
internal sealed unsafe class GuestMemory : IDisposable
{
    private readonly List<Region> _regions = [];

    /// <summary>Takes over the table of a SET_MEM_TABLE message.</summary>
    public void Map(ReadOnlySpan<byte> table, IReadOnlyList<int> descriptors)
    {
        Dispose();
        int count = BinaryPrimitives.ReadInt32LittleEndian(table);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = table.Slice(8 + (32 * i), 32);
            ulong guest = BinaryPrimitives.ReadUInt64LittleEndian(entry);
            ulong size = BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]);
            ulong user = BinaryPrimitives.ReadUInt64LittleEndian(entry[16..]);
            ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(entry[24..]);
            nuint length = (nuint)(size + offset);
            nint map = Libc.mmap(0, length, Libc.ProtReadWrite, Libc.MapShared, descriptors[i], 0);
            if (map == -1) throw new IOException("the guest's memory cannot be mapped");
            _ = Libc.close(descriptors[i]);
            _regions.Add(new(guest, user, size, map, length, (nint)offset));
        }
    }

    /// <summary>Memory at an address of the guest.</summary>
    public byte* AtGuest(ulong address) => At(address, region => region.Guest);

    /// <summary>Memory at an address of QEMU: rings are named so.</summary>
    public byte* AtUser(ulong address) => At(address, region => region.User);

    public void Dispose()
    {
        foreach (Region region in _regions) _ = Libc.munmap(region.Map, region.Length);
        _regions.Clear();
    }

    private byte* At(ulong address, Func<Region, ulong> origin)
    {
        foreach (Region region in _regions)
        {
            ulong start = origin(region);
            if (address >= start && address < start + region.Size)
                return (byte*)region.Map + region.Offset + (nint)(address - start);
        }

        throw new InvalidDataException($"address 0x{address:x} is not in the guest's memory");
    }

    private sealed record Region(ulong Guest, ulong User, ulong Size, nint Map, nuint Length, nint Offset);
}
