using OnBoard.Drivers.Native;
using OnBoard.Drivers.Time;

namespace OnBoard.Drivers.Video;

/// <summary>
/// A camera behind Video for Linux: USB cameras, and sensors on MIPI CSI-2 behind a video DMA. Streams through mapped
/// buffers from opening until disposed (https://docs.kernel.org/userspace-api/media/v4l/mmap.html).
/// </summary>
/// <remarks>
/// Threads: the object belongs to one thread, which opens, reads and disposes it; it starts none of its own and takes
/// no lock. The kernel fills up to four buffers while the reader is away; then it drops frames, which
/// <see cref="LostFrames"/> counts from the gaps of the driver's sequence. <see cref="Read"/> waits in poll(2) and,
/// after the first frame, allocates nothing; only the decoder of motion JPEG allocates some 4 kB for a frame of any
/// size.
/// </remarks>
public sealed class V4L2Camera : ICamera
{
    private const int MaxSide = 16384, MaxTrials = 32, ListedModes = 12;

    private readonly VideoNode _node;
    private readonly CaptureQueue _queue;
    private readonly IFrameConverter _converter;
    private readonly StampCheck _stamps;
    private readonly List<string> _remarks = [];

    // Frames are copied out of the driver's memory in one go before they are looked at byte by byte: the memory of a
    // video DMA is not cached, where single bytes cost a hundred times what they do here.
    private readonly byte[] _data;
    private long _sequence;
    private uint _lastSequence;
    private bool _started, _saidStamps;

    private V4L2Camera(VideoNode node, CameraMode mode, CaptureQueue queue, IFrameConverter converter)
    {
        _node = node;
        Mode = mode;
        Width = mode.Width & ~1;
        Height = mode.Height & ~1;
        _queue = queue;
        _converter = converter;
        _data = new byte[queue.LargestBuffer];
        _stamps = new StampCheck(queue.Depth);
    }

    /// <inheritdoc/>
    public string Name => _node.Path;

    /// <summary>What the driver calls the camera.</summary>
    public string Card => _node.Card;

    /// <summary>What the driver was set to; its size may be odd where the camera's is.</summary>
    public CameraMode Mode { get; }

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public int Height { get; }

    /// <summary>Frames per second that the driver says it was set to; 0 where it does not say.</summary>
    public double FramesPerSecond => Mode.FramesPerSecond;

    /// <summary>Frames that the driver counted but never delivered, since opening.</summary>
    public long LostFrames { get; private set; }

