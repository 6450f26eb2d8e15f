using System.Buffers.Binary;
using CsCheck;
using OnBoard.Drivers;
using OnBoard.Sensors.Media;

namespace OnBoard.Tests.Unit.Sensors.Media;

public sealed class WavFileTests
{
    private const int Pcm = 1;
    private const int IeeeFloat = 3;

    [Theory]
    [InlineData(Pcm, 8)]
    [InlineData(Pcm, 16)]
    [InlineData(Pcm, 24)]
    [InlineData(Pcm, 32)]
    [InlineData(IeeeFloat, 32)]
    [InlineData(IeeeFloat, 64)]
    public void What_was_stored_is_read_to_half_a_step_of_the_coding(int tag, int bits) => Gen.Select(
        Gen.Int[1, 9], Gen.Int[1, 50], Gen.Int[1, 192_000], Gen.Bool, Gen.Bool).Sample(
        (channels, length, rate, extensible, extraChunks) =>
        {
            var random = new Random(length);
            double[] stored =
                [.. Enumerable.Range(0, channels * length).Select(_ => (random.NextDouble() * 1.9) - 0.95)];
            WavFile wav = WavFile.Parse(Encode(stored, tag, bits, channels, rate, extensible, extraChunks), "test");
            double step = tag == IeeeFloat ? 1e-7 : Math.Max(Math.Pow(2, 1 - bits), 1e-7);
            Assert.Equal((rate, channels, length), (wav.SampleRate, wav.Channels, wav.Length));
            for (int n = 0; n < stored.Length; n++) Assert.Equal(stored[n], wav.Samples[n], (0.5 * step) + 1e-7);
        },
        iter: 60);

    [Theory]
    [InlineData(8, new byte[] { 0 }, -1)]
    [InlineData(8, new byte[] { 128 }, 0)]
    [InlineData(16, new byte[] { 0x00, 0x80 }, -1)]
    [InlineData(16, new byte[] { 0xFF, 0x7F }, 0.999969482)]
    [InlineData(24, new byte[] { 0x00, 0x00, 0x80 }, -1)]
    [InlineData(24, new byte[] { 0xFF, 0xFF, 0xFF }, -1.1920929e-7)]
    [InlineData(32, new byte[] { 0, 0, 0, 0x80 }, -1)]
    public void Integers_are_scaled_so_that_the_least_is_minus_one(int bits, byte[] stored, double expected) =>
        Assert.Equal(expected, WavFile.Parse(Container(stored, Pcm, bits, 1, 8_000), "test").Samples[0], 1e-9);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_cut_at_any_byte_is_refused_by_name(bool extensible)
    {
        byte[] whole = Encode([0.1, 0.2, 0.3, 0.4], Pcm, 16, 2, 16_000, extensible, extraChunks: true);
        Assert.Equal(2, WavFile.Parse(whole, "whole").Length);
        for (int length = 0; length < whole.Length; length++)
        {
            byte[] cut = whole[..length];
            var error = Assert.Throws<BadInputException>(() => WavFile.Parse(cut, "cut.wav"));
            Assert.Equal("cut.wav", error.Subject);
        }
    }

