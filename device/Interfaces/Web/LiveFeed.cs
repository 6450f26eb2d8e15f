using System.Buffers;
using System.Buffers.Binary;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Interfaces.Web;

/// <summary>
/// What readers see live. One thread empties the pipeline's tap, makes columns and frames once for all readers, and
/// keeps the last second; each reader copies what is new to it when it is ready. A reader that is slow finds that the
/// oldest is gone; neither this thread nor the hop thread waits for it. Rests while nobody reads.
/// </summary>
internal sealed class LiveFeed : IDisposable
{
    private const int KeptHops = AudioFormat.HopsPerSecond;
    private const int ColumnsLength = sizeof(uint) + (2 * SpectrumColumn.Length);
    private const int SoundLength = sizeof(uint) + (2 * AudioFormat.HopLength);

    /// <summary>Frames are encoded at most so often.</summary>
    private const long FrameNanoseconds = 75_000_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(500);

    private readonly LiveTap _tap;
    private readonly Thread _thread;
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly SpectrumColumn _noisyColumn = new();
    private readonly SpectrumColumn _enhancedColumn = new();
    private readonly FrameEncoder _encoder = new();

    private readonly Lock _gate = new();
    private readonly byte[] _columns = new byte[KeptHops * ColumnsLength];
    private readonly byte[] _noisySound = new byte[KeptHops * SoundLength];
    private readonly byte[] _enhancedSound = new byte[KeptHops * SoundLength];
    private readonly ArrayBufferWriter<byte> _frame = new(32 * 1024);
    private readonly ArrayBufferWriter<byte> _cells = new(4 * 1024);
    private long _hops;
    private long _frames;
    private long _cellFrames;
    private int _readers;
    private long _frameTime = long.MinValue;
    private volatile bool _stopping;

    /// <param name="tap">The pipeline's.</param>
    public LiveFeed(LiveTap tap)
    {
        _tap = tap;
        _thread = new Thread(Run) { Name = "onboard dashboard", IsBackground = true };
        _thread.Start();
    }

    /// <summary>How many read now.</summary>
    public int Readers => Volatile.Read(ref _readers);

    /// <summary>A reader comes: what was before is not for it.</summary>
    public LivePosition Join()
    {
        lock (_gate)
        {
            _readers++;
            _tap.IsWatched = true;
            _wake.Set();
            return new LivePosition(_hops, _frames, _cellFrames);
        }
    }

    /// <summary>A reader goes.</summary>
    public void Leave()
    {
        lock (_gate) _tap.IsWatched = --_readers > 0;
    }

