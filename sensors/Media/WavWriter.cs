using System.Buffers.Binary;
using OnBoard.Drivers;
using OnBoard.Drivers.Files;

namespace OnBoard.Sensors.Media;

/// <summary>
/// Writes sound into a WAV file as it comes, as 16-bit integers or as floats. The file can be read at any moment, also after a crash or a loss of
/// power: every two seconds what was written is made durable and only then is its length entered in the header, which
/// therefore never announces more than is there. Not for the hop thread: making durable may take long.
/// </summary>
public sealed class WavWriter : IDisposable
{
    private const int RiffSizeAt = 4;
    private const int SecondsBetweenHeaders = 2;

    private readonly string _name;
    private readonly Stream _file;
    private readonly byte[] _bytes = new byte[4096];
    private readonly WavSample _kind;
    private readonly int _sampleBytes;
    private readonly int _headerBytes;
    private readonly long _headerInterval;
    private long _written;
    private long _announced;
    private bool _failed;

    /// <summary>Creates the file, or empties it.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="sampleRate">Samples per second and channel.</param>
    /// <param name="channels">At least one.</param>
    /// <param name="kind">How samples are stored.</param>
    /// <exception cref="BadInputException">The file cannot be created there.</exception>
    /// <exception cref="DeviceFailedException">The disk is full or fails.</exception>
    public WavWriter(string path, int sampleRate, int channels = 1, WavSample kind = WavSample.Pcm16)
        : this(Create(path), path, sampleRate, channels, kind)
    {
    }

    /// <summary>Writes into any stream that can seek.</summary>
    /// <param name="file">Empty; disposed with the writer.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="sampleRate">Samples per second and channel.</param>
    /// <param name="channels">At least one.</param>
    /// <param name="kind">How samples are stored.</param>
    /// <exception cref="DeviceFailedException">The disk is full or fails.</exception>
    public WavWriter(
        Stream file, string name, int sampleRate, int channels = 1, WavSample kind = WavSample.Pcm16)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sampleRate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        _kind = kind;
        _sampleBytes = kind == WavSample.Ieee32 ? sizeof(float) : sizeof(short);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, ushort.MaxValue / _sampleBytes);
        _name = name;
        _file = file;
        Channels = channels;
        _headerBytes = kind == WavSample.Ieee32 ? 58 : 44;
        _headerInterval = (long)SecondsBetweenHeaders * sampleRate * channels * _sampleBytes;
        try
        {
            WriteHeader(sampleRate);
        }
        catch (IOException error)
        {
            file.Dispose();
            throw DiskFailure.Of(_name, error);
        }
    }

    /// <summary>Channels, at least one.</summary>
    public int Channels { get; }

    /// <summary>Samples per channel written so far.</summary>
    public long Length => _written / (Channels * _sampleBytes);

    /// <summary>Appends samples. In 16 bits, values beyond full scale are held at it; floats are stored bit by bit.</summary>
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
        if (_written + ((long)samples.Length * _sampleBytes) > uint.MaxValue - _headerBytes)
            throw new DeviceFailedException(_name, "a WAV file holds no more than 4 GiB", "Start a new recording");
        try
        {
            Append(samples);
            if (_written - _announced >= _headerInterval) Announce();
        }
        catch (IOException error)
        {
            _failed = true;
            throw DiskFailure.Of(_name, error);
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
            throw DiskFailure.Of(_name, error);
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

    private static Stream Create(string path)
    {
        Stream file = DiskFile.Create(path);
        if (file.CanSeek) return file;
        file.Dispose();
        throw new BadInputException(path, "it is a pipe, and a WAV file needs its header rewritten", "Name a file");
    }

    private void Append(ReadOnlySpan<float> samples)
    {
        while (samples.Length > 0)
        {
            int count = Math.Min(samples.Length, _bytes.Length / _sampleBytes);
            if (_kind == WavSample.Ieee32) StoreFloats(samples[..count]);
            else StoreIntegers(samples[..count]);
            _file.Write(_bytes, 0, count * _sampleBytes);
            _written += count * _sampleBytes;
            samples = samples[count..];
        }
    }

    private void StoreIntegers(ReadOnlySpan<float> samples)
    {
        for (int n = 0; n < samples.Length; n++)
        {
            float scaled = Math.Clamp(MathF.Round(samples[n] * 32_768f), short.MinValue, short.MaxValue);
            short value = float.IsNaN(scaled) ? (short)0 : (short)scaled;
            BinaryPrimitives.WriteInt16LittleEndian(_bytes.AsSpan(n * sizeof(short)), value);
        }
    }

    private void StoreFloats(ReadOnlySpan<float> samples)
    {
        for (int n = 0; n < samples.Length; n++)
            BinaryPrimitives.WriteSingleLittleEndian(_bytes.AsSpan(n * sizeof(float)), samples[n]);
    }

    private void Announce()
    {
        long moments = Length;
        long whole = moments * Channels * _sampleBytes;
        if (_announced == whole) return;
        MakeDurable();
        PatchSize(RiffSizeAt, whole + _headerBytes - 8);
        if (_kind == WavSample.Ieee32) PatchSize(_headerBytes - 12, moments);
        PatchSize(_headerBytes - 4, whole);
        _file.Seek(_headerBytes + _written, SeekOrigin.Begin);
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
        bool floats = _kind == WavSample.Ieee32;
        Span<byte> header = _bytes.AsSpan(0, _headerBytes);
        header.Clear();
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[RiffSizeAt..], (uint)_headerBytes - 8);
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], floats ? 18u : 16u);
        BinaryPrimitives.WriteUInt16LittleEndian(header[20..], floats ? (ushort)3 : (ushort)1);
        BinaryPrimitives.WriteUInt16LittleEndian(header[22..], (ushort)Channels);
        BinaryPrimitives.WriteUInt32LittleEndian(header[24..], (uint)sampleRate);
        BinaryPrimitives.WriteUInt32LittleEndian(header[28..], (uint)(sampleRate * Channels * _sampleBytes));
        BinaryPrimitives.WriteUInt16LittleEndian(header[32..], (ushort)(Channels * _sampleBytes));
        BinaryPrimitives.WriteUInt16LittleEndian(header[34..], (ushort)(8 * _sampleBytes));
        if (floats)
        {
            // All that is not plain PCM has the length of an extension, here none, and the count of moments.
            "fact"u8.CopyTo(header[38..]);
            BinaryPrimitives.WriteUInt32LittleEndian(header[42..], sizeof(uint));
        }

        "data"u8.CopyTo(header[(_headerBytes - 8)..]);
        _file.Write(_bytes, 0, _headerBytes);
    }
}
