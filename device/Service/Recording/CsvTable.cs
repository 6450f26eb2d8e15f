using System.Globalization;
using System.Text;
using OnBoard.Drivers;
using OnBoard.Drivers.Files;

namespace OnBoard.Device.Service.Recording;

/// <summary>
/// A table that grows row by row (RFC 4180, UTF-8, a line feed after each row). Numbers are written so that reading gives
/// the same bits. What is written reaches the disk in whole rows; a failed write leaves the rows before it. Used by one
/// thread; a row allocates nothing.
/// </summary>
public sealed class CsvTable : IDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly Stream _file;
    private readonly string _name;
    private readonly int _columns;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _used;
    private int _whole;
    private int _column;
    private long _onDisk;
    private bool _failed;

    /// <summary>Begins with the heading.</summary>
    /// <param name="file">Empty; disposed with the table, and also where this fails.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="columns">Names, with the unit where there is one: <c>captured_ns</c>.</param>
    /// <exception cref="DeviceFailedException">The disk is full or fails.</exception>
    public CsvTable(Stream file, string name, params ReadOnlySpan<string> columns)
    {
        _file = file;
        _name = name;
        _columns = columns.Length;
        try
        {
            foreach (string column in columns) Add(column);
            EndRow();
            Rows = 0;

            // A table says what its columns are from the beginning, also where nothing more finds room.
            Write();
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Rows below the heading.</summary>
    public long Rows { get; private set; }

    /// <summary>The next field, a whole number.</summary>
    public void Add(long value) => AddNumber(value);

    /// <summary>The next field, a number; empty where it is none.</summary>
    public void Add(double value)
    {
        if (double.IsFinite(value)) AddNumber(value);
        else AddEmpty();
    }

    /// <summary>The next field, a number; empty where it is none.</summary>
    public void Add(float value)
    {
        if (float.IsFinite(value)) AddNumber(value);
        else AddEmpty();
    }

    /// <summary>The next field, empty.</summary>
    public void AddEmpty() => Separate();

    /// <summary>The next field, text; quoted where it has to be.</summary>
    public void Add(string text)
    {
        Separate();
        bool quoted = text.AsSpan().ContainsAny(",\"\r\n");
        string written = quoted ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
        Reserve(Encoding.UTF8.GetByteCount(written));
        _used += Encoding.UTF8.GetBytes(written, _buffer.AsSpan(_used));
    }

    /// <summary>Ends the row.</summary>
    /// <exception cref="DeviceFailedException">The disk is full or fails.</exception>
    public void EndRow()
    {
        if (_column != _columns) throw new InvalidOperationException($"{_name}: {_column} fields where {_columns} are due");
        Reserve(1);
        _buffer[_used++] = (byte)'\n';
        _whole = _used;
        _column = 0;
        Rows++;
        if (_used > BufferBytes / 2) Write();
    }

    /// <summary>Makes what was written durable.</summary>
    /// <exception cref="DeviceFailedException">The disk is full or fails.</exception>
    public void Flush()
    {
        Write();
        try
        {
            if (_file is FileStream file) file.Flush(flushToDisk: true);
            else _file.Flush();
        }
        catch (IOException error)
        {
            throw Failed(error);
        }
    }

    /// <summary>Writes what is left and closes the file.</summary>
    /// <exception cref="DeviceFailedException">The disk is full or fails now (not where it did before).</exception>
    public void Dispose()
    {
        if (!_file.CanWrite) return;
        try
        {
            if (!_failed) Flush();
        }
        finally
        {
            _file.Dispose();
        }
    }

    private void AddNumber<T>(T value)
        where T : IUtf8SpanFormattable
    {
        Separate();
        int count;
        while (!value.TryFormat(_buffer.AsSpan(_used), out count, default, CultureInfo.InvariantCulture)) Reserve(64);
        _used += count;
    }

    private void Separate()
    {
        if (_column++ == 0) return;
        Reserve(1);
        _buffer[_used++] = (byte)',';
    }

    /// <summary>Makes room within the row.</summary>
    private void Reserve(int bytes)
    {
        if (_used + bytes <= BufferBytes) return;
        Write();
        if (_used + bytes > BufferBytes) throw new ArgumentException($"{_name}: a row is longer than {BufferBytes} bytes");
    }

    /// <summary>Writes the whole rows and keeps the begun one.</summary>
    private void Write()
    {
        if (_failed) throw new DeviceFailedException(_name, "writing failed before", "Start a new recording");
        if (_whole == 0) return;
        try
        {
            _file.Write(_buffer, 0, _whole);
            _onDisk += _whole;
        }
        catch (IOException error)
        {
            throw Failed(error);
        }

        _buffer.AsSpan(_whole, _used - _whole).CopyTo(_buffer);
        _used -= _whole;
        _whole = 0;
    }

    private DeviceFailedException Failed(IOException error)
    {
        _failed = true;
        try
        {
            // Part of a row may have found room.
            _file.SetLength(_onDisk);
        }
        catch (IOException)
        {
            // Then its last row is cut short, and who reads it leaves that row out.
        }

        return DiskFailure.Of(_name, error);
    }
}
