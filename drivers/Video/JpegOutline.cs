using System.Buffers.Binary;

namespace OnBoard.Drivers.Video;

/// <summary>
/// Where in a camera's buffer a JPEG image lies, and whether a decoder may be given it: found by walking its segments
/// (ITU-T T.81, annex B) without decoding. Cameras put bytes before the start marker, padding after the image, or leave
/// the end marker out; ffmpeg takes all of these, and so does this.
/// </summary>
/// <param name="Start">Where the start marker lies.</param>
/// <param name="End">Where the image ends, with its end marker where it has one.</param>
/// <param name="HasEnd">Whether the end marker is there; else it must be put at <paramref name="End"/>.</param>
/// <param name="Width">Samples in a row, as the frame header says.</param>
/// <param name="Height">Rows.</param>
/// <param name="Components">1 (grey) or 3.</param>
/// <param name="Sampling">Where the sampling factors of the first component stand.</param>
internal readonly record struct JpegOutline(
    int Start, int End, bool HasEnd, int Width, int Height, int Components, int Sampling)
{
    private const byte Prefix = 0xff, StartOfImage = 0xd8, EndOfImage = 0xd9, StartOfScan = 0xda;
    private const byte BaselineFrame = 0xc0, ExtendedFrame = 0xc1, HuffmanTables = 0xc4;
    private const byte FirstRestart = 0xd0, LastRestart = 0xd7, QuantizationTables = 0xdb, RestartInterval = 0xdd;
    private const byte FirstApplication = 0xe0, LastApplication = 0xef, Comment = 0xfe;

    // A start marker may stand in what precedes the image by chance.
    private const int MaxStarts = 16;

    /// <summary>Finds the image.</summary>
    /// <param name="bytes">A buffer.</param>
    /// <param name="outline">What was found.</param>
    /// <returns>False where there is none of a kind that a camera sends: sequential, Huffman-coded, 8 bit, of one or three
    /// components in one scan, with sampling factors of 1, 2 or 4.</returns>
    public static bool TryFind(ReadOnlySpan<byte> bytes, out JpegOutline outline)
    {
        int from = 0;
        for (int start = 0; start < MaxStarts; start++)
        {
            int found = bytes[from..].IndexOf([Prefix, StartOfImage, Prefix]);
            if (found < 0) break;
            from += found;
            if (TryWalk(bytes, from, out outline)) return true;
            from += 2;
        }

        outline = default;
        return false;
    }

    private static bool TryWalk(ReadOnlySpan<byte> bytes, int start, out JpegOutline outline)
    {
        outline = new JpegOutline(start, 0, false, 0, 0, 0, 0);
        int at = start + 2;
        while (TryNextMarker(bytes, ref at, out byte marker))
        {
            if (marker == StartOfImage)
            {
                outline = outline with { Start = at - 2 };
                continue;
            }

            if (IsRestart(marker)) continue;
            if (!TrySegment(bytes, at, marker, out int length)) return false;
            ReadOnlySpan<byte> segment = bytes.Slice(at + 2, length - 2);
            switch (marker)
            {
                case BaselineFrame or ExtendedFrame:
                    if (outline.Components != 0 || !TryFrame(segment, at + 2, ref outline)) return false;
                    break;
                case StartOfScan:
                    // All components in one scan: what the decoder does with others is not what the standard says.
                    if (outline.Components == 0 || segment.Length < 1 || segment[0] != outline.Components) return false;
                    (int end, bool hasEnd) = FindEnd(bytes, at + length);
                    outline = outline with { End = end, HasEnd = hasEnd };
                    return true;
                default:
                    break;
            }

            at += length;
        }

        return false;
    }

    private static bool TryFrame(ReadOnlySpan<byte> segment, int at, ref JpegOutline outline)
    {
        if (segment.Length < 6 || segment[0] != 8) return false;
        int components = segment[5];
        if (components is not (1 or 3) || segment.Length < 6 + (3 * components)) return false;
        int widest = 0, highest = 0;
        for (int i = 0; i < components; i++)
        {
            (int across, int down) = (segment[7 + (3 * i)] >> 4, segment[7 + (3 * i)] & 15);
            if (across is not (1 or 2 or 4) || down is not (1 or 2 or 4)) return false;
            (widest, highest) = (Math.Max(widest, across), Math.Max(highest, down));
            for (int j = 0; j < i; j++)
            {
                if (segment[6 + (3 * j)] == segment[6 + (3 * i)]) return false;
            }
        }

        // Luma is what the frame's size counts; a frame that subsamples it and not the colour is damaged.
        if (components == 3 && (segment[7] >> 4 != widest || (segment[7] & 15) != highest)) return false;
        outline = outline with
        {
            Height = BinaryPrimitives.ReadUInt16BigEndian(segment[1..]),
            Width = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]),
            Components = components,
            Sampling = at + 7,
        };
        return outline is { Width: > 0, Height: > 0 };
    }

    /// <summary>The end of the coded samples: the end marker, or where what follows is no part of an image.</summary>
    private static (int End, bool HasEnd) FindEnd(ReadOnlySpan<byte> bytes, int from)
    {
        int at = from;
        while (true)
        {
            int found = bytes[at..].IndexOf(Prefix);
            if (found < 0 || at + found + 1 >= bytes.Length) return (found < 0 ? bytes.Length : at + found, false);
            at += found;
            byte next = bytes[at + 1];
            if (next == Prefix) at++;
            else if (next == 0 || IsRestart(next)) at += 2;
            else return next == EndOfImage ? (at + 2, true) : (at, false);
        }
    }

    /// <summary>Goes behind the next marker; what lies before it is passed over, as ffmpeg does.</summary>
    private static bool TryNextMarker(ReadOnlySpan<byte> bytes, ref int at, out byte marker)
    {
        marker = 0;
        while (at < bytes.Length)
        {
            int found = bytes[at..].IndexOf(Prefix);
            if (found < 0) return false;
            at += found;
            while (at < bytes.Length && bytes[at] == Prefix) at++;
            if (at >= bytes.Length) return false;
            marker = bytes[at++];
            if (marker != 0) return true;
        }

        return false;
    }

    private static bool IsRestart(byte marker) => marker is >= FirstRestart and <= LastRestart;

    private static bool TrySegment(ReadOnlySpan<byte> bytes, int at, byte marker, out int length)
    {
        length = 0;
        bool isKnown = marker is BaselineFrame or ExtendedFrame or HuffmanTables or StartOfScan or QuantizationTables
            or RestartInterval or (>= FirstApplication and <= LastApplication) or Comment;
        if (!isKnown || bytes.Length - at < 2) return false;
        length = BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
        return length >= 2 && length <= bytes.Length - at;
    }
}
