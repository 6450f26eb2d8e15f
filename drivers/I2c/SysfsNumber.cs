using System.Buffers.Text;
using Microsoft.Win32.SafeHandles;

namespace OnBoard.Drivers.I2c;

/// <summary>One number that the kernel keeps in a file: opened once, read often, without allocation.</summary>
public sealed class SysfsNumber : IDisposable
{
    private readonly string _path;
    private readonly SafeFileHandle _file;

    /// <exception cref="DeviceMissingException">There is no such file.</exception>
    /// <exception cref="DeviceFailedException">It may not be read.</exception>
    public SysfsNumber(string path)
    {
        _path = path;
        try
        {
            _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DeviceMissingException(path, "the kernel has no such value", "load the chip's driver", error);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw new DeviceFailedException(
                path, $"it cannot be opened ({error.Message})", "check its permissions", error);
        }
    }

    /// <summary>The number as it is now.</summary>
    /// <exception cref="DeviceFailedException">The chip behind the file failed or is gone, or it is no
    /// number.</exception>
    public double Read()
    {
        Span<byte> text = stackalloc byte[64];
        return Utf8Parser.TryParse(ReadText(text), out double value, out _) ? value : throw NoNumber();
    }

    /// <summary>The number as it is now, where the kernel writes it as 0x1234.</summary>
    /// <exception cref="DeviceFailedException">The chip behind the file failed or is gone, or it is no
    /// number.</exception>
    public uint ReadHexadecimal()
    {
        Span<byte> text = stackalloc byte[64];
        ReadOnlySpan<byte> digits = ReadText(text);
        if (digits.StartsWith("0x"u8)) digits = digits[2..];
        return Utf8Parser.TryParse(digits, out uint value, out _, 'x') ? value : throw NoNumber();
    }

    /// <summary>Opens, reads and closes a file.</summary>
    /// <exception cref="OnBoardException">As the constructor and <see cref="Read"/>.</exception>
    public static double ReadOnce(string path)
    {
        using var number = new SysfsNumber(path);
        return number.Read();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private ReadOnlySpan<byte> ReadText(Span<byte> text)
    {
        try
        {
            return text[..RandomAccess.Read(_file, text, 0)];
        }
        catch (IOException error)
        {
            throw new DeviceFailedException(
                _path, $"the kernel could not read the chip ({error.Message})", "look at the kernel log", error);
        }
    }

    private DeviceFailedException NoNumber() => new(_path, "it holds no number", "check which driver made the file");
}
