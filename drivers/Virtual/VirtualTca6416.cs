namespace OnBoard.Drivers.Virtual;

/// <summary>
/// A TCA6416 at register level (TI SCPS194): input, output, polarity and configuration of two ports; bytes after the first go
/// to the other register of the pair. Lines have pull-ups unless somebody pulls them low.
/// </summary>
public sealed class VirtualTca6416 : IVirtualChip
{
    private const int Output = 2, Polarity = 4, Configuration = 6;

    private readonly byte[] _registers = [0xff, 0xff, 0xff, 0xff, 0, 0, 0xff, 0xff];
    private int _pointer;

    /// <summary>Called when a line has changed: the line, and whether it is high.</summary>
    public Action<int, bool>? Observer { get; set; }

    /// <summary>A register as it is, and as firmware may have left it.</summary>
    public byte this[int register]
    {
        get => _registers[register];
        set => _registers[register] = value;
    }

    /// <summary>Whether a line is high.</summary>
    public bool IsHigh(int line) => (Levels(line / 8) & (1 << (line % 8))) != 0;

    /// <inheritdoc/>
    public bool Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return true;
        if (bytes[0] > 7) return false;
        _pointer = bytes[0];
        foreach (byte value in bytes[1..])
        {
            if (_pointer >= Output) Store(value);
            _pointer ^= 1;
        }

        return true;
    }

    /// <inheritdoc/>
    public void Read(Span<byte> bytes)
    {
        foreach (ref byte value in bytes)
        {
            value = _pointer < Output ? (byte)(Levels(_pointer) ^ _registers[Polarity + _pointer]) : _registers[_pointer];
            _pointer ^= 1;
        }
    }

    private void Store(byte value)
    {
        int port = _pointer & 1, before = Levels(port);
        _registers[_pointer] = value;
        int changed = before ^ Levels(port);
        for (int bit = 0; bit < 8; bit++)
        {
            if ((changed & (1 << bit)) != 0) Observer?.Invoke((8 * port) + bit, IsHigh((8 * port) + bit));
        }
    }

    private int Levels(int port) => (_registers[Output + port] | _registers[Configuration + port]) & 0xff;
}
