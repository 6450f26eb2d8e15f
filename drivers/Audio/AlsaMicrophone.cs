using System.Diagnostics.CodeAnalysis;
using OnBoard.Drivers.Native;
using OnBoard.Drivers.Time;

namespace OnBoard.Drivers.Audio;

/// <summary>
/// A microphone behind ALSA, as mono at 16 kHz. The device runs at 16 kHz where it can, else at a rate of its own that
/// is brought down here; of its channels those are heard that were chosen.
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
    private const int Rate = 16000, Periods = 16, MaxRead = Rate, MaxLies = 3;
    private const double FastestClock = 1.05;

    private readonly Func<int, IPcm>? _reopen;
    private readonly ChannelChoice _channels;
    private readonly List<string> _remarks = [];
    private IPcm _pcm;
    private PcmRecovery _recovery;
    private StreamingResampler? _resampler;
    private ChannelMixer _mixer;
    private RateCheck _clocks;
    private byte[] _frames;
    private float[] _mono;

    // Samples at 16 kHz that wait to be read; _end is when the one after the last of them was captured.
    private float[] _ready;
    private int _readyCount;
    private long _end;

    private long _startedAt, _framesSinceStart, _overrunsBefore;
    private bool _hasClock;
    private int _lies;

    /// <param name="pcm">Taken over.</param>
    /// <param name="channels">Which channels are heard.</param>
    /// <param name="reopen">Opens the device anew at a rate, 0 for the best; null where it cannot be.</param>
    internal AlsaMicrophone(IPcm pcm, ChannelChoice? channels = null, Func<int, IPcm>? reopen = null)
    {
        _reopen = reopen;
        _channels = channels ?? ChannelChoice.Fit;
        Adopt(pcm, pcm.Shape.Rate);
    }

    /// <inheritdoc/>
    public string Name => _pcm.Name;

    /// <inheritdoc/>
    public int SampleRate => Rate;

    /// <summary>How the device itself was set up; its rate is what it delivers.</summary>
    public PcmShape Shape { get; private set; }

    /// <inheritdoc/>
    public long Overruns => _overrunsBefore + _recovery.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> Remarks => _remarks;

    /// <summary>
    /// Whether the last samples bore the driver's time of CLOCK_MONOTONIC. Where not, the time of reading was taken,
    /// which is uncertain by up to a period.
    /// </summary>
    public bool HasKernelTime { get; private set; }

    /// <summary>Opens a microphone and starts it.</summary>
    /// <param name="pcm">ALSA's name of it: "default", "hw:1", "plughw:CARD=Webcam".</param>
    /// <param name="deviceRate">The rate to run the device at, Hz; 0 for the best that it does.</param>
    /// <param name="channels">Which channels are heard; null for the mean of as few as the device does.</param>
    /// <exception cref="DeviceMissingException">There is no such PCM, or libasound is not installed.</exception>
    /// <exception cref="DeviceFailedException">Busy, not permitted, or it does nothing that OnBoard can
    /// use.</exception>
    public static AlsaMicrophone Open(string pcm = "default", int deviceRate = 0, ChannelChoice? channels = null)
    {
        // A PCM that converts would average two channels by itself, and make silence of opposite ones unseen. A device itself
        // is left at the fewest that it does: others may share it.
        bool converts = channels is not null && !pcm.StartsWith("hw:", StringComparison.Ordinal);
        int minChannels = Math.Max(channels?.Highest ?? 0, converts ? 2 : 0);
        IPcm OpenAt(int rate) => AlsaPcm.Open(pcm, Alsa.Capture, rate, Periods, minChannels);
        return new AlsaMicrophone(OpenAt(deviceRate), channels, OpenAt);
    }

    /// <inheritdoc/>
    /// <remarks>At most a second of samples at once.</remarks>
    public ReadResult Read(Span<float> samples, out long capturedAt, TimeSpan timeout)
    {
        if (samples.Length > MaxRead)
        {
            throw new ArgumentException(
                $"{samples.Length} samples at once, where {MaxRead} is the maximum", nameof(samples));
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

        // What has no clock is always full; a device that was seen half empty has one.
        _hasClock |= available < Shape.Buffer / 2;
        if (_hasClock && _lies < MaxLies && _clocks.Look(_framesSinceStart + available, at) is var rate and not 0)
        {
            Follow(rate);
            return MonotonicClock.Nanoseconds < deadline;
        }

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
        _mixer.Mix(_frames.AsSpan(0, count * Shape.FrameBytes), mono);
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

    /// <summary>Starts a PCM and makes room for what it delivers.</summary>
    /// <param name="pcm">Taken over; closed where it does not start.</param>
    /// <param name="rate">Frames per second that it delivers.</param>
    [MemberNotNull(nameof(_pcm), nameof(_recovery), nameof(_mixer), nameof(_clocks), nameof(_frames), nameof(_mono), nameof(_ready))]
    private void Adopt(IPcm pcm, int rate)
    {
        try
        {
            _pcm = pcm;
            Shape = pcm.Shape with { Rate = rate };
            _recovery = new PcmRecovery(pcm, starts: true);
            _resampler = rate == Rate ? null : new StreamingResampler(rate, Rate);
            _mixer = new ChannelMixer(pcm.Name, Shape, _channels, _remarks);
            _clocks = new RateCheck(rate);
            _frames = new byte[Shape.Period * Shape.FrameBytes];
            _mono = new float[Shape.Period];
            _ready = new float[MaxRead + (_resampler?.MaxOutputs(Shape.Period) ?? Shape.Period)];
            _readyCount = 0;
            int answer = pcm.Start();
            if (answer < 0) throw AlsaFailure.Running(pcm.Name, "snd_pcm_start", -answer);
            _startedAt = MonotonicClock.Nanoseconds;
            _framesSinceStart = 0;
        }
        catch
        {
            pcm.Dispose();
            throw;
        }
    }

    /// <summary>The device delivers another rate than it says.</summary>
    /// <exception cref="DeviceFailedException">It does not open again.</exception>
    private void Follow(int rate)
    {
        _lies++;
        int said = Shape.Rate;
        _overrunsBefore += _recovery.Count;
        IPcm pcm = _pcm;
        string how = $"is taken for a device of {rate} Hz";
        if (_reopen is not null)
        {
            _pcm.Dispose();
            try
            {
                pcm = _reopen(rate);
                how = $"was opened again at {rate} Hz";
            }
            catch (DeviceFailedException)
            {
                // It insists: what it was set to is kept, and taken for what it is.
                pcm = _reopen(0);
            }
        }

        _remarks.Add($"{Name} says {said} Hz and delivers {rate} Hz: it {how}");
        Adopt(pcm, rate);
    }

    private bool Recover(int answer, string what, long deadline)
    {
        _recovery.Recover(answer, what);
        _readyCount = 0;
        _resampler?.Reset();
        _clocks.Reset();
        _startedAt = MonotonicClock.Nanoseconds;
        _framesSinceStart = 0;
        return MonotonicClock.Nanoseconds < deadline;
    }

    /// <summary>
    /// Sleeps while more came from what has no clock than a real device can have captured; false where the time is over before.
    /// </summary>
    private bool TryAwaitClock(long deadline)
    {
        if (_hasClock) return true;
        double due = _startedAt + ((_framesSinceStart - Shape.Buffer) * 1e9 / (Shape.Rate * FastestClock));
        if (due <= MonotonicClock.Nanoseconds) return true;
        while (Math.Min(due, deadline) > MonotonicClock.Nanoseconds) Thread.Sleep(1);
        return due <= deadline;
    }

    private static TimeSpan Left(long deadline) =>
        TimeSpan.FromMicroseconds(Math.Max(0, deadline - MonotonicClock.Nanoseconds) / 1000);
}
