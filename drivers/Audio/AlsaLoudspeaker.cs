using OnBoard.Drivers.Native;
using OnBoard.Drivers.Time;

namespace OnBoard.Drivers.Audio;

/// <summary>
/// A loudspeaker behind ALSA, fed with mono at 16 kHz. The device runs at 16 kHz where it can, else at a rate of its
/// own that the samples are brought to here; all its channels play the same.
/// </summary>
/// <remarks>
/// Threads: the object belongs to one thread, which opens, writes and disposes it; it starts none of its own and takes
/// no lock. The device buffers four periods of 10 ms and starts with two in hand. Where it runs dry the underrun is
/// counted and it starts anew with the next two. <see cref="Write"/> waits at most one buffer for room; what the device
/// has not taken by then is dropped and counted. It allocates nothing.
/// </remarks>
public sealed class AlsaLoudspeaker : ILoudspeaker
{
    private const int Rate = 16000, Periods = 4, Chunk = 160;

    private readonly IPcm _pcm;
    private readonly PcmRecovery _recovery;
    private readonly StreamingResampler? _resampler;
    private readonly float[] _mono;
    private readonly byte[] _frames;

    /// <param name="pcm">Taken over; closed where this fails.</param>
    internal AlsaLoudspeaker(IPcm pcm)
    {
        try
        {
            _pcm = pcm;
            _recovery = new PcmRecovery(pcm, starts: false);
            if (Shape.Rate != Rate) _resampler = new StreamingResampler(Rate, Shape.Rate);
            _mono = new float[_resampler?.MaxOutputs(Chunk) ?? Chunk];
            _frames = new byte[_mono.Length * Shape.FrameBytes];
        }
        catch
        {
            pcm.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string Name => _pcm.Name;

    /// <summary>How the device itself was set up.</summary>
    public PcmShape Shape => _pcm.Shape;

    /// <inheritdoc/>
    public long Underruns => _recovery.Count;

    /// <summary>Frames of the device that were dropped because it did not take them in time.</summary>
    public long DroppedFrames { get; private set; }

    /// <summary>Opens a loudspeaker; it starts to play with the second period written.</summary>
    /// <param name="pcm">ALSA's name of it: "default", "hw:1", "plughw:CARD=Headset".</param>
    /// <param name="deviceRate">The rate to run the device at, Hz; 0 for the best that it does.</param>
    /// <exception cref="DeviceMissingException">There is no such PCM, or libasound is not installed.</exception>
    /// <exception cref="DeviceFailedException">Busy, not permitted, or it does nothing that OnBoard can
    /// use.</exception>
    public static AlsaLoudspeaker Open(string pcm = "default", int deviceRate = 0) =>
        new(AlsaPcm.Open(pcm, Alsa.Playback, deviceRate, Periods));

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<float> samples)
    {
        long deadline = MonotonicClock.Nanoseconds + Shape.Duration(Shape.Buffer);
        while (!samples.IsEmpty)
        {
            ReadOnlySpan<float> chunk = samples[..Math.Min(Chunk, samples.Length)];
            samples = samples[chunk.Length..];
            int count = chunk.Length;
            if (_resampler is null) chunk.CopyTo(_mono);
            else count = _resampler.Process(chunk, _mono);
            Span<byte> frames = _frames.AsSpan(0, count * Shape.FrameBytes);
            SampleConversion.FromMono(_mono.AsSpan(0, count), frames, Shape);
            Play(frames, deadline);
        }
    }

    /// <summary>Plays out what was written, for at most one buffer, and closes the PCM.</summary>
    public void Dispose()
    {
        long deadline = MonotonicClock.Nanoseconds + Shape.Duration(Shape.Buffer);
        while (_pcm.Drain() == -Errno.Again && MonotonicClock.Nanoseconds < deadline) Thread.Sleep(1);
        _pcm.Dispose();
    }

    private void Play(ReadOnlySpan<byte> frames, long deadline)
    {
        bool full = false;
        while (!frames.IsEmpty)
        {
            int count = _pcm.Write(frames);
            if (count > 0)
            {
                full = false;
                _recovery.Progressed();
                frames = frames[(count * Shape.FrameBytes)..];
                continue;
            }

            if (count is not (0 or -Errno.Again)) _recovery.Recover(count, "snd_pcm_writei");
            long left = deadline - MonotonicClock.Nanoseconds;
            if (left <= 0)
            {
                DroppedFrames += frames.Length / Shape.FrameBytes;
                return;
            }

            // Just recovered: there is room. Else, where the PCM says that there is although it took nothing, look
            // again a little later and not at once.
            if (count is not (0 or -Errno.Again)) continue;
            int answer = _pcm.Wait(TimeSpan.FromMicroseconds(left / 1000));
            if (answer < 0) _recovery.Recover(answer, "snd_pcm_wait");
            else if (answer > 0 && full) Thread.Sleep(1);
            full = true;
        }
    }
}
