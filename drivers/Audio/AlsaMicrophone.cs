using OnBoard.Drivers.Native;
using OnBoard.Drivers.Time;

namespace OnBoard.Drivers.Audio;

/// <summary>
/// A microphone behind ALSA, as mono at 16 kHz. The device runs at 16 kHz where it can, else at a rate of its own that
/// is brought down here; its channels are averaged.
/// </summary>
/// <remarks>
/// Threads: the object belongs to one thread, which opens, reads and disposes it; it starts none of its own and takes
/// no lock. The driver buffers 160 ms while the reader is away; then an overrun loses samples: it is counted, capture
/// is started again, and what was captured before the gap is dropped, so that the samples of one read always follow one
/// another. <see cref="Read"/> waits in snd_pcm_wait and allocates nothing. A PCM without a clock ("null", "file" over
/// it) is held to 1.05 times real time, so that a reader that loops does not spin.
/// </remarks>
public sealed class AlsaMicrophone : IMicrophone
{
    private const int Rate = 16000, Periods = 16, LargestRead = Rate;
    private const double FastestClock = 1.05;

    private readonly IPcm _pcm;
    private readonly PcmRecovery _recovery;
    private readonly StreamingResampler? _resampler;
    private readonly byte[] _frames;
    private readonly float[] _mono;

    // Samples at 16 kHz that wait to be read; _end is when the one after the last of them was captured.
    private readonly float[] _ready;
    private int _readyCount;
    private long _end;

    private long _startedAt, _framesSinceStart;

    internal AlsaMicrophone(IPcm pcm)
    {
        _pcm = pcm;
        _recovery = new PcmRecovery(pcm, starts: true);
        if (Shape.Rate != Rate) _resampler = new StreamingResampler(Shape.Rate, Rate);
        _frames = new byte[Shape.Period * Shape.FrameBytes];
        _mono = new float[Shape.Period];
        _ready = new float[LargestRead + (_resampler?.MostOutputs(Shape.Period) ?? Shape.Period)];
        int answer = pcm.Start();
        if (answer < 0) throw AlsaFailure.Running(pcm.Name, "snd_pcm_start", -answer);
        _startedAt = MonotonicClock.Nanoseconds;
    }

    /// <inheritdoc/>
    public string Name => _pcm.Name;

    /// <inheritdoc/>
    public int SampleRate => Rate;

    /// <summary>How the device itself was set up.</summary>
    public PcmShape Shape => _pcm.Shape;

    /// <inheritdoc/>
    public long Overruns => _recovery.Count;

    /// <summary>
    /// Whether the last samples bore the driver's time of CLOCK_MONOTONIC. Where not, the time of reading was taken,
    /// which is uncertain by up to a period.
    /// </summary>
    public bool HasKernelTime { get; private set; }

    /// <summary>Opens a microphone and starts it.</summary>
    /// <param name="pcm">ALSA's name of it: "default", "hw:1", "plughw:CARD=Webcam".</param>
    /// <param name="deviceRate">The rate to run the device at, Hz; 0 for the best that it does.</param>
    /// <exception cref="DeviceMissingException">There is no such PCM, or libasound is not installed.</exception>
    /// <exception cref="DeviceFailedException">Busy, not permitted, or it does nothing that OnBoard can
    /// use.</exception>
    public static AlsaMicrophone Open(string pcm = "default", int deviceRate = 0)
    {
        AlsaPcm opened = AlsaPcm.Open(pcm, Alsa.Capture, deviceRate, Periods);
        try
        {
            return new AlsaMicrophone(opened);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>At most a second of samples at once.</remarks>
    public ReadResult Read(Span<float> samples, out long capturedAt, TimeSpan timeout)
    {
        if (samples.Length > LargestRead)
        {
            throw new ArgumentException(
                $"{samples.Length} samples at once, where {LargestRead} is the most", nameof(samples));
        }

        long deadline = MonotonicClock.Nanoseconds + (long)(timeout.TotalMilliseconds * 1e6);
        capturedAt = 0;
        while (_readyCount < samples.Length)
        {
            if (!TryFill(deadline)) return ReadResult.TimedOut;
        }

        capturedAt = _end - (_readyCount * 1_000_000_000L / Rate);
        _ready.AsSpan(0, samples.Length).CopyTo(samples);
        _readyCount -= samples.Length;
        _ready.AsSpan(samples.Length, _readyCount).CopyTo(_ready);
        return ReadResult.Ok;
    }

    /// <summary>Stops the capture and closes the PCM.</summary>
    public void Dispose() => _pcm.Dispose();

    /// <summary>Waits for frames and takes up to a period of them; false where the time is over.</summary>
    private bool TryFill(long deadline)
    {
        if (!TryAwaitClock(deadline)) return false;
        TimeSpan left = Left(deadline);
        int answer = _pcm.Wait(left);
        if (answer == 0) return MonotonicClock.Nanoseconds < deadline;
        if (answer < 0) return Recover(answer, "snd_pcm_wait", deadline);
        answer = _pcm.Position(out int available, out long at);
        if (answer < 0) return Recover(answer, "snd_pcm_avail", deadline);
        HasKernelTime = at != 0;
        if (at == 0) at = MonotonicClock.Nanoseconds;

        int count = _pcm.Read(_frames);
        if (count is 0 or -Errno.Again)
        {
            // Awake, yet nothing there: look again a little later, not at once.
            Thread.Sleep(1);
            return left > TimeSpan.Zero;
        }

        if (count < 0) return Recover(count, "snd_pcm_readi", deadline);
        _recovery.Progressed();
        _framesSinceStart += count;
        Append(count, at - Shape.Duration(available - count));
        return true;
    }

    /// <summary>Adds frames from the front of <see cref="_frames"/>, the last of which ended at a time.</summary>
    private void Append(int count, long endedAt)
    {
        Span<float> mono = _mono.AsSpan(0, count), free = _ready.AsSpan(_readyCount);
        SampleConversion.ToMono(_frames.AsSpan(0, count * Shape.FrameBytes), mono, Shape);
        if (_resampler is null)
        {
            mono.CopyTo(free);
            _readyCount += count;
            _end = endedAt;
            return;
        }

        _readyCount += _resampler.Process(mono, free);
        _end = endedAt - (long)(_resampler.Pending * 1e9 / Shape.Rate);
    }

    private bool Recover(int answer, string what, long deadline)
    {
        _recovery.Recover(answer, what);
        _readyCount = 0;
        _resampler?.Reset();
        _startedAt = MonotonicClock.Nanoseconds;
        _framesSinceStart = 0;
        return MonotonicClock.Nanoseconds < deadline;
    }

    /// <summary>
    /// Sleeps while more came than a real device can have captured; false where the time is over before.
    /// </summary>
    private bool TryAwaitClock(long deadline)
    {
        double due = _startedAt + ((_framesSinceStart - Shape.Buffer) * 1e9 / (Shape.Rate * FastestClock));
        if (due <= MonotonicClock.Nanoseconds) return true;
        while (Math.Min(due, deadline) > MonotonicClock.Nanoseconds) Thread.Sleep(1);
        return due <= deadline;
    }

    private static TimeSpan Left(long deadline) =>
        TimeSpan.FromMicroseconds(Math.Max(0, deadline - MonotonicClock.Nanoseconds) / 1000);
}
