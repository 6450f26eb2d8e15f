namespace OnBoard.Drivers.Virtual;

/// <summary>One transfer on a <see cref="VirtualI2cBus"/>, for those who check the order of transfers.</summary>
/// <param name="Nanoseconds">When it ended.</param>
/// <param name="Address">The 7-bit address.</param>
/// <param name="Written">The bytes written.</param>
/// <param name="ReadCount">How many bytes were read after them.</param>
public sealed record VirtualTransfer(long Nanoseconds, int Address, byte[] Written, int ReadCount)
{
    /// <summary>"75 w 04", "40 w 02 r 2".</summary>
    public override string ToString() =>
        $"{Address:x2}{(Written.Length > 0 ? " w" : "")}{string.Concat(Written.Select(value => $" {value:x2}"))}"
        + (ReadCount > 0 ? $" r {ReadCount}" : "");
}
