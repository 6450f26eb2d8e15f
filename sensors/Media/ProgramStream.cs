using System.Buffers.Binary;

namespace OnBoard.Sensors.Media;

/// <summary>
/// Whether the last packet of an MPEG program stream is whole (ISO/IEC 11172-1, 13818-1): such a file states no length, but each
/// of its packets does.
/// </summary>
internal static class ProgramStream
{
    private const byte PackStart = 0xBA;
    private const byte LeastWithLength = 0xBB;

    /// <summary>Bytes that the last packet lacks; 0 where nothing is missing, or where it is no such stream.</summary>
    public static long MissingBytes(Stream file)
    {
        Span<byte> start = stackalloc byte[14];
        long at = 0;
        for (bool first = true; ; first = false)
        {
            file.Position = at;
            int there = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);

            // Padding or rubbish between packets: what comes then is not judged.
            if (there < 6 || start[0] != 0 || start[1] != 0 || start[2] != 1 || (first && start[3] != PackStart)) return 0;
            long length = start[3] switch
            {
                PackStart when there < 12 => 12,
                PackStart => (start[4] & 0xC0) == 0x40 ? 14 + (there == 14 ? start[13] & 7 : 0) : 12,
                >= LeastWithLength => 6 + BinaryPrimitives.ReadUInt16BigEndian(start[4..]),
                _ => 0,
            };
            if (length == 0) return 0;
            at += length;
            if (at >= file.Length) return at - file.Length;
        }
    }
}
