using System.Buffers.Binary;

namespace OnBoard.Sensors.Media;

/// <summary>
/// Whether a file ends where its container says. An MPEG program stream (ISO/IEC 11172-1, 13818-1) states no length, but each of its
/// packets does; an AVI file states its own, and ffmpeg does not look at it.
/// </summary>
internal static class ContainerEnd
{
    private const byte PackStart = 0xBA;
    private const byte MinWithLength = 0xBB;

    // A writer that could not go back has left the length open, as in a WAV file.
    private const uint MinOpenLength = 0x7FFF_0000;

    /// <summary>Bytes that are missing at the end; 0 where none are, or where the container does not say.</summary>
    public static long MissingBytes(Stream file)
    {
        Span<byte> start = stackalloc byte[12];
        file.Position = 0;
        if (file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length) return 0;
        if (!start[..4].SequenceEqual("RIFF"u8) || !start[8..12].SequenceEqual("AVI "u8)) return MissingOfLastPacket(file);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(start[4..]);
        return length < MinOpenLength ? Math.Max(0, length + 8L - file.Length) : 0;
    }

    private static long MissingOfLastPacket(Stream file)
    {
        Span<byte> start = stackalloc byte[14];
        long at = 0;
        for (bool first = true; ; first = false)
        {
            file.Position = at;
            int there = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);

            // Padding or rubbish between packets: what comes then is not checked.
            if (there < 6 || start[0] != 0 || start[1] != 0 || start[2] != 1 || (first && start[3] != PackStart)) return 0;
            long length = start[3] switch
            {
                PackStart when there < 12 => 12,
                PackStart => (start[4] & 0xC0) == 0x40 ? 14 + (there == 14 ? start[13] & 7 : 0) : 12,
                >= MinWithLength => 6 + BinaryPrimitives.ReadUInt16BigEndian(start[4..]),
                _ => 0,
            };
            if (length == 0) return 0;
            at += length;
            if (at >= file.Length) return at - file.Length;
        }
    }
}