    /// <summary>Appends what is new to a reader as one message.</summary>
    /// <param name="position">Where the reader is; moved on.</param>
    /// <param name="sound">Which sound it listens to.</param>
    /// <param name="message">Appended to; left empty where nothing is new.</param>
    public void Compose(ref LivePosition position, LiveSound sound, ArrayBufferWriter<byte> message)
    {
        lock (_gate)
        {
            long first = Math.Max(position.Hops, _hops - KeptHops);
            int count = (int)(_hops - first);
            if (count > 0)
            {
                AppendHops(message, LiveSection.Columns, _columns, ColumnsLength, first, count);
                if (sound == LiveSound.Noisy)
                    AppendHops(message, LiveSection.Sound, _noisySound, SoundLength, first, count);
                else if (sound == LiveSound.Enhanced)
                    AppendHops(message, LiveSection.Sound, _enhancedSound, SoundLength, first, count);
            }

            if (position.Frames < _frames) message.Append(LiveSection.Frame, _frame.WrittenSpan);
            if (position.Cells < _cellFrames) message.Append(LiveSection.Cells, _cells.WrittenSpan);
            position = new LivePosition(_hops, _frames, _cellFrames);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping = true;
        _wake.Set();
        _thread.Join();
        _wake.Dispose();
    }

    /// <summary>Takes what the pipeline has put into the tap; the thread's, or a test's.</summary>
    internal void Drain()
    {
        while (_tap.Hops.TryBeginRead(TimeSpan.Zero) is { } hop)
        {
            Keep(hop);
            _tap.Hops.EndRead();
        }

        if (_tap.Cells.TryFetch()) Keep(_tap.Cells.Latest);
        if (_tap.Frames.TryFetch()) Keep(_tap.Frames.Latest);
    }

    private static void AppendHops(
        ArrayBufferWriter<byte> message, LiveSection section, byte[] ring, int length, long first, int count)
    {
        Span<byte> payload = message.Append(section, sizeof(uint) + (count * length));
        BinaryPrimitives.WriteUInt32LittleEndian(payload, (uint)count);
        for (int i = 0; i < count; i++)
        {
            int from = (int)((first + i) % KeptHops) * length;
            ring.AsSpan(from, length).CopyTo(payload[(sizeof(uint) + (i * length))..]);
        }
    }

    private static void WriteSound(ReadOnlySpan<float> samples, Span<byte> sound)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            short sample = (short)Math.Clamp(MathF.Round(samples[i] * 32768f), short.MinValue, short.MaxValue);
            BinaryPrimitives.WriteInt16LittleEndian(sound[(2 * i)..], sample);
        }
    }

    private void Run()
    {
        bool rested = true;
        while (!_stopping)
        {
            if (!_tap.IsWatched)
            {
                rested = true;
                _wake.WaitOne(Rest);
                continue;
            }

            if (rested) Forget();
            rested = false;
            Drain();
            _wake.WaitOne(Pause);
        }
    }

    /// <summary>What lies in the tap since nobody looked is old.</summary>
    private void Forget()
    {
        while (_tap.Hops.TryBeginRead(TimeSpan.Zero) is not null) _tap.Hops.EndRead();
        _tap.Cells.TryFetch();
        _tap.Frames.TryFetch();
        _noisyColumn.Reset();
        _enhancedColumn.Reset();
    }

    private void Keep(Hop hop)
    {
        if (hop.Number < 0) return;
        lock (_gate)
        {
            int slot = (int)(_hops % KeptHops);
            Span<byte> columns = _columns.AsSpan(slot * ColumnsLength, ColumnsLength);
            Span<byte> noisy = _noisySound.AsSpan(slot * SoundLength, SoundLength);
            Span<byte> enhanced = _enhancedSound.AsSpan(slot * SoundLength, SoundLength);
            BinaryPrimitives.WriteUInt32LittleEndian(columns, (uint)hop.Number);
            BinaryPrimitives.WriteUInt32LittleEndian(noisy, (uint)hop.Number);
            BinaryPrimitives.WriteUInt32LittleEndian(enhanced, (uint)hop.Number);
            _noisyColumn.Compute(hop.Noisy, columns[sizeof(uint)..]);
            _enhancedColumn.Compute(hop.Enhanced, columns[(sizeof(uint) + SpectrumColumn.Length)..]);
            WriteSound(hop.Noisy, noisy[sizeof(uint)..]);
            WriteSound(hop.Enhanced, enhanced[sizeof(uint)..]);
            _hops++;
        }
    }

    private void Keep(CellFrame cells)
    {
        lock (_gate)
        {
            _cells.ResetWrittenCount();
            Span<byte> payload = _cells.GetSpan(8 + cells.Outputs.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(payload, (uint)cells.Hop);
            BinaryPrimitives.WriteUInt16LittleEndian(payload[4..], (ushort)cells.Layers);
            BinaryPrimitives.WriteUInt16LittleEndian(payload[6..], (ushort)cells.Cells);
            cells.Outputs.CopyTo(payload[8..]);
            _cells.Advance(8 + cells.Outputs.Length);
            _cellFrames++;
        }
    }

    private void Keep(CameraFrame seen)
    {
        if (_frames > 0 && seen.Frame.CapturedAt - _frameTime < FrameNanoseconds) return;
        _frameTime = seen.Frame.CapturedAt;
        ReadOnlySpan<byte> jpeg = _encoder.Encode(seen.Frame);
        float scale = 1f / FrameEncoder.Factor(seen.Frame);
        lock (_gate)
        {
            _frame.ResetWrittenCount();
            Span<byte> payload = _frame.GetSpan(20 + jpeg.Length);
            BinaryPrimitives.WriteSingleLittleEndian(payload, seen.Mouth.CenterX * scale);
            BinaryPrimitives.WriteSingleLittleEndian(payload[4..], seen.Mouth.CenterY * scale);
            BinaryPrimitives.WriteSingleLittleEndian(payload[8..], seen.Mouth.Width * scale);
            BinaryPrimitives.WriteSingleLittleEndian(payload[12..], seen.Mouth.Angle);
            BinaryPrimitives.WriteUInt32LittleEndian(payload[16..], seen.Found ? 1u : 0u);
            jpeg.CopyTo(payload[20..]);
            _frame.Advance(20 + jpeg.Length);
            _frames++;
        }
    }
}
