namespace OnBoard.Drivers.Video;

/// <summary>
/// The ways of a camera to lay out a frame that OnBoard reads, best first: of two formats that reach the same size
/// and rate the earlier one is taken. NV12 is nearly a <see cref="VideoFrame"/> already, the packed formats cost twice the
/// bytes of its colour, GREY has no colour, and JPEG loses detail and costs time to decode. The value is the V4L2 code.
/// </summary>
public enum PixelFormat : uint
{
    /// <summary>No format.</summary>
    None = 0,

    /// <summary>Luma plane, then one plane of Cb and Cr pairs at half size each way.</summary>
    Nv12 = 'N' | 'V' << 8 | '1' << 16 | '2' << 24,

    /// <summary>Packed 4:2:2: Y, Cb, Y, Cr.</summary>
    Yuyv = 'Y' | 'U' << 8 | 'Y' << 16 | 'V' << 24,

    /// <summary>Packed 4:2:2: Cb, Y, Cr, Y; what HDMI receivers and image signal processors give.</summary>
    Uyvy = 'U' | 'Y' << 8 | 'V' << 16 | 'Y' << 24,

    /// <summary>Packed 4:2:2: Y, Cr, Y, Cb.</summary>
    Yvyu = 'Y' | 'V' << 8 | 'Y' << 16 | 'U' << 24,

    /// <summary>Packed 4:2:2: Cr, Y, Cb, Y.</summary>
    Vyuy = 'V' | 'Y' << 8 | 'U' << 16 | 'Y' << 24,

    /// <summary>Luma only, 8 bit.</summary>
    Grey = 'G' | 'R' << 8 | 'E' << 16 | 'Y' << 24,

    /// <summary>One JPEG image a frame, possibly without Huffman tables.</summary>
    MotionJpeg = 'M' | 'J' << 8 | 'P' << 16 | 'G' << 24,

    /// <summary>The same by another code: one JFIF image a frame.</summary>
    Jpeg = 'J' | 'P' << 8 | 'E' << 16 | 'G' << 24,
}
