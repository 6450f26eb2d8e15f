using System.Text;

namespace OnBoard.Device.Interfaces.Scpi;

/// <summary>
/// Cuts what comes in, byte by byte, into messages: a line feed ends one, a carriage return too (as terminals send it), and both
/// together are one end. A message that is too long is dropped whole. Used by one thread.
/// </summary>
internal sealed class ScpiLineBuffer
{
    /// <summary>The longest message.</summary>
    public const int MaxLength = 8192;

    private readonly byte[] _line = new byte[MaxLength];
    private int _length;
    private bool _overrun;
    private bool _returned;

    /// <summary>Takes a byte.</summary>
    /// <param name="value">The byte.</param>
    /// <param name="message">The message where this byte ended one; null where it was too long.</param>
    /// <returns>Whether a message ended.</returns>
    public bool Add(byte value, out string? message)
    {
        message = null;
        bool closesReturn = value == '\n' && _returned;
        _returned = value == '\r';
        if (closesReturn) return false;
        if (value is not ((byte)'\n' or (byte)'\r'))
        {
            if (_length < MaxLength) _line[_length++] = value;
            else _overrun = true;
            return false;
        }

        if (!_overrun) message = Encoding.Latin1.GetString(_line, 0, _length);
        _length = 0;
        _overrun = false;
        return true;
    }
}
