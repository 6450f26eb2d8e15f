namespace OnBoard.Drivers.Memory;

/// <summary>
/// The registers of a device: 32 bits each, read and written one by one in the order of the program. Used by one thread at a
/// time.
/// </summary>
public interface IRegisterWindow : IDisposable
{
    /// <summary>What it is, for messages: a device node, or what stands in for one.</summary>
    string Name { get; }

    /// <summary>The register at a byte offset, a multiple of 4.</summary>
    uint Read(int offset);

    /// <summary>Writes the register at a byte offset, a multiple of 4.</summary>
    void Write(int offset, uint value);
}
