namespace OnBoard.Tests.System.VhostUser;

/// <summary>A split virtqueue (virtio 1.2, 2.7) as the device sees it, indirect descriptors included.</summary>
internal sealed unsafe class VirtQueue(GuestMemory memory)
{
    private const ushort Next = 1;
    private const ushort Indirect = 4;

    private ushort _seen;

    /// <summary>Number of descriptors.</summary>
    public int Size { get; set; }

    /// <summary>Where the tables are, in QEMU's addresses.</summary>
    public (ulong Descriptors, ulong Available, ulong Used) Addresses { get; set; }

    /// <summary>The next entry to look at.</summary>
    public ushort Position
    {
        get => _seen;
        set => _seen = value;
    }

    /// <summary>Takes the next chain of buffers that the guest offers.</summary>
    /// <param name="head">Names it, for <see cref="Return"/>.</param>
    /// <param name="buffers">Its buffers.</param>
    public bool TryTake(out ushort head, out List<(nint Start, int Length)> buffers)
    {
        buffers = [];
        head = 0;
        byte* available = memory.AtUser(Addresses.Available);
        if (Volatile.Read(ref *(ushort*)(available + 2)) == _seen) return false;
        head = *(ushort*)(available + 4 + (2 * (_seen % Size)));
        _seen++;
        Descriptor* table = (Descriptor*)memory.AtUser(Addresses.Descriptors);
        int index = head;
        if ((table[index].Flags & Indirect) != 0)
        {
            table = (Descriptor*)memory.AtGuest(table[index].Address);
            index = 0;
        }

        while (true)
        {
            Descriptor descriptor = table[index];
            buffers.Add(((nint)memory.AtGuest(descriptor.Address), (int)descriptor.Length));
            if ((descriptor.Flags & Next) == 0) return true;
            index = descriptor.Following;
        }
    }

    /// <summary>Gives a chain back with so many bytes written.</summary>
    public void Return(ushort head, int written)
    {
        byte* used = memory.AtUser(Addresses.Used);
        ushort index = *(ushort*)(used + 2);
        uint* entry = (uint*)(used + 4 + (8 * (index % Size)));
        entry[0] = head;
        entry[1] = (uint)written;
        Volatile.Write(ref *(ushort*)(used + 2), (ushort)(index + 1));
    }

#pragma warning disable CS0649 // Written by the guest.
    private struct Descriptor
    {
        public ulong Address;
        public uint Length;
        public ushort Flags;
        public ushort Following;
    }
#pragma warning restore CS0649
}
