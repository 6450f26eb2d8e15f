using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Enhancement.Learning;

/// <summary>
/// Finds, in what is heard and seen, the stretches that are worth learning from: by lips while a camera gives frames, by sound alone
/// while none does. Where a camera sees nobody talk nothing is kept, for then a voice is not the talker's. Allocates nothing
/// after it was made; used by one thread.
/// </summary>
internal sealed class StretchFinder
{
    /// <summary>A camera that has given no frame for so many hops, five seconds, is gone.</summary>
    private const int HopsUntilGone = 5 * AudioFormat.HopsPerSecond;

    private readonly LipStretchFinder _byLips;
    private readonly SoundStretchFinder _byEar;
    private int _hopsWithoutFrame = HopsUntilGone;

    /// <param name="replay">Where stretches go.</param>
    public StretchFinder(ReplayMemory replay)
    {
        _byLips = new LipStretchFinder(replay, Findings);
        _byEar = new SoundStretchFinder(replay, Findings);
    }

    /// <summary>What was found and what was not.</summary>
    public StretchFindings Findings { get; } = new();

    /// <summary>Whether no camera gives frames, so that sound alone tells what is speech and what is noise.</summary>
    public bool IsByEar => _hopsWithoutFrame >= HopsUntilGone;

    /// <summary>Takes a frame in which a mouth was found, before the hop at whose end it is the latest.</summary>
    /// <param name="mouth">[64] before normalisation.</param>
    public void SeeMouth(ReadOnlySpan<float> mouth)
    {
        TakeFrame();
        _byLips.SeeMouth(mouth);
    }

    /// <summary>Takes a frame in which no mouth was found.</summary>
    public void SeeNoMouth()
    {
        TakeFrame();
        _byLips.SeeNoMouth();
    }

    /// <summary>Takes the next hop of sound.</summary>
    /// <param name="noisy">[160] samples as the microphone gave them.</param>
    public void Hear(ReadOnlySpan<float> noisy)
    {
        if (!IsByEar && ++_hopsWithoutFrame == HopsUntilGone) _byEar.Begin();
        if (IsByEar) _byEar.Hear(noisy);
        else _byLips.Hear(noisy);
    }

    private void TakeFrame()
    {
        if (IsByEar) _byLips.Begin();
        _hopsWithoutFrame = 0;
    }
}
