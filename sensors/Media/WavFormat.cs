using System.Buffers.Binary;
using OnBoard.Drivers;

namespace OnBoard.Sensors.Media;

/// <summary>The "fmt " chunk of a WAV file: how its samples are stored.</summary>
internal sealed record WavFormat(int SampleRate, int Channels, int SampleBytes, bool IsFloat)
{
    private const int Pcm = 1;
    private const int IeeeFloat = 3;
    private const int Extensible = 0xFFFE;
    private const int LeastBytes = 16;
    private const int ExtensibleBytes = 40;

    /// <summary>Bytes of all channels at one moment.</summary>
    public int FrameBytes => Channels * SampleBytes;

    /// <summary>What stands behind the tag in the GUID of an extensible format: KSDATAFORMAT_SUBTYPE_*.</summary>
    private static ReadOnlySpan<byte> SubtypeTail =>
        [0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71];

    /// <exception cref="BadInputException">
    /// The chunk is too short, contradicts itself or names another coding.
    /// </exception>
    public static WavFormat Parse(ReadOnlySpan<byte> chunk, string name)
    {
        if (chunk.Length < LeastBytes) throw WavFile.Bad(name, "its format chunk is too short");
        int tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk);
        int channels = BinaryPrimitives.ReadUInt16LittleEndian(chunk[2..]);
        uint sampleRate = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
        int frameBytes = BinaryPrimitives.ReadUInt16LittleEndian(chunk[12..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]);
        if (tag == Extensible)
        {
            if (chunk.Length < ExtensibleBytes || !chunk[26..40].SequenceEqual(SubtypeTail))
                throw WavFile.Bad(name, "its extensible format is not understood");
            tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk[24..]);
        }

        bool known = (tag, bits) is (Pcm, 8 or 16 or 24 or 32) or (IeeeFloat, 32 or 64);
        if (!known) throw WavFile.Bad(name, $"it holds coding {tag} with {bits} bits, which is not read");
        if (channels == 0 || sampleRate is 0 or > int.MaxValue || frameBytes != channels * bits / 8)
            throw WavFile.Bad(name, "its format contradicts itself");
        return new WavFormat((int)sampleRate, channels, bits / 8, tag == IeeeFloat);
    }

    /// <summary>One sample; full scale is -1..1.</summary>
    public float Decode(ReadOnlySpan<byte> sample) => (SampleBytes, IsFloat) switch
    {
        (1, _) => (sample[0] - 128) / 128f,
        (2, _) => BinaryPrimitives.ReadInt16LittleEndian(sample) / 32_768f,
        (3, _) => (sample[0] | (sample[1] << 8) | ((sbyte)sample[2] << 16)) / 8_388_608f,
        (4, false) => BinaryPrimitives.ReadInt32LittleEndian(sample) / 2_147_483_648f,
        (4, true) => BinaryPrimitives.ReadSingleLittleEndian(sample),
        _ => (float)BinaryPrimitives.ReadDoubleLittleEndian(sample),
    };
}
