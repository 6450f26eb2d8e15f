using System.Buffers;
using System.Buffers.Binary;

namespace OnBoard.Device.Interfaces.Web;

/// <summary>
/// The parts of a live message, little-endian: a byte of kind, three of zero, the payload's length in 32 bits, the payload,
/// zeros up to a multiple of four. README.md beside this file says what each payload holds.
/// </summary>
internal enum LiveSection : byte
{
    /// <summary>Columns of both spectrograms.</summary>
    Columns = 1,

    /// <summary>The sound that the reader listens to.</summary>
    Sound = 2,

    /// <summary>The camera's frame with the mouth's region.</summary>
    Frame = 3,

    /// <summary>The outputs of all cells.</summary>
    Cells = 4,
}

/// <summary>Which sound a reader listens to.</summary>
internal enum LiveSound
{
    /// <summary>None.</summary>
    None,

    /// <summary>What the microphone hears.</summary>
    Noisy,

    /// <summary>What goes out.</summary>
    Enhanced,
}

/// <summary>How far a reader has come.</summary>
/// <param name="Hops">Hops that it has or has missed.</param>
/// <param name="Frames">Frames of the camera.</param>
/// <param name="Cells">Showings of the cells.</param>
internal readonly record struct LivePosition(long Hops, long Frames, long Cells);

/// <summary>Writes the parts of a live message.</summary>
internal static class LiveSections
{
    private const int HeaderLength = 8;

    /// <summary>Appends a part.</summary>
    public static void Append(this ArrayBufferWriter<byte> message, LiveSection kind, ReadOnlySpan<byte> payload) =>
        payload.CopyTo(message.Append(kind, payload.Length));

    /// <summary>Appends a part and gives its payload to be filled.</summary>
    public static Span<byte> Append(this ArrayBufferWriter<byte> message, LiveSection kind, int length)
    {
        int padded = (length + 3) & ~3;
        Span<byte> section = message.GetSpan(HeaderLength + padded)[..(HeaderLength + padded)];
        section[..HeaderLength].Clear();
        section[0] = (byte)kind;
        BinaryPrimitives.WriteUInt32LittleEndian(section[4..], (uint)length);
        section[(HeaderLength + length)..].Clear();
        message.Advance(HeaderLength + padded);
        return section.Slice(HeaderLength, length);
    }
}
