namespace OnBoard.Drivers.Audio;

/// <summary>
/// An open, set-up PCM as libasound gives it; the seam at which a test scripts overruns, suspends and unplugging. Calls
/// never block but <see cref="Wait"/>, and answer with a negative errno where they failed. Used by one thread.
/// </summary>
internal interface IPcm : IDisposable
{
    /// <summary>The PCM's name.</summary>
    string Name { get; }

    /// <summary>How it was set up.</summary>
    PcmShape Shape { get; }

    /// <summary>Waits for a period of frames, or room for one: 1, 0 where there was none in time, -errno.</summary>
    int Wait(TimeSpan timeout);

    /// <summary>Takes captured frames: how many, or -errno.</summary>
    int Read(Span<byte> frames);

    /// <summary>Gives frames to play: how many were taken, or -errno.</summary>
    int Write(ReadOnlySpan<byte> frames);

    /// <summary>How many frames were captured and not yet read at a moment of CLOCK_MONOTONIC; 0, or -errno.</summary>
    /// <param name="available">Frames.</param>
    /// <param name="at">The moment, nanoseconds; 0 where the device has no clock of that kind.</param>
    int Position(out int available, out long at);

    /// <summary>
    /// Makes the PCM ready after an overrun or underrun. Capture does not run again before <see cref="Start"/>.
    /// </summary>
    int Prepare();

    /// <summary>Sets it running.</summary>
    int Start();

    /// <summary>Wakes it after a suspend; -EAGAIN while the system is still waking.</summary>
    int Resume();

    /// <summary>Plays out what was given; -EAGAIN while it still plays.</summary>
    int Drain();
}
