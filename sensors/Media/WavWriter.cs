using System.Buffers.Binary;
using OnBoard.Drivers;

namespace OnBoard.Sensors.Media;

/// <summary>
/// Writes sound into a 16-bit WAV file as it comes. The file can be read at any moment, also after a crash or a loss of
/// power: every two seconds what was written is made durable and only then is its length entered in the header, which
/// therefore never announces more than is there. Not for the hop thread: making durable may take long.
/// </summary>
public sealed class WavWriter : IDisposable
{
    private const int HeaderBytes = 44;
    private const int RiffSizeAt = 4;
    private const int DataSizeAt = 40;
    private const int SecondsBetweenHeaders = 2;
    private const long LargestData = uint.MaxValue - HeaderBytes;
    private const int NoSpaceLeft = 28; // ENOSPC of Linux

    private readonly string _name;
    private readonly Stream _file;
    private readonly byte[] _bytes = new byte[4096];
    private readonly long _headerInterval;
    private long _written;
    private long _announced;
    private bool _failed;

    /// <summary>Creates the file, or empties it.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="sampleRate">Samples per second and channel.</param>
    /// <param name="channels">At least one.</param>
    /// <exception cref="BadInputException">The file cannot be created there.</exception>
    /// <exception cref="DeviceFailedException">The disk is full or fails.</exception>
    public WavWriter(string path, int sampleRate, int channels = 1)
        : this(Create(path), path, sampleRate, channels)
    {
    }

    /// <summary>Writes into any stream that can seek.</summary>
    /// <param name="file">Empty; disposed with the writer.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="sampleRate">Samples per second and channel.</param>
    /// <param name="channels">At least one.</param>
    /// <exception cref="DeviceFailedException">The disk is full or fails.</exception>
    public WavWriter(Stream file, string name, int sampleRate, int channels = 1)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sampleRate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, ushort.MaxValue / sizeof(short));
        _name = name;
        _file = file;
        Channels = channels;
        _headerInterval = (long)SecondsBetweenHeaders * sampleRate * channels * sizeof(short);
        try
        {
            WriteHeader(sampleRate);
        }
        catch (IOException error)
        {
            file.Dispose();
            throw Failed(error);
        }
    }

    /// <summary>Channels, at least one.</summary>
    public int Channels { get; }

    /// <summary>Samples per channel written so far.</summary>
    public long Length => _written / (Channels * sizeof(short));

    /// <summary>Appends samples; values beyond full scale are held at it.</summary>
    /// <param name="samples">-1..1, the channels of one moment beside each other.</param>
    /// <exception cref="DeviceFailedException">
    /// The disk is full or fails, or the 4 GiB of a WAV file are used up.
    /// </exception>
    public void Write(ReadOnlySpan<float> samples)
    {
        if (samples.Length % Channels != 0)
            throw new ArgumentException("Samples of whole moments are needed.", nameof(samples));
        ObjectDisposedException.ThrowIf(!_file.CanWrite, this);
        if (_failed) throw new DeviceFailedException(_name, "writing failed before", "Start a new recording");
        if (_written + ((long)samples.Length * sizeof(short)) > LargestData)
            throw new DeviceFailedException(_name, "a WAV file holds no more than 4 GiB", "Start a new recording");
        try
        {
            Append(samples);
            if (_written - _announced >= _headerInterval) Announce();
        }
        catch (IOException error)
        {
            _failed = true;
            throw Failed(error);
        }
    }

    /// <summary>Enters the final length and closes the file.</summary>
    /// <exception cref="DeviceFailedException">The disk is full or fails now (not where it did before).</exception>
    public void Dispose()
    {
        if (!_file.CanWrite) return;
        try
        {
            // After a failure too: the header has its room on the disk, and what came before is worth keeping.
            Announce();
        }
        catch (IOException error) when (!_failed)
        {
            throw Failed(error);
        }
        catch (IOException)
        {
            // Reported at the write that met it first.
        }
        finally
        {
            _file.Dispose();
        }
    }

    private static FileStream Create(string path)
    {
        try
        {
            // No buffer in between: a failure shows at the write that meets it.
            var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            if (file.CanSeek) return file;
            file.Dispose();
            throw new BadInputException(path, "it is a pipe, and a WAV file needs its header rewritten", "Name a file");
        }
        catch (IOException error) when (error.HResult == NoSpaceLeft)
        {
            throw new DeviceFailedException(path, "the disk is full", "Free space or record elsewhere", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(
                path, $"it cannot be created ({error.Message})", "Name a file in a folder that can be written", error);
        }
    }

    private void Append(ReadOnlySpan<float> samples)
    {
        while (samples.Length > 0)
        {
            int count = Math.Min(samples.Length, _bytes.Length / sizeof(short));
            for (int n = 0; n < count; n++)
            {
                float scaled = Math.Clamp(MathF.Round(samples[n] * 32_768f), short.MinValue, short.MaxValue);
                short value = float.IsNaN(scaled) ? (short)0 : (short)scaled;
                BinaryPrimitives.WriteInt16LittleEndian(_bytes.AsSpan(n * sizeof(short)), value);
            }

            _file.Write(_bytes, 0, count * sizeof(short));
            _written += count * sizeof(short);
            samples = samples[count..];
        }
    }

    private void Announce()
    {
        long whole = Length * Channels * sizeof(short);
        if (_announced == whole) return;
        MakeDurable();
        PatchSize(RiffSizeAt, whole + HeaderBytes - 8);
        PatchSize(DataSizeAt, whole);
        _file.Seek(HeaderBytes + _written, SeekOrigin.Begin);
        _announced = whole;
    }

    private void MakeDurable()
    {
        if (_file is FileStream file) file.Flush(flushToDisk: true);
        else _file.Flush();
    }

    private void PatchSize(int at, long size)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes, (uint)size);
        _file.Seek(at, SeekOrigin.Begin);
        _file.Write(_bytes, 0, sizeof(uint));
    }

    private void WriteHeader(int sampleRate)
    {
        Span<byte> header = _bytes.AsSpan(0, HeaderBytes);
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[RiffSizeAt..], HeaderBytes - 8);
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteUInt16LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteUInt16LittleEndian(header[22..], (ushort)Channels);
        BinaryPrimitives.WriteUInt32LittleEndian(header[24..], (uint)sampleRate);
        BinaryPrimitives.WriteUInt32LittleEndian(header[28..], (uint)(sampleRate * Channels * sizeof(short)));
        BinaryPrimitives.WriteUInt16LittleEndian(header[32..], (ushort)(Channels * sizeof(short)));
        BinaryPrimitives.WriteUInt16LittleEndian(header[34..], 16);
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[DataSizeAt..], 0);
        _file.Write(_bytes, 0, HeaderBytes);
    }

    private DeviceFailedException Failed(IOException error) => error.HResult == NoSpaceLeft
        ? new DeviceFailedException(_name, "the disk is full", "Free space or record elsewhere", error)
        : new DeviceFailedException(_name, $"writing failed ({error.Message})", "Check the disk or card", error);
}
