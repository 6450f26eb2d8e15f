using System.Runtime.InteropServices;

namespace OnBoard.Sensors.Media;

/// <summary>Sound that is decoded while it plays, a few seconds ahead, round after round.</summary>
internal sealed class StreamedSound : StreamedTrack<float[]>, IClipSound
{
    private const int BlockLength = 16_000;
    private const int Blocks = 4;

    private readonly MediaFile _file;
    private readonly SoundTrack _track;
    private readonly int _channel;

    /// <param name="file">The recording.</param>
    /// <param name="measured">Has been through it once.</param>
    public StreamedSound(MediaFile file, SoundDecoder measured)
        : base(Blocks, () => new float[BlockLength])
    {
        _file = file;
        _track = measured.Track!;
        _channel = measured.Channel;
        Length = measured.Length;
        Level = measured.Level;
        Peak = measured.Peak;
    }

    public long Length { get; }

    public float Level { get; }

    public float Peak { get; }

    private long BlocksPerRound => (Length + BlockLength - 1) / BlockLength;

    public bool TryRead(long round, long at, Span<float> samples, TimeSpan timeout)
    {
        Begin();
        if (!Ahead.Wait((round * BlocksPerRound) + ((at + samples.Length - 1) / BlockLength), timeout)) return false;
        while (samples.Length > 0)
        {
            (long block, long within) = Math.DivRem(at, BlockLength);
            if (Ahead.Take((round * BlocksPerRound) + block, timeout) is not { } decoded) return false;
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
        Begin();
        Ahead.Wait(0, timeout);
    }

    protected override Thread NewThread(ThreadStart decode) => new Thread(decode) { IsBackground = true, Name = "clip sound" };

    protected override void DecodeOn()
    {
        long blocks = 0;
        _file.DecodeSound(_track, _channel, Read, Timeout.InfiniteTimeSpan, Closing);
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

    private void Give(ReadOnlySpan<float> samples)
    {
        float[] block = Ahead.Rent();
        samples.CopyTo(block);
        block.AsSpan(samples.Length).Clear();
        Ahead.Commit();
    }
}
