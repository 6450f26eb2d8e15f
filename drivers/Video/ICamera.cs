namespace OnBoard.Drivers.Video;

/// <summary>A source of frames: a V4L2 device, a clip, the virtual board's talker. Used by one thread.</summary>
public interface ICamera : IDisposable
{
    /// <summary>What to call the camera in messages: the device node, the file, "virtual talker".</summary>
    string Name { get; }

    /// <summary>Pixels per row; even.</summary>
    int Width { get; }

    /// <summary>Rows; even.</summary>
    int Height { get; }

    /// <summary>Frames per second that the source was set to.</summary>
    double FramesPerSecond { get; }

    /// <summary>What is odd about the camera and was put right, in plain words; grows while it runs.</summary>
    IReadOnlyList<string> Remarks => [];

    /// <summary>
    /// Waits for the next frame and writes it, with its capture time, into <paramref name="frame"/>.
    /// </summary>
    /// <returns>
    /// <see cref="ReadResult.Ok"/>; <see cref="ReadResult.TimedOut"/> where none came in time;
    /// <see cref="ReadResult.Ended"/> where a clip is over.
    /// </returns>
    /// <exception cref="DeviceFailedException">The device broke off, was unplugged.</exception>
    ReadResult Read(VideoFrame frame, TimeSpan timeout);
}
