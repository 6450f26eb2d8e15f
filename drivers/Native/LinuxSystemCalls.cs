using System.Runtime.InteropServices;
using OnBoard.Drivers.Time;

namespace OnBoard.Drivers.Native;

/// <summary>The system calls of the running kernel, through the C library.</summary>
internal sealed unsafe partial class LinuxSystemCalls : ISystemCalls
{
    // asm-generic/fcntl.h and asm-generic/mman.h; arm64 and x64 agree on these.
    private const int ReadWrite = 0x2, NonBlocking = 0x800, CloseOnExec = 0x80000;
    private const int ProtectRead = 0x1, ProtectWrite = 0x2, MapShared = 0x1;

    private const string LibC = "libc.so.6";

    private LinuxSystemCalls()
    {
    }

    /// <summary>The only instance; it has no state.</summary>
    public static LinuxSystemCalls Instance { get; } = new();

    /// <inheritdoc/>
    public int Open(string path)
    {
        int file;
        do file = Failure(OpenFile(path, ReadWrite | NonBlocking | CloseOnExec, 0));
        while (file == -Errno.Interrupted);
        return file;
    }

    /// <inheritdoc/>
    public int Control(int file, uint request, void* argument)
    {
        int answer;
        do answer = Failure(ControlFile(file, request, argument));
        while (answer == -Errno.Interrupted);
        return answer;
    }

    /// <inheritdoc/>
    public int Read(int file, void* buffer, nuint length)
    {
        int answer;
        do answer = Failure((int)ReadFile(file, buffer, length));
        while (answer == -Errno.Interrupted);
        return answer;
    }

    /// <inheritdoc/>
    public int Write(int file, void* buffer, nuint length)
    {
        int answer;
        do answer = Failure((int)WriteFile(file, buffer, length));
        while (answer == -Errno.Interrupted);
        return answer;
    }

    /// <inheritdoc/>
    public int Map(int file, nuint length, long offset, out nint address)
    {
        address = MapFile(0, length, ProtectRead | ProtectWrite, MapShared, file, offset);
        if (address != -1) return 0;
        address = 0;
        return -Marshal.GetLastPInvokeError();
    }

    /// <inheritdoc/>
    public int Unmap(nint address, nuint length) => Failure(UnmapFile(address, length));

    /// <inheritdoc/>
    public int Poll(int file, PollEvents events, TimeSpan timeout, out PollEvents happened)
    {
        long deadline = MonotonicClock.Nanoseconds + (long)(timeout.TotalMilliseconds * 1e6);
        PollEntry entry = new() { File = file, Events = events };
        while (true)
        {
            // Rounded up, so that the last fraction of a millisecond is slept and not spun.
            long left = Math.Max(0, deadline - MonotonicClock.Nanoseconds);
            int count = Failure(PollFiles(&entry, 1, (int)Math.Min(int.MaxValue, (left + 999_999) / 1_000_000)));
            if (count == -Errno.Interrupted) continue;
            happened = count > 0 ? entry.Happened : PollEvents.None;
            return count;
        }
    }

    /// <inheritdoc/>
    /// <remarks>Not repeated after EINTR: Linux has released the descriptor by then (close(2), "NOTES").</remarks>
    public int Close(int file) => Failure(CloseFile(file));

    private static int Failure(int answer) => answer == -1 ? -Marshal.GetLastPInvokeError() : answer;

    [LibraryImport(LibC, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags, int mode);

    [LibraryImport(LibC, EntryPoint = "ioctl", SetLastError = true)]
    private static partial int ControlFile(int file, nuint request, void* argument);

    [LibraryImport(LibC, EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadFile(int file, void* buffer, nuint length);

    [LibraryImport(LibC, EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteFile(int file, void* buffer, nuint length);

    [LibraryImport(LibC, EntryPoint = "mmap", SetLastError = true)]
    private static partial nint MapFile(nint hint, nuint length, int protection, int flags, int file, long offset);

    [LibraryImport(LibC, EntryPoint = "munmap", SetLastError = true)]
    private static partial int UnmapFile(nint address, nuint length);

    [LibraryImport(LibC, EntryPoint = "poll", SetLastError = true)]
    private static partial int PollFiles(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport(LibC, EntryPoint = "close", SetLastError = true)]
    private static partial int CloseFile(int file);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int File;
        public PollEvents Events;
        public PollEvents Happened;
    }
}
