using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OnBoard.Drivers.Native;

namespace OnBoard.Tests.Unit.Drivers.Native;

/// <summary>Expected values printed by a C program that includes linux/videodev2.h, 64-bit.</summary>
public class V4L2StructuresTests
{
    [Fact]
    public void Structures_have_the_sizes_of_the_kernel_header()
    {
        Assert.Equal(104, Unsafe.SizeOf<V4L2Capability>());
        Assert.Equal(64, Unsafe.SizeOf<V4L2FormatDescription>());
        Assert.Equal(208, Unsafe.SizeOf<V4L2Format>());
        Assert.Equal(20, Unsafe.SizeOf<V4L2RequestBuffers>());
        Assert.Equal(88, Unsafe.SizeOf<V4L2Buffer>());
        Assert.Equal(64, Unsafe.SizeOf<V4L2Plane>());
        Assert.Equal(44, Unsafe.SizeOf<V4L2FrameSize>());
        Assert.Equal(52, Unsafe.SizeOf<V4L2FrameInterval>());
        Assert.Equal(204, Unsafe.SizeOf<V4L2StreamParameters>());
    }

    [Fact]
    public void Requests_have_the_numbers_of_the_kernel_header()
    {
        Assert.Equal(0x80685600u, V4L2.QueryCapability);
        Assert.Equal(0xc0405602u, V4L2.EnumerateFormats);
        Assert.Equal(0xc0d05604u, V4L2.GetFormat);
        Assert.Equal(0xc0d05605u, V4L2.SetFormat);
        Assert.Equal(0xc0145608u, V4L2.RequestBuffers);
        Assert.Equal(0xc0585609u, V4L2.QueryBuffer);
        Assert.Equal(0xc058560fu, V4L2.QueueBuffer);
        Assert.Equal(0xc0585611u, V4L2.DequeueBuffer);
        Assert.Equal(0x40045612u, V4L2.StreamOn);
        Assert.Equal(0x40045613u, V4L2.StreamOff);
        Assert.Equal(0xc0cc5615u, V4L2.GetParameters);
        Assert.Equal(0xc0cc5616u, V4L2.SetParameters);
        Assert.Equal(0xc02c564au, V4L2.EnumerateFrameSizes);
        Assert.Equal(0xc034564bu, V4L2.EnumerateFrameIntervals);
    }

    [Theory]
    [InlineData(typeof(V4L2Capability), nameof(V4L2Capability.Capabilities), 84)]
    [InlineData(typeof(V4L2Capability), nameof(V4L2Capability.DeviceCapabilities), 88)]
    [InlineData(typeof(V4L2FormatDescription), nameof(V4L2FormatDescription.PixelFormat), 44)]
    [InlineData(typeof(V4L2Format), nameof(V4L2Format.Width), 8)]
    [InlineData(typeof(V4L2Format), nameof(V4L2Format.Quantization), 48)]
    [InlineData(typeof(V4L2Buffer), nameof(V4L2Buffer.Flags), 12)]
    [InlineData(typeof(V4L2Buffer), nameof(V4L2Buffer.Seconds), 24)]
    [InlineData(typeof(V4L2Buffer), nameof(V4L2Buffer.Sequence), 56)]
    [InlineData(typeof(V4L2Buffer), nameof(V4L2Buffer.Offset), 64)]
    [InlineData(typeof(V4L2Buffer), nameof(V4L2Buffer.Length), 72)]
    [InlineData(typeof(V4L2FrameInterval), nameof(V4L2FrameInterval.Interval), 20)]
    [InlineData(typeof(V4L2StreamParameters), nameof(V4L2StreamParameters.TimePerFrame), 12)]
    public void Members_lie_where_the_kernel_header_puts_them(Type structure, string member, int offset) =>
        Assert.Equal(offset, (int)Marshal.OffsetOf(structure, member));

    [Fact]
    public void Multi_planar_members_lie_where_the_kernel_header_puts_them()
    {
        Assert.Equal(28, (int)Marshal.OffsetOf<V4L2Format>(nameof(V4L2Format.PlanesSizeImage)));
        Assert.Equal(32, (int)Marshal.OffsetOf<V4L2Format>(nameof(V4L2Format.PlanesBytesPerLine)));
        Assert.Equal(188, (int)Marshal.OffsetOf<V4L2Format>(nameof(V4L2Format.PlanesCount)));
        Assert.Equal(191, (int)Marshal.OffsetOf<V4L2Format>(nameof(V4L2Format.PlanesQuantization)));
        Assert.Equal(8, (int)Marshal.OffsetOf<V4L2Plane>(nameof(V4L2Plane.Offset)));
        Assert.Equal(16, (int)Marshal.OffsetOf<V4L2Plane>(nameof(V4L2Plane.DataOffset)));
    }
}
