namespace OnBoard.Drivers.Native;

/// <summary>
/// The system calls that a driver in user space lives on. This is the lowest seam of a driver: a test scripts a device
/// here, so that all driver code above runs as it runs on the board. Every call answers with a negative errno (see
/// <see cref="Errno"/>) where it failed and repeats itself where a signal interrupted it.
/// </summary>
internal unsafe interface ISystemCalls
{
    /// <summary>
    /// Opens a device node for reading and writing, without blocking; the file descriptor, or -errno.
    /// </summary>
    int Open(string path);

    /// <summary>ioctl(2); the driver's answer, or -errno.</summary>
    int Control(int file, uint request, void* argument);

    /// <summary>Reads up to <paramref name="length"/> bytes; how many, or -errno.</summary>
    int Read(int file, void* buffer, nuint length);

    /// <summary>Writes up to <paramref name="length"/> bytes; how many, or -errno.</summary>
    int Write(int file, void* buffer, nuint length);

    /// <summary>Maps <paramref name="length"/> bytes, shared, for reading and writing; 0, or -errno.</summary>
    int Map(int file, nuint length, long offset, out nint address);

    /// <summary>Takes a mapping back; 0, or -errno.</summary>
    int Unmap(nint address, nuint length);

    /// <summary>Waits for one of <paramref name="events"/>; 1, 0 where none came in time, or -errno.</summary>
    int Poll(int file, PollEvents events, TimeSpan timeout, out PollEvents happened);

    /// <summary>Closes a file descriptor; 0, or -errno.</summary>
    int Close(int file);
}
