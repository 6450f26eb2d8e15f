using OnBoard.Drivers;
using OnBoard.Drivers.Audio;

namespace OnBoard.Sensors.Media;

/// <summary>
/// Plays the sound of a clip as a microphone would. Where the pictures last longer, silence follows the sound; the last
/// block is filled up with silence. Nothing is ever lost.
/// </summary>
public sealed class ClipMicrophone : IMicrophone
{
    private readonly Clip _clip;
    private readonly ClipTiming _timing;
    private readonly int _length;
    private long _next;

    /// <exception cref="BadInputException">The clip has no sound.</exception>
    public ClipMicrophone(Clip clip, ClipTiming timing)
    {
        if (!clip.HasAudio)
            throw new BadInputException(clip.Name, "it has no sound", "choose a recording with an audio stream");
        _clip = clip;
        _timing = timing;
        _length = clip.LengthInSamples;
    }

    /// <inheritdoc/>
    public string Name => _clip.Name;

    /// <inheritdoc/>
    public int SampleRate => Clip.SampleRate;

    /// <inheritdoc/>
    public long Overruns => 0;

    /// <inheritdoc/>
    public ReadResult Read(Span<float> samples, out long capturedAt, TimeSpan timeout)
    {
        capturedAt = TimeOf(_next);
        if (!_timing.Looped && _next >= _length) return ReadResult.Ended;
        if (!_timing.WaitUntil(TimeOf(_next + samples.Length), timeout)) return ReadResult.TimedOut;

        for (int filled = 0; filled < samples.Length;)
        {
            int inClip = _timing.Looped ? (int)(_next % _length) : (int)Math.Min(_next, _length);
            ReadOnlySpan<float> sound = inClip < _clip.Samples.Length ? _clip.Samples.AsSpan(inClip) : [];
            int silence = _timing.Looped ? _length - inClip : int.MaxValue;
            Span<float> rest = samples[filled..];
            int count = Math.Min(rest.Length, sound.Length > 0 ? sound.Length : silence);
            if (sound.Length > 0) sound[..count].CopyTo(rest);
            else rest[..count].Clear();
            filled += count;
            _next += count;
        }

        return ReadResult.Ok;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The clip is memory only.
    }

    private long TimeOf(long sample) => _timing.Start + (long)((Int128)sample * 1_000_000_000 / Clip.SampleRate);
}
