using OnBoard.Device.Enhancement;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Drivers;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Media;

namespace OnBoard.Device.Service.Recording;

/// <summary>The recording thread: from hop and camera threads into files, and the running scores.</summary>
/// <param name="hops">From the hop thread.</param>
/// <param name="frames">From the camera's thread.</param>
/// <param name="recorder">Keeps them while it is switched on.</param>
/// <param name="conditions">Where to complain.</param>
internal sealed class RecordingLoop(
    HopRing hops, Ring<MouthFrame> frames, Recorder recorder, Conditions conditions) : ILoop
{
    /// <summary>The first scores are of so many seconds.</summary>
    public const int OpeningSeconds = 20;

    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);

    private readonly SlidingScore _sliding = new();
    private readonly ScoreWindow _window = new(OpeningSeconds);
    private WavWriter? _output;
    private double _noisySdr = double.NaN;
    private double _enhancedSdr = double.NaN;
    private bool _opened;
    private bool _known;

    /// <summary>SI-SDR of what the microphone hears over the last seconds, dB; not a number where unknown.</summary>
    public double NoisySdr => Volatile.Read(ref _noisySdr);

    /// <summary>SI-SDR of what goes out over the last seconds, dB; not a number where unknown.</summary>
    public double EnhancedSdr => Volatile.Read(ref _enhancedSdr);

    /// <summary>Receives the scores of the first seconds, once, on a thread of its own.</summary>
    public Action<SessionScore>? OpeningScored { get; init; }

    /// <summary>The scores of the last seconds, once the thread has ended; null where the clean speech was not known.</summary>
    public Func<SessionScore?>? FinalScore { get; private set; }

    /// <summary>Gives a file for the enhanced sound, to be closed by the loop. Before the first step.</summary>
    public void Begin(WavWriter? output) => _output = output;

    /// <inheritdoc/>
    public bool Step()
    {
        Hop? hop = hops.TryBeginRead(Wait);
        KeepFrames();
        recorder.Tend(frames.Lost);
        if (hop is null) return !hops.IsOver;

        // Before the first window is whole there is nothing to keep.
        if (hop.Number >= 0)
        {
            recorder.Take(hop);
            Output(hop);
            Score(hop);
        }

        hops.EndRead();
        return true;
    }

    /// <inheritdoc/>
    public void Finish()
    {
        KeepFrames();
        recorder.Finish(frames.Lost);
        CloseOutput();
        if (_known) FinalScore = _window.TakeOut();
    }

    private void KeepFrames()
    {
        while (frames.TryBeginRead(TimeSpan.Zero) is { } frame)
        {
            recorder.Take(frame);
            frames.EndRead();
        }
    }

    private void Output(Hop hop)
    {
        try
        {
            _output?.Write(hop.Enhanced);
        }
        catch (OnBoardException error)
        {
            StopOutput(error);
            CloseOutput();
        }
    }

    private void Score(Hop hop)
    {
        if (!hop.HasReference)
        {
            _sliding.Reset();
            return;
        }

        _known = true;
        _sliding.Add(hop.Clean, hop.Noisy, hop.Enhanced);
        _window.Add(hop.Clean, hop.Noisy, hop.Enhanced);
        if (hop.Number % (AudioFormat.HopsPerSecond / 4) == 0)
        {
            (double noisy, double enhanced) = _sliding.Compute();
            Volatile.Write(ref _noisySdr, noisy);
            Volatile.Write(ref _enhancedSdr, enhanced);
        }

        if (_opened || OpeningScored is null || _window.Seconds < OpeningSeconds) return;
        _opened = true;
        Func<SessionScore?> measure = _window.TakeOut();
        Task.Run(() =>
        {
            if (measure() is { } score) OpeningScored(score);
        });
    }

    private void CloseOutput()
    {
        try
        {
            _output?.Dispose();
        }
        catch (OnBoardException error)
        {
            StopOutput(error);
        }

        _output = null;
    }

    private void StopOutput(OnBoardException error) => conditions.Raise(
        "output file", "output file stopped",
        $"output file stopped: {error.Subject}: {error.Cause}; the live sound goes on");
}
