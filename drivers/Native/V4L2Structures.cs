using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace OnBoard.Drivers.Native;

// The structures of linux/videodev2.h as 64-bit Linux lays them out; unions show only the members that capture needs.
// Sizes and offsets are asserted against the kernel's header by V4L2StructuresTests.

[InlineArray(16)]
internal struct Text16
{
    private byte _first;

    public override string ToString() => KernelText.Read(this);
}

[InlineArray(32)]
internal struct Text32
{
    private byte _first;

    public override string ToString() => KernelText.Read(this);
}

internal static class KernelText
{
    /// <summary>Text that a driver put into a field of fixed length, up to its first zero.</summary>
    public static string Read(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }
}

[StructLayout(LayoutKind.Sequential)]
internal struct V4L2Capability
{
    public Text16 Driver;
    public Text32 Card;
    public Text32 BusInformation;
    public uint Version;
    public uint Capabilities;
    public uint DeviceCapabilities;
    public uint Reserved0, Reserved1, Reserved2;
}

[StructLayout(LayoutKind.Sequential)]
internal struct V4L2FormatDescription
{
    public uint Index;
    public uint Type;
    public uint Flags;
    public Text32 Description;
    public uint PixelFormat;
    public uint MediaBusCode;
    public uint Reserved0, Reserved1, Reserved2;
}

/// <summary>
/// v4l2_format; the members called Planes are those of the multi-planar union arm, for its first plane.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 208)]
internal struct V4L2Format
{
    [FieldOffset(0)] public uint Type;
    [FieldOffset(8)] public uint Width;
    [FieldOffset(12)] public uint Height;
    [FieldOffset(16)] public uint PixelFormat;
    [FieldOffset(20)] public uint Field;

    [FieldOffset(24)] public uint BytesPerLine;
    [FieldOffset(28)] public uint SizeImage;
    [FieldOffset(32)] public uint ColorSpace;
    [FieldOffset(48)] public uint Quantization;

    [FieldOffset(24)] public uint PlanesColorSpace;
    [FieldOffset(28)] public uint PlanesSizeImage;
    [FieldOffset(32)] public uint PlanesBytesPerLine;
    [FieldOffset(188)] public byte PlanesCount;
    [FieldOffset(191)] public byte PlanesQuantization;
}

[StructLayout(LayoutKind.Sequential)]
internal struct V4L2RequestBuffers
{
    public uint Count;
    public uint Type;
    public uint Memory;
    public uint Capabilities;
    public uint Flags;
}

[StructLayout(LayoutKind.Explicit, Size = 88)]
internal struct V4L2Buffer
{
    [FieldOffset(0)] public uint Index;
    [FieldOffset(4)] public uint Type;
    [FieldOffset(8)] public uint BytesUsed;
    [FieldOffset(12)] public uint Flags;
    [FieldOffset(16)] public uint Field;
    [FieldOffset(24)] public long Seconds;
    [FieldOffset(32)] public long Microseconds;
    [FieldOffset(56)] public uint Sequence;
    [FieldOffset(60)] public uint Memory;
    [FieldOffset(64)] public uint Offset;
    [FieldOffset(64)] public nint Planes;

    /// <summary>
    /// Bytes of the buffer; for the multi-planar interface the number of entries at <see cref="Planes"/>.
    /// </summary>
    [FieldOffset(72)] public uint Length;
}

[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct V4L2Plane
{
    [FieldOffset(0)] public uint BytesUsed;
    [FieldOffset(4)] public uint Length;
    [FieldOffset(8)] public uint Offset;
    [FieldOffset(16)] public uint DataOffset;
}

[StructLayout(LayoutKind.Sequential)]
internal struct V4L2Fraction
{
    public uint Numerator;
    public uint Denominator;
}

[StructLayout(LayoutKind.Explicit, Size = 44)]
internal struct V4L2FrameSize
{
    [FieldOffset(0)] public uint Index;
    [FieldOffset(4)] public uint PixelFormat;
    [FieldOffset(8)] public uint Type;

    // Discrete: width, height. Stepwise: least and most width and its step, then the same for the height.
    [FieldOffset(12)] public uint Width;
    [FieldOffset(16)] public uint Height;
    [FieldOffset(12)] public uint MinWidth;
    [FieldOffset(16)] public uint MaxWidth;
    [FieldOffset(20)] public uint StepWidth;
    [FieldOffset(24)] public uint MinHeight;
    [FieldOffset(28)] public uint MaxHeight;
    [FieldOffset(32)] public uint StepHeight;
}

[StructLayout(LayoutKind.Explicit, Size = 52)]
internal struct V4L2FrameInterval
{
    [FieldOffset(0)] public uint Index;
    [FieldOffset(4)] public uint PixelFormat;
    [FieldOffset(8)] public uint Width;
    [FieldOffset(12)] public uint Height;
    [FieldOffset(16)] public uint Type;

    // Discrete: one interval. Stepwise: the shortest, the longest and the step.
    [FieldOffset(20)] public V4L2Fraction Interval;
    [FieldOffset(20)] public V4L2Fraction MinInterval;
    [FieldOffset(28)] public V4L2Fraction MaxInterval;
}

[StructLayout(LayoutKind.Explicit, Size = 204)]
internal struct V4L2StreamParameters
{
    [FieldOffset(0)] public uint Type;
    [FieldOffset(4)] public uint Capability;
    [FieldOffset(12)] public V4L2Fraction TimePerFrame;
}