    /// <summary>
    /// Frames that came damaged (flagged by the driver, too short, undecodable) and were passed over.
    /// </summary>
    public long DamagedFrames { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Remarks => _remarks;

    /// <summary>
    /// Whether the last frame bore the kernel's time of CLOCK_MONOTONIC, and a plausible one (<see cref="StampCheck"/>).
    /// Where not, it was stamped on arrival, which is later than its capture by the transfer and by up to the depth of the queue.
    /// </summary>
    public bool HasKernelTime { get; private set; }

    /// <summary>
    /// Opens a camera in the mode that comes closest to a request (see <see cref="CameraMode.Rank"/>), or the next one where the
    /// bus has no bandwidth for it.
    /// </summary>
    /// <param name="path">The device node: "/dev/video0".</param>
    /// <param name="request">The mode; 640x480 at 30/s or what comes closest by default.</param>
    /// <exception cref="DeviceMissingException">There is no such node, or it is not a camera that OnBoard can
    /// read.</exception>
    /// <exception cref="DeviceFailedException">Busy, not permitted, unplugged, no such mode, or the driver
    /// refused.</exception>
    public static V4L2Camera Open(string path, CameraRequest? request = null) =>
        Open(LinuxSystemCalls.Instance, path, request ?? CameraRequest.Usual);

    internal static V4L2Camera Open(ISystemCalls system, string path, CameraRequest request)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Width, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Height, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(request.FramesPerSecond);
        VideoNode node = VideoNode.Open(system, path);
        try
        {
            int refusal = 0;
            uint refused = V4L2.SetFormat;
            CameraMode? wanted = null;
            foreach (CameraMode mode in Modes(node, request).Take(MaxTrials))
            {
                int answer = TrySet(node, mode, request.FramesPerSecond, out CameraMode set, out V4L2Format format);
                if (answer == 0 && !request.Allows(set)) answer = Errno.Invalid;
                if (answer == Errno.Busy) throw node.Failure(V4L2.Name(V4L2.SetFormat), answer);
                if (answer != 0)
                {
                    if (refusal == 0) refusal = answer;
                    continue;
                }

                IFrameConverter converter = Converter(node, set, format);
                CaptureQueue queue = new(node, converter.MinBytes);
                answer = Start(queue);
                if (answer == 0)
                {
                    V4L2Camera camera = Take(node, set, queue, converter);
                    if (wanted is { } other)
                    {
                        string why = refusal == Errno.NoSpace ? "its bus has no bandwidth left for" : "its driver does not start";
                        camera._remarks.Add($"{path}: {why} {other}: it runs {set} instead");
                    }

                    return camera;
                }

                // No bandwidth beside other devices, or a media graph of another format: another mode may do.
                (refusal, refused) = (answer, V4L2.StreamOn);
                wanted ??= set;
                if (answer is not (Errno.NoSpace or Errno.BrokenPipe)) break;
            }

            throw node.Failure(V4L2.Name(refused), refusal != 0 ? refusal : Errno.Invalid);
        }
        catch
        {
            node.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ReadResult Read(VideoFrame frame, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (frame.Width != Width || frame.Height != Height)
        {
            throw new ArgumentException(
                $"a frame of {frame.Width}x{frame.Height} for a camera of {Width}x{Height}", nameof(frame));
        }

        long deadline = MonotonicClock.Nanoseconds + (long)(timeout.TotalMilliseconds * 1e6);
        while (true)
        {
            TimeSpan left = TimeSpan.FromMicroseconds(Math.Max(0, deadline - MonotonicClock.Nanoseconds) / 1000);
            bool waits = !_node.Wait(TimeSpan.Zero, out PollEvents happened);
            if (waits && !_node.Wait(left, out happened)) return ReadResult.TimedOut;
            if (!_queue.TryTake(out CapturedBuffer captured))
            {
                // Poll was woken although there is no frame. Without POLLIN it would be so at once and for ever.
                if ((happened & PollEvents.In) == 0)
                    throw _node.Failure("poll", Errno.InputOutput);
                if (left == TimeSpan.Zero) return ReadResult.TimedOut;
                continue;
            }

            ReadOnlySpan<byte> data = _queue.Frame(captured);
            data.CopyTo(_data);
            _queue.GiveBack(captured);
            if (TryAccept(captured, _data.AsMemory(0, data.Length), frame, waits)) return ReadResult.Ok;
            DamagedFrames++;
            if (left == TimeSpan.Zero) return ReadResult.TimedOut;
        }
    }

    /// <summary>Stops the stream and closes the node.</summary>
    public void Dispose()
    {
        _queue.Dispose();
        _node.Dispose();
    }

    private bool TryAccept(in CapturedBuffer captured, ReadOnlyMemory<byte> data, VideoFrame frame, bool waited)
    {
        long now = MonotonicClock.Nanoseconds;
        Count(captured.Sequence);
        if (captured.Damaged) return false;
        if (data.Length < _converter.MinBytes || !_converter.TryConvert(data, frame)) return false;
        frame.CapturedAt = captured.Monotonic ? _stamps.Validate(captured.Nanoseconds, now, waited) : now;
        HasKernelTime = captured.Monotonic && _stamps.IsKernelTime;
        if (_stamps.Fault is { } fault && !_saidStamps)
        {
            _saidStamps = true;
            _remarks.Add($"{_node.Path}: {fault}");
        }

        frame.Sequence = _sequence;
        return true;
    }

    /// <summary>
    /// Follows the driver's 32-bit count; one that goes back was started anew and tells nothing of losses.
    /// </summary>
    private void Count(uint sequence)
    {
        uint step = sequence - _lastSequence;
        if (!_started) _sequence = sequence;
        else if (step is 0 or > int.MaxValue) _sequence++;
        else
        {
            _sequence += step;
            LostFrames += step - 1;
        }

        _started = true;
        _lastSequence = sequence;
    }

    private static V4L2Camera Take(VideoNode node, CameraMode mode, CaptureQueue queue, IFrameConverter converter)
    {
        try
        {
            return new V4L2Camera(node, mode, queue, converter);
        }
        catch
        {
            queue.Dispose();
            throw;
        }
    }

    private static int Start(CaptureQueue queue)
    {
        int answer;
        try
        {
            answer = queue.TryStart();
        }
        catch
        {
            queue.Dispose();
            throw;
        }

        if (answer != 0) queue.Dispose();
        return answer;
    }

    /// <summary>The modes that will do, best first; at least one.</summary>
    private static CameraMode[] Modes(VideoNode node, CameraRequest request)
    {
        List<CameraMode> offered = CameraModes.List(node, request.Width, request.Height, request.FramesPerSecond);
        if (offered.Count == 0)
        {
            throw new DeviceMissingException(node.Path,
                $"{node.Card} offers none of the formats {CameraMode.FormatNames}",
                "Use another camera, or put a converter into the camera's media graph");
        }

        CameraMode[] ranked = [.. CameraMode.Rank(offered, request.Width, request.Height, request.FramesPerSecond)];
        CameraMode[] allowed = [.. ranked.Where(mode => request.Allows(mode))];
        return allowed.Length > 0
            ? allowed
            : throw new DeviceFailedException(node.Path,
                $"{node.Card} has no mode {request}",
                $"Choose one that it has with --camera-mode: {string.Join(", ", ranked.Take(ListedModes))}");
    }

    /// <summary>Sets a mode; 0 with what the driver made of it, or the errno where it refused.</summary>
    private static int TrySet(VideoNode node, CameraMode mode, double rate, out CameraMode set, out V4L2Format format)
    {
        set = mode;
        format = new()
        {
            Type = node.BufferType, Width = (uint)mode.Width, Height = (uint)mode.Height,
            PixelFormat = (uint)mode.Format, Field = V4L2.FieldNone,
        };
        if (node.HasPlanes) format.PlanesCount = 1;
        int answer = node.TryControl(V4L2.SetFormat, ref format);
        if (answer != 0) return answer;

        // The driver may change what it is asked for; another pixel format is not what the mode promised.
        if (format.PixelFormat != (uint)mode.Format || (node.HasPlanes && format.PlanesCount != 1)) return Errno.Invalid;
        Check(node, format);
        double stated = SetRate(node, mode.FramesPerSecond > 0 ? mode.FramesPerSecond : rate);
        set = new CameraMode(
            mode.Format, (int)format.Width, (int)format.Height, stated > 0 ? stated : mode.FramesPerSecond);
        return 0;
    }

    private static void Check(VideoNode node, in V4L2Format format)
    {
        bool sane = format.Width is >= 2 and <= MaxSide && format.Height is >= 2 and <= MaxSide
            && Stride(node, format) <= 16 * MaxSide;
        if (!sane)
        {
            throw new DeviceFailedException(node.Path,
                $"{node.Card} is set to an impossible size of {format.Width}x{format.Height}",
                "Ask for another size, or set the formats of the camera's media graph");
        }
    }

    /// <summary>Asks for a rate; the one that the driver then states, 0 where it states none.</summary>
    private static double SetRate(VideoNode node, double rate)
    {
        V4L2StreamParameters parameters = new() { Type = node.BufferType };
        if (node.TryControl(V4L2.GetParameters, ref parameters) != 0) return 0;
        if ((parameters.Capability & V4L2.ParameterTimePerFrame) == 0) return CameraModes.Rate(parameters.TimePerFrame);
        parameters.TimePerFrame = new V4L2Fraction { Numerator = 1000, Denominator = (uint)Math.Round(rate * 1000) };
        return node.TryControl(V4L2.SetParameters, ref parameters) == 0 ? CameraModes.Rate(parameters.TimePerFrame) : 0;
    }

    private static IFrameConverter Converter(VideoNode node, CameraMode mode, in V4L2Format format)
    {
        int width = mode.Width & ~1, height = mode.Height & ~1, stride = Stride(node, format);
        ColorRange range = Range(node, format);
        return mode.Format switch
        {
            PixelFormat.Nv12 => new Nv12Converter(width, height, Math.Max(stride, mode.Width), mode.Height, range),
            PixelFormat.Yuyv or PixelFormat.Uyvy or PixelFormat.Yvyu or PixelFormat.Vyuy =>
                new Packed422Converter(mode.Format, width, height, Math.Max(stride, 2 * mode.Width), range),
            PixelFormat.Grey => new GreyConverter(width, height, Math.Max(stride, mode.Width), range),
            PixelFormat.MotionJpeg or PixelFormat.Jpeg => new MotionJpegConverter(width, height),
            _ => throw new ArgumentOutOfRangeException(nameof(mode)),
        };
    }

    private static int Stride(VideoNode node, in V4L2Format format) =>
        (int)Math.Min(int.MaxValue, node.HasPlanes ? format.PlanesBytesPerLine : format.BytesPerLine);

    /// <summary>
    /// V4L2_MAP_QUANTIZATION_DEFAULT of videodev2.h, but for GREY: sensors of 8 bit grey use the full range, and their
    /// drivers mostly leave the field at its default.
    /// </summary>
    private static ColorRange Range(VideoNode node, in V4L2Format format)
    {
        uint quantization = node.HasPlanes ? format.PlanesQuantization : format.Quantization;
        uint space = node.HasPlanes ? format.PlanesColorSpace : format.ColorSpace;
        bool full = quantization == V4L2.QuantizationDefault
            ? space == V4L2.ColorSpaceJpeg || format.PixelFormat == (uint)PixelFormat.Grey
            : quantization == V4L2.QuantizationFullRange;
        return full ? ColorRange.Full : ColorRange.Limited;
    }
}
