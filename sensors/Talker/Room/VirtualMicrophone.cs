using OnBoard.Drivers;
using OnBoard.Sensors.Talker.Room;
using OnBoard.Sensors.Talker.Script;
using OnBoard.Sensors.Talker.Voice;

namespace OnBoard.Sensors.Talker.Room;

/// <summary>
/// The virtual board's microphone: hears a synthetic talker in a noisy room. Sample n is taken n / 16 000 s after the
/// pace's origin, exactly. A reader that stays away for longer than <see cref="BufferSeconds"/> loses samples,
/// as with a device. Allocates nothing after construction.
/// </summary>
public sealed class VirtualMicrophone : IReferenceMicrophone
{
    /// <summary>How much sound waits for a late reader.</summary>
    public const int BufferSeconds = 1;

    /// <summary>Nanoseconds per sample; a whole number at 16 kHz.</summary>
    private const long SampleNanoseconds = 1_000_000_000 / SentenceScore.SampleRate;

    private const int MaxSamples = BufferSeconds * SentenceScore.SampleRate;
    private readonly FormantVoice _voice;
    private readonly VirtualRoom _room;
    private readonly IPace _pace;
    private readonly float[] _clean = new float[MaxSamples];

    /// <param name="talker">Who is heard.</param>
    /// <param name="room">The noise around; belongs to this microphone.</param>
    /// <param name="pace">Shared with the camera that sees the talker.</param>
    public VirtualMicrophone(SyntheticTalker talker, VirtualRoom room, IPace pace)
    {
        _voice = talker.OpenVoice();
        _room = room;
        _pace = pace;
    }

    /// <inheritdoc/>
    public string Name => "virtual talker";

    /// <inheritdoc/>
    public int SampleRate => SentenceScore.SampleRate;

    /// <inheritdoc/>
    public long Overruns { get; private set; }

    /// <summary>The script being spoken; belongs to the reading thread.</summary>
    public TalkerScript Script => _voice.Script;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">More than <see cref="BufferSeconds"/> is asked for at once.</exception>
    public ReadResult Read(Span<float> samples, out long capturedAt, TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(samples.Length, MaxSamples, nameof(samples));
        return Read(samples, _clean.AsSpan(0, samples.Length), out capturedAt, timeout);
    }

    /// <inheritdoc/>
    public ReadResult Read(Span<float> noisy, Span<float> clean, out long capturedAt, TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(noisy.Length, MaxSamples, nameof(noisy));
        ArgumentOutOfRangeException.ThrowIfNotEqual(clean.Length, noisy.Length, nameof(clean));
        capturedAt = 0;
        if (!_pace.WaitUntil(TakenAt(_voice.Position + noisy.Length), timeout)) return ReadResult.TimedOut;

        long recorded = (_pace.Now - _pace.Origin) / SampleNanoseconds;
        if (recorded - _voice.Position > MaxSamples + noisy.Length)
        {
            Overruns++;
            _voice.SkipTo(recorded - noisy.Length);
        }

        capturedAt = TakenAt(_voice.Position);
        _voice.Read(clean);
        _room.Hear(clean, noisy);
        return ReadResult.Ok;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing of the operating system is held.
    }

    private long TakenAt(long sample) => _pace.Origin + sample * SampleNanoseconds;
}
