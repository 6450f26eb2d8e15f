namespace OnBoard.Drivers.Native;

/// <summary>What poll(2) waits for and reports, as in <c>asm-generic/poll.h</c>.</summary>
[Flags]
internal enum PollEvents : short
{
    None = 0,

    /// <summary>There is something to read.</summary>
    In = 0x0001,

    /// <summary>Something can be written.</summary>
    Out = 0x0004,

    /// <summary>The driver cannot deliver: an error, no buffers, or the device is gone.</summary>
    Error = 0x0008,

    /// <summary>The other side hung up.</summary>
    HangUp = 0x0010,
}