    [Fact]
    public void No_damaged_header_gives_anything_but_sound_or_a_typed_error()
    {
        byte[] whole = Encode([0.1, 0.2, 0.3, 0.4], Pcm, 16, 2, 16_000, extensible: true, extraChunks: true);
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Int[0, whole.Length - 1], Gen.Byte).Sample(
            (at, value, also, other) =>
            {
                byte[] damaged = [.. whole];
                damaged[at] = value;
                damaged[also] = other;
                try
                {
                    WavFile wav = WavFile.Parse(damaged, "damaged.wav");
                    Assert.True(wav.Length > 0 && wav.Samples.Length == wav.Length * wav.Channels);
                }
                catch (BadInputException)
                {
                    // The only error allowed.
                }
            },
            iter: 20_000);
    }

    [Fact]
    public void A_length_that_a_pipe_left_open_means_all_that_follows()
    {
        byte[] file = Encode([0.1, 0.2, 0.3], Pcm, 16, 1, 16_000, extensible: false, extraChunks: false);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(4), uint.MaxValue);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(40), uint.MaxValue);
        Assert.Equal(3, WavFile.Parse(file, "piped").Length);
    }

    [Theory]
    [InlineData(2, 4)] // ADPCM
    [InlineData(6, 8)] // A-law
    [InlineData(Pcm, 12)]
    [InlineData(IeeeFloat, 16)]
    public void Codings_that_are_not_read_are_named(int tag, int bits)
    {
        byte[] file = Container(new byte[8], tag, bits, 1, 8_000);
        var error = Assert.Throws<BadInputException>(() => WavFile.Parse(file, "x"));
        Assert.Contains($"coding {tag} with {bits} bits", error.Cause);
    }

    [Fact]
    public void A_file_without_sound_is_refused() => Assert.Contains(
        "no sound", Assert.Throws<BadInputException>(() => WavFile.Parse(Container([], Pcm, 16, 1, 8_000), "x")).Cause);

    [Fact]
    public void A_sample_that_is_not_a_number_is_refused()
    {
        byte[] file = Encode([0, double.NaN], IeeeFloat, 64, 1, 8_000, extensible: false, extraChunks: false);
        Assert.Contains("sample 1", Assert.Throws<BadInputException>(() => WavFile.Parse(file, "x")).Cause);
    }

    [Fact]
    public void Mono_is_the_mean_of_the_channels()
    {
        byte[] file = Encode([0.5, -0.25, 0.25, 0.75], IeeeFloat, 32, 2, 8_000, extensible: false, extraChunks: false);
        Assert.Equal([0.125f, 0.5f], WavFile.Parse(file, "x").ToMono());
    }

    [Fact]
    public void A_missing_file_a_folder_and_an_empty_device_are_refused_by_path()
    {
        foreach (string path in new[] { "/nowhere/at/all.wav", Path.GetTempPath(), "/dev/null" })
            Assert.Equal(path, Assert.Throws<BadInputException>(() => WavFile.Read(path)).Subject);
    }

    private static byte[] Encode(
        double[] samples, int tag, int bits, int channels, int rate, bool extensible, bool extraChunks)
    {
        int width = bits / 8;
        var data = new byte[samples.Length * width];
        for (int n = 0; n < samples.Length; n++)
        {
            Span<byte> to = data.AsSpan(n * width, width);
            if (tag == IeeeFloat && bits == 32) BinaryPrimitives.WriteSingleLittleEndian(to, (float)samples[n]);
            else if (tag == IeeeFloat) BinaryPrimitives.WriteDoubleLittleEndian(to, samples[n]);
            else
            {
                long value = (long)Math.Round(samples[n] * Math.Pow(2, bits - 1)) + (bits == 8 ? 128 : 0);
                for (int i = 0; i < width; i++) to[i] = (byte)(value >> (8 * i));
            }
        }

        return Container(data, tag, bits, channels, rate, extensible, extraChunks);
    }

    private static byte[] Container(
        byte[] data, int tag, int bits, int channels, int rate, bool extensible = false, bool extraChunks = false)
    {
        using var file = new MemoryStream();
        using var to = new BinaryWriter(file);
        void Identifier(ReadOnlySpan<byte> identifier) => to.Write(identifier);
        Identifier("RIFF"u8);
        to.Write(0);
        Identifier("WAVE"u8);
        if (extraChunks)
        {
            Identifier("LIST"u8);
            to.Write(5);
            to.Write(new byte[6]); // an odd chunk is padded
        }

        Identifier("fmt "u8);
        to.Write(extensible ? 40 : 16);
        to.Write((ushort)(extensible ? 0xFFFE : tag));
        to.Write((ushort)channels);
        to.Write(rate);
        to.Write(rate * channels * bits / 8);
        to.Write((ushort)(channels * bits / 8));
        to.Write((ushort)bits);
        if (extensible)
        {
            to.Write((ushort)22);
            to.Write((ushort)bits);
            to.Write(0);
            to.Write(new Guid(tag, 0, 0x10, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71).ToByteArray());
        }

        if (extraChunks)
        {
            Identifier("fact"u8);
            to.Write(4);
            to.Write(0);
        }

        Identifier("data"u8);
        to.Write(data.Length);
        to.Write(data);
        byte[] bytes = file.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length - 8);
        return bytes;
    }
}
