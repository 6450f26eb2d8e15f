using OnBoard.Drivers;
using OnBoard.Drivers.Audio;
using OnBoard.Drivers.Time;

namespace OnBoard.Sensors.Media;

/// <summary>
/// Plays the sound of a clip as a microphone would. Where the video lasts longer, silence follows the sound; the last
/// block is filled up with silence. Nothing is ever lost: where the decoder of a long recording is too slow, the clip's time is held.
/// </summary>
public sealed class ClipMicrophone : IMicrophone
{
    private readonly Clip _clip;
    private readonly ClipTiming _timing;
    private readonly long _length;
    private long _next;
    private bool _waitsForDecoder;

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

        long begin = _next;
        for (int filled = 0; filled < samples.Length;)
        {
            (long round, long inClip) = _timing.Looped ? Math.DivRem(_next, _length) : (0, Math.Min(_next, _length));
            long sound = _clip.Sound.Length - inClip;
            long silence = _timing.Looped ? _length - inClip : int.MaxValue;
            Span<float> rest = samples[filled..];
            int count = (int)Math.Min(rest.Length, sound > 0 ? sound : silence);
            if (sound <= 0) rest[..count].Clear();
            else if (!_clip.Sound.TryRead(round, inClip, rest[..count], _timing.Paced ? timeout : Timeout.InfiniteTimeSpan))
            {
                _next = begin;
                _waitsForDecoder = true;
                return ReadResult.TimedOut;
            }

            filled += count;
            _next += count;
        }

        if (_waitsForDecoder)
        {
            _waitsForDecoder = false;
            _timing.Hold(Math.Max(0, MonotonicClock.Nanoseconds - TimeOf(_next)));
            capturedAt = TimeOf(begin);
        }

        return ReadResult.Ok;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The clip may be played again.
    }

    private long TimeOf(long sample) => _timing.Start + (long)((Int128)sample * 1_000_000_000 / Clip.SampleRate);
}
