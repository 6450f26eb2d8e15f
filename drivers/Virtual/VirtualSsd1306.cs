namespace OnBoard.Drivers.Virtual;

/// <summary>
/// An SSD1306 behind 128 x 64 points at command level (Solomon Systech SSD1306 rev 1.1): control bytes, addressing modes,
/// picture memory, orientation. A module is mounted so that its picture is upright with both axes remapped (A1, C8).
/// </summary>
public sealed class VirtualSsd1306 : IVirtualChip
{
    /// <summary>Points across.</summary>
    public const int Width = 128;

    /// <summary>Points down.</summary>
    public const int Height = 64;

    private readonly byte[] _memory = new byte[Width * Height / 8];
    private readonly List<byte> _command = [];
    private (int First, int Last) _columns = (0, Width - 1), _pages = (0, 7);
    private int _column, _page, _mode = 0b10, _startLine;
    private bool _on, _pumped, _inverted, _allOn, _columnsRemapped, _rowsRemapped;

    /// <summary>Bytes of the picture that came since power-up.</summary>
    public long DataBytes { get; private set; }

    /// <summary>Whether a point shines, seen as the module is mounted.</summary>
    public bool IsLit(int x, int y)
    {
        if (!_on || !_pumped) return false;
        int column = _columnsRemapped ? x : Width - 1 - x;
        int row = ((_rowsRemapped ? y : Height - 1 - y) + _startLine) % Height;
        bool set = _allOn || (_memory[(row / 8 * Width) + column] & (1 << (row % 8))) != 0;
        return set != _inverted;
    }

    /// <inheritdoc/>
    public bool Write(ReadOnlySpan<byte> bytes)
    {
        for (int at = 0; at < bytes.Length;)
        {
            byte control = bytes[at++];
            if ((control & 0x3f) != 0) return false;
            bool isData = (control & 0x40) != 0, isSingle = (control & 0x80) != 0;
            int end = isSingle ? Math.Min(at + 1, bytes.Length) : bytes.Length;
            for (; at < end; at++)
            {
                if (isData) Store(bytes[at]);
                else Take(bytes[at]);
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public void Read(Span<byte> bytes) => bytes.Fill((byte)(_on ? 0x03 : 0x43));

    private static int ParametersOf(byte command) => command switch
    {
        0x20 or 0x81 or 0x8d or 0xa8 or 0xd3 or 0xd5 or 0xd9 or 0xda or 0xdb => 1,
        0x21 or 0x22 or 0xa3 => 2,
        0x29 or 0x2a => 5,
        0x26 or 0x27 => 6,
        _ => 0,
    };

    private void Take(byte value)
    {
        _command.Add(value);
        if (_command.Count <= ParametersOf(_command[0])) return;
        Do(_command[0]);
        _command.Clear();
    }

    private void Do(byte command)
    {
        switch (command)
        {
            case 0x20:
                _mode = _command[1] & 0b11;
                break;
            case 0x21:
                _columns = (_command[1] & 0x7f, _command[2] & 0x7f);
                _column = _columns.First;
                break;
            case 0x22:
                _pages = (_command[1] & 7, _command[2] & 7);
                _page = _pages.First;
                break;
            case <= 0x0f:
                _column = (_column & 0xf0) | command;
                break;
            case <= 0x1f:
                _column = ((command & 0x07) << 4) | (_column & 0x0f);
                break;
            case >= 0x40 and <= 0x7f:
                _startLine = command & 0x3f;
                break;
            case 0x8d:
                _pumped = (_command[1] & 0b100) != 0;
                break;
            case 0xa0 or 0xa1:
                _columnsRemapped = command == 0xa1;
                break;
            case 0xa4 or 0xa5:
                _allOn = command == 0xa5;
                break;
            case 0xa6 or 0xa7:
                _inverted = command == 0xa7;
                break;
            case 0xae or 0xaf:
                _on = command == 0xaf;
                break;
            case >= 0xb0 and <= 0xb7:
                _page = command & 7;
                break;
            case >= 0xc0 and <= 0xcf:
                _rowsRemapped = (command & 8) != 0;
                break;
        }
    }

    private void Store(byte value)
    {
        DataBytes++;
        _memory[(_page * Width) + _column] = value;
        switch (_mode)
        {
            case 0b00:
                if (Advance(ref _column, _columns)) Advance(ref _page, _pages);
                break;
            case 0b01:
                if (Advance(ref _page, _pages)) Advance(ref _column, _columns);
                break;
            default:
                _column = (_column + 1) % Width;
                break;
        }
    }

    private static bool Advance(ref int position, (int First, int Last) range)
    {
        bool isLast = position == range.Last;
        position = isLast ? range.First : (position + 1) & 0x7f;
        return isLast;
    }
}
