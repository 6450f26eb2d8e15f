using System.Buffers.Binary;
using OnBoard.Drivers;

namespace OnBoard.Sensors.Media;

/// <summary>The "fmt " chunk of a WAV file: how its samples are stored.</summary>
internal sealed record WavFormat(int SampleRate, int Channels, int SampleBytes, bool IsFloat, bool IsBigEndian)
{
    private const int Pcm = 1;
    private const int IeeeFloat = 3;
    private const int Extensible = 0xFFFE;
    private const int MinBytes = 16;
    private const int ExtensibleBytes = 40;

    /// <summary>Bytes of all channels at one moment.</summary>
    public int FrameBytes => Channels * SampleBytes;

    /// <summary>What ffmpeg calls samples that are stored so.</summary>
    public string FfmpegName
    {
        get
        {
            string order = IsBigEndian ? "be" : "le";
            return SampleBytes == 1 ? "u8" : $"{(IsFloat ? 'f' : 's')}{8 * SampleBytes}{order}";
        }
    }

    /// <summary>The last eight bytes of the GUID of an extensible format: KSDATAFORMAT_SUBTYPE_*.</summary>
    private static ReadOnlySpan<byte> SubtypeTail =>
        [0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71];

    /// <param name="chunk">The chunk's body.</param>
    /// <param name="bigEndian">Of a RIFX file.</param>
    /// <param name="name">What to call the file in messages.</param>
    /// <param name="anyCoding">True gives null for another coding, where false refuses it.</param>
    /// <exception cref="BadInputException">
    /// The chunk is too short, contradicts itself or names another coding.
    /// </exception>
    public static WavFormat? Parse(ReadOnlySpan<byte> chunk, bool bigEndian, string name, bool anyCoding = false)
    {
        if (chunk.Length < MinBytes) throw WavFile.Bad(name, "its format chunk is too short");
        int tag = Short(chunk);
        int channels = Short(chunk[2..]);
        uint sampleRate = bigEndian
            ? BinaryPrimitives.ReadUInt32BigEndian(chunk[4..])
            : BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
        int frameBytes = Short(chunk[12..]);
        int bits = Short(chunk[14..]);
        if (tag == Extensible)
        {
            // Big-endian writers store the GUID's first number as the two bytes of a tag, or as the four of a number.
            if (chunk.Length < ExtensibleBytes || !chunk[32..40].SequenceEqual(SubtypeTail))
                return anyCoding ? null : throw WavFile.Bad(name, "its extensible format is not understood");
            tag = Short(chunk[24..]);
            if (bigEndian && tag == 0) tag = Short(chunk[26..]);
        }

        bool known = (tag, bits) is (Pcm, 8 or 16 or 24 or 32) or (IeeeFloat, 32 or 64);
        if (!known) return anyCoding ? null : throw WavFile.Bad(name, $"it holds coding {tag} with {bits} bits, which is not read");
        if (channels == 0 || sampleRate is 0 or > int.MaxValue || frameBytes != channels * bits / 8)
            throw WavFile.Bad(name, "its format contradicts itself");
        return new WavFormat((int)sampleRate, channels, bits / 8, tag == IeeeFloat, bigEndian);

        int Short(ReadOnlySpan<byte> bytes) => bigEndian
            ? BinaryPrimitives.ReadUInt16BigEndian(bytes)
            : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }

    /// <summary>One sample; full scale is -1..1.</summary>
    public float Decode(ReadOnlySpan<byte> sample)
    {
        if (!IsBigEndian) return DecodeLittleEndian(sample);
        Span<byte> turned = stackalloc byte[8];
        sample.CopyTo(turned);
        turned = turned[..SampleBytes];
        turned.Reverse();
        return DecodeLittleEndian(turned);
    }

    private float DecodeLittleEndian(ReadOnlySpan<byte> sample) => (SampleBytes, IsFloat) switch
    {
        (1, _) => (sample[0] - 128) / 128f,
        (2, _) => BinaryPrimitives.ReadInt16LittleEndian(sample) / 32_768f,
        (3, _) => (sample[0] | (sample[1] << 8) | ((sbyte)sample[2] << 16)) / 8_388_608f,
        (4, false) => BinaryPrimitives.ReadInt32LittleEndian(sample) / 2_147_483_648f,
        (4, true) => BinaryPrimitives.ReadSingleLittleEndian(sample),
        _ => (float)BinaryPrimitives.ReadDoubleLittleEndian(sample),
    };
}
