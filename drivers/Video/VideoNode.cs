using OnBoard.Drivers.Native;

namespace OnBoard.Drivers.Video;

/// <summary>
/// An opened V4L2 device node whose every request is checked: a refusal becomes a typed error that names the node, the
/// request and the remedy. Used by one thread.
/// </summary>
internal sealed class VideoNode : IDisposable
{
    private readonly DeviceFile _file;

    private VideoNode(string path, DeviceFile file, V4L2Capability capability, uint bufferType)
    {
        Path = path;
        _file = file;
        Card = capability.Card.ToString();
        Driver = capability.Driver.ToString();
        Bus = capability.BusInformation.ToString();
        BufferType = bufferType;
    }

    /// <summary>The device node.</summary>
    public string Path { get; }

    /// <summary>What the driver calls the camera.</summary>
    public string Card { get; }

    /// <summary>The kernel driver.</summary>
    public string Driver { get; }

    /// <summary>Where the camera is attached.</summary>
    public string Bus { get; }

    /// <summary>The buffer type of all requests; tells the single- and the multi-planar interface apart.</summary>
    public uint BufferType { get; }

    /// <summary>Whether the driver speaks the multi-planar interface (the video DMA of a Zynq does).</summary>
    public bool HasPlanes => BufferType == V4L2.BufferCapturePlanes;

    /// <summary>Opens a camera's node.</summary>
    /// <exception cref="DeviceMissingException">There is no such node, or it is not a camera.</exception>
    /// <exception cref="DeviceFailedException">The node is busy, or not permitted.</exception>
    public static VideoNode Open(ISystemCalls system, string path)
    {
        DeviceFile file = DeviceFile.Open(system, path, out int errno) ?? throw OpenFailure(path, errno);
        try
        {
            V4L2Capability capability = default;
            int answer = file.Control(V4L2.QueryCapability, ref capability);
            if (answer < 0) throw NotACamera(path, $"it does not answer VIDIOC_QUERYCAP: {Errno.Describe(-answer)}");

            // A driver with several nodes says for this one what the node can do.
            uint able = (capability.Capabilities & V4L2.CapabilityDeviceCapabilities) != 0
                ? capability.DeviceCapabilities
                : capability.Capabilities;
            uint type = (able & V4L2.CapabilityCapture) != 0 ? V4L2.BufferCapture
                : (able & V4L2.CapabilityCapturePlanes) != 0 ? V4L2.BufferCapturePlanes
                : throw NotACamera(path, $"{capability.Card} does not capture video on this node");
            if ((able & V4L2.CapabilityStreaming) == 0)
                throw NotACamera(path, $"{capability.Card} cannot stream into mapped memory");
            return new VideoNode(path, file, capability, type);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>A request that must succeed.</summary>
    /// <exception cref="DeviceFailedException">It did not.</exception>
    public void Control<T>(uint request, ref T argument)
        where T : unmanaged
    {
        int answer = _file.Control(request, ref argument);
        if (answer < 0) throw Failure(V4L2.Name(request), -answer);
    }

    /// <summary>A request that the driver may refuse; 0, or the errno where it did.</summary>
    /// <exception cref="DeviceFailedException">The camera was unplugged.</exception>
    public int TryControl<T>(uint request, ref T argument)
        where T : unmanaged
    {
        int answer = _file.Control(request, ref argument);
        if (answer == -Errno.NoDevice) throw Failure(V4L2.Name(request), Errno.NoDevice);
        return answer < 0 ? -answer : 0;
    }

    /// <summary>Waits until a frame is ready or the driver has something to complain of.</summary>
    /// <returns>False where neither came in time.</returns>
    /// <exception cref="DeviceFailedException">poll(2) failed.</exception>
    public bool Wait(TimeSpan timeout, out PollEvents happened)
    {
        int answer = _file.Poll(PollEvents.In, timeout, out happened);
        if (answer < 0) throw Failure("poll", -answer);
        return answer > 0;
    }

    /// <summary>Maps a buffer of the driver.</summary>
    /// <exception cref="DeviceFailedException">The driver refused.</exception>
    public MappedMemory Map(int length, long offset) =>
        _file.Map(length, offset, out int errno) ?? throw Failure("mmap", errno);

    /// <summary>The error for a refused request.</summary>
    public DeviceFailedException Failure(string request, int errno) => errno switch
    {
        Errno.NoDevice => new(Path, $"{Card} was unplugged, or its driver went away ({request})",
            "Plug the camera in again and restart"),
        Errno.Busy => new(Path, $"{Card} is in use by another program ({request})",
            $"Stop that program; 'fuser -v {Path}' names it"),
        Errno.InputOutput => new(Path, $"{Card} broke off ({request}: {Errno.Describe(errno)})",
            "Check the cable and the kernel's log (dmesg), and plug the camera in again"),
        Errno.NoSpace => new(Path, $"its bus has no bandwidth left for {Card} ({request})",
            "Plug it into another USB port than the other devices, best one of another controller, or choose a smaller or a "
            + "compressed mode (--camera-mode 640x480@30:MJPG)"),
        _ => new(Path, $"{Card} refused {request}: {Errno.Describe(errno)}",
            "Look into the kernel's log (dmesg); for a camera behind a media graph set its links and formats first"),
    };

    public void Dispose() => _file.Dispose();

    private static OnBoardException OpenFailure(string path, int errno) => errno switch
    {
        Errno.NoEntry => new DeviceMissingException(path, "there is no such device node",
            "Plug the camera in, load its driver, or name another one; 'onboard check' lists the cameras"),
        Errno.NoDevice or Errno.NoDeviceOrAddress => new DeviceMissingException(path, "no device is behind this node",
            "Plug the camera in, or load its driver"),
        Errno.AccessDenied or Errno.NotPermitted => new DeviceFailedException(path, "permission denied",
            "Add the user to the group of the node (usually 'video') and log in again"),
        Errno.Busy => new DeviceFailedException(path, "in use by another program",
            $"Stop that program; 'fuser -v {path}' names it"),
        _ => new DeviceFailedException(path, $"cannot be opened: {Errno.Describe(errno)}",
            "Look into the kernel's log (dmesg)"),
    };

    private static DeviceMissingException NotACamera(string path, string why) =>
        new(path, $"not a camera: {why}", "Name a capture node; 'onboard check' lists the cameras");
}
