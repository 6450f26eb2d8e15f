using System.Runtime.InteropServices;
using OnBoard.Drivers;

namespace OnBoard.Sensors.Media;

/// <summary>Sound that is decoded while it plays, a few seconds ahead, round after round.</summary>
internal sealed class StreamedSound : IClipSound, IDisposable
{
    private const int BlockLength = 16_000;
    private const int Ahead = 4;

    private readonly MediaFile _file;
    private readonly SoundTrack _track;
    private readonly int _channel;
    private readonly ReadAhead<float[]> _ahead = new(Ahead, () => new float[BlockLength]);
    private readonly Lazy<Thread> _thread;
    private readonly CancellationTokenSource _closing = new();

    /// <param name="file">The recording.</param>
    /// <param name="measured">Has been through it once.</param>
    public StreamedSound(MediaFile file, SoundDecoder measured)
    {
        _file = file;
        _track = measured.Track!;
        _channel = measured.Channel;
        Length = measured.Length;
        Level = measured.Level;
        Peak = measured.Peak;
        _thread = new Lazy<Thread>(Start);
    }

    public long Length { get; }

    public float Level { get; }

    public float Peak { get; }

    private long BlocksPerRound => (Length + BlockLength - 1) / BlockLength;

    public bool TryRead(long round, long at, Span<float> samples, TimeSpan timeout)
    {
        if (!_closing.IsCancellationRequested) _ = _thread.Value;
        if (!_ahead.Wait((round * BlocksPerRound) + ((at + samples.Length - 1) / BlockLength), timeout)) return false;
        while (samples.Length > 0)
        {
            (long block, long within) = Math.DivRem(at, BlockLength);
            if (_ahead.Take((round * BlocksPerRound) + block, timeout) is not { } decoded) return false;
            int count = (int)Math.Min(samples.Length, BlockLength - within);
            decoded.AsSpan((int)within, count).CopyTo(samples);
            samples = samples[count..];
            at += count;
        }

        return true;
    }

    /// <summary>Begins to decode, and waits until there is something to play.</summary>
    public void Prepare(TimeSpan timeout)
    {
        _ = _thread.Value;
        _ahead.Wait(0, timeout);
    }

    public void Close() => Dispose();

    public void Dispose()
    {
        if (_closing.IsCancellationRequested) return;
        _closing.Cancel();
        _ahead.Close();
        if (_thread.IsValueCreated) _thread.Value.Join();
        _closing.Dispose();
    }

    private Thread Start()
    {
        Thread thread = new(Decode) { IsBackground = true, Name = "clip sound" };
        thread.Start();
        return thread;
    }

    private void Decode()
    {
        try
        {
            while (!_closing.IsCancellationRequested)
            {
                long blocks = 0;
                _file.DecodeSound(_track, _channel, Read, Timeout.InfiniteTimeSpan, _closing.Token);
                for (; blocks < BlocksPerRound; blocks++) Give([]);

                void Read(Stream output)
                {
                    byte[] bytes = new byte[BlockLength * sizeof(float)];
                    int got;
                    do
                    {
                        got = output.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
                        if (got == 0 || blocks == BlocksPerRound) continue;
                        Give(MemoryMarshal.Cast<byte, float>(bytes.AsSpan(0, got - (got % sizeof(float)))));
                        blocks++;
                    }
                    while (got == bytes.Length);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Closed.
        }
        catch (Exception error) when (error is OnBoardException or IOException)
        {
            _ahead.Fail(error);
        }
    }

    private void Give(ReadOnlySpan<float> samples)
    {
        float[] block = _ahead.Rent();
        samples.CopyTo(block);
        block.AsSpan(samples.Length).Clear();
        _ahead.Commit();
    }
}
