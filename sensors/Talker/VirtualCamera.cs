using OnBoard.Drivers;
using OnBoard.Drivers.Video;
using OnBoard.Sensors.Talker.Face;
using OnBoard.Sensors.Talker.Script;

namespace OnBoard.Sensors.Talker;

/// <summary>
/// The virtual board's camera: sees a synthetic talker at 25 frames per second. Frame k is taken k / 25 s after the
/// pace's origin, exactly, and shows the lips of that moment. A reader that is late loses frames, which shows as a
/// gap in
/// <see cref="VideoFrame.Sequence"/>. Allocates nothing after construction.
/// </summary>
public sealed class VirtualCamera : ICamera
{
    /// <summary>Samples of sound per frame.</summary>
    public const int SamplesPerFrame = SentenceScore.SampleRate / 25;

    private const long FrameNanoseconds = 1_000_000_000 / 25;
    private const int Buffers = 4; // as many as a V4L2 capture usually queues
    private readonly TalkerScript _script;
    private readonly FacePainter _face;
    private readonly IPace _pace;
    private long _next;

    /// <param name="talker">Who is seen.</param>
    /// <param name="pace">Shared with the microphone that hears the talker.</param>
    /// <param name="width">Pixels per row; even.</param>
    /// <param name="height">Rows; even.</param>
    public VirtualCamera(SyntheticTalker talker, IPace pace, int width = 320, int height = 240)
    {
        _script = talker.OpenScript();
        _face = talker.OpenFace(width, height);
        _pace = pace;
    }

    /// <inheritdoc/>
    public string Name => "virtual talker";

    /// <inheritdoc/>
    public int Width => _face.Width;

    /// <inheritdoc/>
    public int Height => _face.Height;

    /// <inheritdoc/>
    public double FramesPerSecond => 25;

    /// <summary>Where the mouth is in the frame read last; the truth for a mouth tracker.</summary>
    public MouthGeometry Mouth { get; private set; }

    /// <inheritdoc/>
    public ReadResult Read(VideoFrame frame, TimeSpan timeout)
    {
        if (!_pace.WaitUntil(TakenAt(_next), timeout)) return ReadResult.TimedOut;
        long newest = (_pace.Now - _pace.Origin) / FrameNanoseconds;
        if (newest - _next >= Buffers) _next = newest;

        long sample = _next * SamplesPerFrame;
        _script.MoveTo(sample);
        Mouth = _face.Paint(_script.Current, sample, frame);
        frame.CapturedAt = TakenAt(_next);
        frame.Sequence = _next++;
        return ReadResult.Ok;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing of the operating system is held.
    }

    private long TakenAt(long frame) => _pace.Origin + frame * FrameNanoseconds;
}
