using System.Buffers.Binary;
using OnBoard.Drivers;

namespace OnBoard.Sensors.Media;

/// <summary>
/// Where the sound of a WAV file stands: RIFF, its big-endian twin RIFX, and RF64 (EBU Tech 3306) with lengths of 64 bits. What a
/// program writes into a pipe has no length yet (0, all ones, or the 0x7FFFxxxx of sox); its sound goes to the end of the file.
/// </summary>
/// <param name="Format">How samples are stored; null where the coding is not one that is read here.</param>
/// <param name="Start">The first byte of sound.</param>
/// <param name="Bytes">Bytes of sound, whole frames only.</param>
internal sealed record WavLayout(WavFormat? Format, long Start, long Bytes)
{
    // What stands at this or above in a file that is shorter was written before the length was known.
    private const long MinOpenLength = 0x7FFF_0000;

    private const int HeaderBytes = 12;
    private const int MaxFormat = 4096;

    /// <summary>Moments of sound, of all channels.</summary>
    public long Frames => Format is null ? 0 : Bytes / Format.FrameBytes;

    /// <summary>Whether a file begins as one of these does.</summary>
    public static bool IsWav(ReadOnlySpan<byte> start) => start.Length >= HeaderBytes && start[8..12].SequenceEqual("WAVE"u8)
        && (start[..4].SequenceEqual("RIFF"u8) || start[..4].SequenceEqual("RIFX"u8) || IsLong(start[..4]));

    /// <summary>Finds format and sound.</summary>
    /// <param name="file">Can seek; its position is changed.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="anyCoding">True gives null for the format of another coding, where false refuses it.</param>
    /// <exception cref="BadInputException">It is cut short, empty or no WAV file.</exception>
    public static WavLayout Read(Stream file, string name, bool anyCoding = false)
    {
        Span<byte> bytes = stackalloc byte[HeaderBytes];
        file.Position = 0;
        int there = file.ReadAtLeast(bytes, HeaderBytes, throwOnEndOfStream: false);
        if (there == 0) throw WavFile.Bad(name, "it is empty");
        if (there < HeaderBytes && "RIFF"u8.StartsWith(bytes[..Math.Min(4, there)])) throw WavFile.Bad(name, "it ends before its format");
        if (!IsWav(bytes[..there])) throw WavFile.Bad(name, "it is not a RIFF WAVE file");
        bool bigEndian = bytes[..4].SequenceEqual("RIFX"u8);
        bool isLong = IsLong(bytes[..4]);
        long whole = Number(bytes[4..], bigEndian);
        long longData = 0;
        WavFormat? format = null;
        bool formatSeen = false;
        for (long at = HeaderBytes; ;)
        {
            file.Position = at;
            if (file.ReadAtLeast(bytes[..8], 8, throwOnEndOfStream: false) < 8)
                throw WavFile.Bad(name, formatSeen ? "it ends before its sound" : "it ends before its format");
            long declared = Number(bytes[4..], bigEndian);
            at += 8;
            long left = file.Length - at;
            if (bytes[..4].SequenceEqual("data"u8))
            {
                if (!formatSeen) throw WavFile.Bad(name, "its sound comes before its format");
                if (isLong && declared == uint.MaxValue) declared = longData;
                if (!IsOpen(declared, left, whole, file.Length)) return Closed(format, at, declared, left, name);
                return new WavLayout(format, at, Whole(format, left));
            }

            if (declared > left) throw WavFile.Bad(name, $"it is cut short: {declared} bytes are announced, {left} are there");
            if (bytes[..4].SequenceEqual("fmt "u8))
            {
                byte[] chunk = new byte[Math.Min(declared, MaxFormat)];
                file.ReadExactly(chunk);
                format = WavFormat.Parse(chunk, bigEndian, name, anyCoding);
                formatSeen = true;
            }
            else if (bytes[..4].SequenceEqual("ds64"u8) && declared >= 16)
            {
                byte[] chunk = new byte[16];
                file.ReadExactly(chunk);
                longData = BinaryPrimitives.ReadInt64LittleEndian(chunk.AsSpan(8));
            }

            at += declared;
            if (declared % 2 != 0 && IsPadded(file, at)) at++;
        }
    }

    private static bool IsLong(ReadOnlySpan<byte> identifier) =>
        identifier.SequenceEqual("RF64"u8) || identifier.SequenceEqual("BW64"u8);

    private static long Number(ReadOnlySpan<byte> bytes, bool bigEndian) => bigEndian
        ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
        : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    /// <summary>Whether a length was never entered.</summary>
    private static bool IsOpen(long declared, long left, long whole, long fileLength) => declared switch
    {
        // A file that states its own length rightly, and no sound, has none.
        0 => left > 0 && whole + 8 != fileLength,
        < 0 => true,
        _ => declared > left && declared >= MinOpenLength && declared <= uint.MaxValue,
    };

    private static WavLayout Closed(WavFormat? format, long at, long declared, long left, string name)
    {
        if (declared > left) throw WavFile.Bad(name, $"it is cut short: {declared} bytes are announced, {left} are there");
        if (declared == 0) throw WavFile.Bad(name, "it holds no sound");
        if (Whole(format, declared) != declared) throw WavFile.Bad(name, "it is cut short within a sample");
        return new WavLayout(format, at, declared);
    }

    /// <summary>Without the part of a frame at the end.</summary>
    private static long Whole(WavFormat? format, long bytes) => format is null ? bytes : bytes - (bytes % format.FrameBytes);

    /// <summary>
    /// Whether a chunk of odd length is followed by the pad byte that the format asks for; some writers leave it out, and the
    /// next chunk's name stands in its place.
    /// </summary>
    private static bool IsPadded(Stream file, long at)
    {
        Span<byte> next = stackalloc byte[4];
        file.Position = at;
        if (file.ReadAtLeast(next, 4, throwOnEndOfStream: false) < 4) return true;
        return next.ContainsAnyExceptInRange((byte)' ', (byte)'~');
    }
}
