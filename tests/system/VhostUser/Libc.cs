using System.Runtime.InteropServices;

namespace OnBoard.Tests.System.VhostUser;

/// <summary>The calls that .NET has no names for: file descriptors over a socket, shared maps of them, waiting for several.</summary>
internal static unsafe partial class Libc
{
    public const short PollIn = 1;
    public const int ProtReadWrite = 3;
    public const int MapShared = 1;

    private const int SocketLevel = 1;
    private const int Rights = 1;
    private const int CloseOnExec = 0x40000000;

    /// <summary>Receives bytes and the file descriptors that came with them.</summary>
    /// <returns>How many bytes; 0 where the other side has closed.</returns>
    public static int Receive(int socket, Span<byte> bytes, List<int> descriptors)
    {
        const int controlLength = 16 + (8 * sizeof(int));
        byte* control = stackalloc byte[controlLength];
        fixed (byte* start = bytes)
        {
            IoVector vector = new() { Base = start, Length = (nuint)bytes.Length };
            MessageHeader message = new()
            {
                Vectors = &vector, VectorCount = 1, Control = control, ControlLength = controlLength,
            };
            nint received = recvmsg(socket, &message, CloseOnExec);
            if (received < 0) throw new IOException($"recvmsg failed with errno {Marshal.GetLastPInvokeError()}");
            ControlHeader* header = (ControlHeader*)control;
            if (message.ControlLength >= 16 && header->Level == SocketLevel && header->Type == Rights)
            {
                int count = ((int)header->Length - 16) / sizeof(int);
                for (int i = 0; i < count; i++) descriptors.Add(((int*)(control + 16))[i]);
            }

            return (int)received;
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    public static partial int poll(PollDescriptor* descriptors, nuint count, int milliseconds);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint read(int descriptor, void* bytes, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint write(int descriptor, void* bytes, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint mmap(nint address, nuint length, int protection, int flags, int descriptor, long offset);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int munmap(nint address, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int close(int descriptor);

    [LibraryImport("libc")]
    public static partial int usleep(uint microseconds);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recvmsg(int socket, MessageHeader* message, int flags);

#pragma warning disable CS0649 // Written by the kernel.
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    private struct IoVector
    {
        public byte* Base;
        public nuint Length;
    }

    private struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }

    private struct ControlHeader
    {
        public nuint Length;
        public int Level;
        public int Type;
    }
#pragma warning restore CS0649
}
