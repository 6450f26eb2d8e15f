using System.Device.I2c;
using Iot.Device.Graphics;
using Iot.Device.Ssd13xx.Commands;
using Iot.Device.Ssd13xx.Commands.Ssd1306Commands;

namespace OnBoard.Drivers.I2c;

/// <summary>
/// Lines of text on an SSD1306 module of 128 x 64 points at an I2C header. Commands and the 5 x 8 font are
/// Iot.Device.Bindings'; its class of the chip wants a library for pictures beside it, which text does not need. Only lines that
/// changed are sent, an eighth of a line at a time: the bus may be that of the rails, which are read between. Used by one
/// thread.
/// </summary>
public sealed class TextDisplay : IDisposable
{
    /// <summary>Lines of text.</summary>
    public const int Rows = 8;

    /// <summary>Characters on a line.</summary>
    public const int Columns = 21;

    private const int Width = 128;
    private const int Height = 64;
    private const int CellWidth = 6;
    private const int ChunkBytes = 16;
    private const byte CommandsFollow = 0x00, DataFollows = 0x40;

    private readonly I2cDevice _device;
    private readonly Font5x8 _font = new();
    private readonly string?[] _shown = new string?[Rows];
    private readonly byte[] _points = new byte[Width];

    /// <summary>Initializes the module; it is dark until text is shown.</summary>
    /// <param name="device">The chip; disposed with this.</param>
    /// <exception cref="I2cException">It does not answer.</exception>
    public TextDisplay(I2cDevice device)
    {
        Name = ChipName.Of("ssd1306", device, "registers");
        _device = device;
        Initialize();
        Show([]);
        Send(new SetDisplayOn());
    }

    /// <summary>Chip, bus and address.</summary>
    public string Name { get; }

    /// <summary>Shows lines from the top; what is longer than a line is cut off, what is no ASCII is a question mark.</summary>
    /// <exception cref="I2cException">The module does not answer; the next call sends all lines anew.</exception>
    public void Show(IReadOnlyList<string> lines)
    {
        for (int row = 0; row < Rows; row++)
        {
            string line = row < lines.Count ? lines[row] : "";
            if (_shown[row] == line) continue;
            _shown[row] = null;
            Send(row, line);
            _shown[row] = line;
        }
    }

    /// <summary>Sets the module up anew, for one that lost power; the next <see cref="Show"/> sends all lines.</summary>
    /// <exception cref="I2cException">It does not answer.</exception>
    public void Restart()
    {
        Array.Clear(_shown);
        Initialize();
        Send(new SetDisplayOn());
    }

    /// <summary>Switches the module off.</summary>
    public void Dispose()
    {
        try
        {
            Send(new SetDisplayOff());
        }
        catch (I2cException)
        {
            // It is gone: dark too.
        }

        _device.Dispose();
    }

    // The order of the datasheet's application example, both axes remapped, for the module is mounted so.
    private void Initialize()
    {
        Send(new SetDisplayOff());
        Send(new SetDisplayClockDivideRatioOscillatorFrequency(0x00, 0x08));
        Send(new SetMultiplexRatio(Height - 1));
        Send(new SetDisplayOffset(0x00));
        Send(new SetDisplayStartLine(0x00));
        Send(new SetChargePump(true));
        Send(new SetMemoryAddressingMode(SetMemoryAddressingMode.AddressingMode.Horizontal));
        Send(new SetSegmentReMap(true));
        Send(new SetComOutputScanDirection(false));
        Send(new SetComPinsHardwareConfiguration(true, false));
        Send(new SetContrastControlForBank0(0x8f));
        Send(new EntireDisplayOn(false));
        Send(new SetNormalDisplay());
    }

    private void Send(ICommand command) => _device.Write([CommandsFollow, .. command.GetBytes()]);

    private void Send(int row, string line)
    {
        Array.Clear(_points);
        for (int place = 0; place < Math.Min(line.Length, Columns); place++)
        {
            char letter = line[place] is >= ' ' and <= '~' ? line[place] : '?';
            _font.GetCharData(letter, out ReadOnlySpan<ushort> glyph);
            for (int y = 0; y < Math.Min(glyph.Length, 8); y++)
            {
                for (int x = 0; x < 5; x++)
                {
                    if ((glyph[y] & (1 << (4 - x))) != 0) _points[(place * CellWidth) + x] |= (byte)(1 << y);
                }
            }
        }

        Send(new SetColumnAddress(0, Width - 1));
        Send(new SetPageAddress((PageAddress)row, (PageAddress)row));
        for (int at = 0; at < Width; at += ChunkBytes)
        {
            Span<byte> data = [DataFollows, .. _points.AsSpan(at, ChunkBytes)];
            _device.Write(data);
        }
    }
}
