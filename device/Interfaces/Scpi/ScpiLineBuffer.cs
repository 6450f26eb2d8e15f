using System.Text;

namespace OnBoard.Device.Interfaces.Scpi;

/// <summary>
/// Cuts what comes in, byte by byte, into messages at line feeds (a carriage return before one is left out). A message that
/// is too long is dropped whole. Used by one thread.
/// </summary>
internal sealed class ScpiLineBuffer
{
    /// <summary>The longest message.</summary>
    public const int Longest = 8192;

    private readonly byte[] _line = new byte[Longest];
    private int _length;
    private bool _overrun;

    /// <summary>Takes a byte.</summary>
    /// <param name="value">The byte.</param>
    /// <param name="message">The message where this byte ended one; null where it was too long.</param>
    /// <returns>Whether a message ended.</returns>
    public bool Add(byte value, out string? message)
    {
        message = null;
        if (value != '\n')
        {
            if (_length < Longest) _line[_length++] = value;
            else _overrun = true;
            return false;
        }

        int length = _length > 0 && _line[_length - 1] == '\r' ? _length - 1 : _length;
        if (!_overrun) message = Encoding.Latin1.GetString(_line, 0, length);
        _length = 0;
        _overrun = false;
        return true;
    }
}
