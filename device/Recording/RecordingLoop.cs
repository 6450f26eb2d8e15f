using OnBoard.Device.Pipeline;
using OnBoard.Drivers;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Recording;

/// <summary>The recording thread: from the hop thread into files, and the running scores.</summary>
internal sealed class RecordingLoop(HopRing hops, Conditions conditions) : ILoop
{
    /// <summary>The first scores are of so many seconds.</summary>
    public const int OpeningSeconds = 20;

    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);

    private readonly SlidingScore _sliding = new();
    private readonly ScoreWindow _window = new(OpeningSeconds);
    private SoundFiles? _files;
    private double _noisySdr = double.NaN;
    private double _enhancedSdr = double.NaN;
    private bool _opened;
    private bool _known;

    /// <summary>SI-SDR of what the microphone hears over the last seconds, dB; not a number where unknown.</summary>
    public double NoisySdr => Volatile.Read(ref _noisySdr);

    /// <summary>SI-SDR of what goes out over the last seconds, dB; not a number where unknown.</summary>
    public double EnhancedSdr => Volatile.Read(ref _enhancedSdr);

    /// <summary>Told the scores of the first seconds, once, on a thread of its own.</summary>
    public Action<SessionScore>? OpeningScored { get; init; }

    /// <summary>The scores of the last seconds, once the thread has ended; null where the clean speech was not known.</summary>
    public Func<SessionScore?>? FinalScore { get; private set; }

    /// <summary>Gives the files to write into, to be closed by the loop. Before the first step.</summary>
    public void Begin(SoundFiles files) => _files = files;

    /// <inheritdoc/>
    public bool Step()
    {
        if (hops.TryBeginRead(Wait) is not { } hop) return !hops.IsOver;

        // Before the first window is whole there is nothing to keep.
        if (hop.Number >= 0)
        {
            Keep(hop);
            Score(hop);
        }

        hops.EndRead();
        return true;
    }

    /// <inheritdoc/>
    public void Finish()
    {
        Close();
        if (_known) FinalScore = _window.TakeOut();
    }

    private void Keep(Hop hop)
    {
        try
        {
            _files?.Write(hop.Noisy, hop.Clean, hop.Enhanced);
        }
        catch (OnBoardException error)
        {
            Stop(error);
            Close();
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
        Func<SessionScore?> judge = _window.TakeOut();
        Task.Run(() =>
        {
            if (judge() is { } score) OpeningScored(score);
        });
    }

    private void Close()
    {
        try
        {
            _files?.Dispose();
        }
        catch (OnBoardException error)
        {
            Stop(error);
        }

        _files = null;
    }

    private void Stop(OnBoardException error) => conditions.Raise(
        "recording", "recording stopped", $"recording stopped: {error.Subject}: {error.Cause}; the live sound goes on");
}
