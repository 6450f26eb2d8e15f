using System.Runtime.CompilerServices;

namespace OnBoard.Drivers.Native;

/// <summary>
/// Requests and flags of Video for Linux, from the kernel's <c>linux/videodev2.h</c>
/// (https://docs.kernel.org/userspace-api/media/v4l/user-func.html). 64-bit layouts.
/// </summary>
internal static class V4L2
{
    public const uint CapabilityCapture = 0x0000_0001, CapabilityCapturePlanes = 0x0000_1000;
    public const uint CapabilityStreaming = 0x0400_0000, CapabilityDeviceCapabilities = 0x8000_0000;

    public const uint BufferCapture = 1, BufferCapturePlanes = 9;
    public const uint MemoryMapped = 1;
    public const uint FieldNone = 1;

    public const uint FlagError = 0x40;
    public const uint FlagTimestampMask = 0xe000, FlagTimestampMonotonic = 0x2000;

    public const uint ColorSpaceJpeg = 7;
    public const uint QuantizationDefault = 0, QuantizationFullRange = 1;

    public const uint EnumerationDiscrete = 1;
    public const uint ParameterTimePerFrame = 0x1000;

    public static readonly uint QueryCapability = Read<V4L2Capability>(0);
    public static readonly uint EnumerateFormats = ReadWrite<V4L2FormatDescription>(2);
    public static readonly uint GetFormat = ReadWrite<V4L2Format>(4);
    public static readonly uint SetFormat = ReadWrite<V4L2Format>(5);
    public static readonly uint RequestBuffers = ReadWrite<V4L2RequestBuffers>(8);
    public static readonly uint QueryBuffer = ReadWrite<V4L2Buffer>(9);
    public static readonly uint QueueBuffer = ReadWrite<V4L2Buffer>(15);
    public static readonly uint DequeueBuffer = ReadWrite<V4L2Buffer>(17);
    public static readonly uint StreamOn = Write<int>(18);
    public static readonly uint StreamOff = Write<int>(19);
    public static readonly uint GetParameters = ReadWrite<V4L2StreamParameters>(21);
    public static readonly uint SetParameters = ReadWrite<V4L2StreamParameters>(22);
    public static readonly uint EnumerateFrameSizes = ReadWrite<V4L2FrameSize>(74);
    public static readonly uint EnumerateFrameIntervals = ReadWrite<V4L2FrameInterval>(75);

    /// <summary>The name that the kernel's documentation gives to a request, for messages.</summary>
    public static string Name(uint request) => (request & 0xff) switch
    {
        0 => "VIDIOC_QUERYCAP",
        2 => "VIDIOC_ENUM_FMT",
        4 => "VIDIOC_G_FMT",
        5 => "VIDIOC_S_FMT",
        8 => "VIDIOC_REQBUFS",
        9 => "VIDIOC_QUERYBUF",
        15 => "VIDIOC_QBUF",
        17 => "VIDIOC_DQBUF",
        18 => "VIDIOC_STREAMON",
        19 => "VIDIOC_STREAMOFF",
        21 => "VIDIOC_G_PARM",
        22 => "VIDIOC_S_PARM",
        74 => "VIDIOC_ENUM_FRAMESIZES",
        75 => "VIDIOC_ENUM_FRAMEINTERVALS",
        _ => $"ioctl 0x{request:x8}",
    };

    // _IOW, _IOR and _IOWR of asm-generic/ioctl.h with the type 'V'.
    private static uint Write<T>(uint number) => Request<T>(1, number);

    private static uint Read<T>(uint number) => Request<T>(2, number);

    private static uint ReadWrite<T>(uint number) => Request<T>(3, number);

    private static uint Request<T>(uint direction, uint number) =>
        direction << 30 | (uint)Unsafe.SizeOf<T>() << 16 | (uint)'V' << 8 | number;
}
