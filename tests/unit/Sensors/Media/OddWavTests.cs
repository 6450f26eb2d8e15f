using System.Buffers.Binary;
using OnBoard.Drivers;
using OnBoard.Sensors.Media;

namespace OnBoard.Tests.Unit.Sensors.Media;

/// <summary>WAV files as people's programs write them, read by <see cref="WavFile"/> and by <see cref="Clip"/> alike.</summary>
public sealed class OddWavTests : IDisposable
{
    private const string Tone = "synth 1 sine 440 vol 0.5";

    private readonly string _folder = Directory.CreateTempSubdirectory("onboard-wav-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("sox", "-n -r 16000 -c 1 -b 16 -t wav - " + Tone)]
    [InlineData("sox", "-n -r 16000 -c 1 -b 24 -t wav - " + Tone)]
    [InlineData("sox", "-n -r 16000 -c 1 -e floating-point -b 32 -t wav - " + Tone)]
    [InlineData("ffmpeg", "-loglevel error -f lavfi -i sine=440:duration=1:sample_rate=16000 -f wav -")]
    [InlineData("ffmpeg", "-loglevel error -f lavfi -i sine=440:duration=1:sample_rate=16000 -c:a pcm_f32le -f wav -")]
    public void What_a_program_wrote_into_a_pipe_is_read_to_its_end(string program, string arguments)
    {
        string path = Write("pipe.wav", MediaTool.Pipe(program, arguments));
        Assert.Equal(16_000, WavFile.Read(path).Length);
        Clip clip = Clip.Load(path);
        Assert.Equal(16_000, clip.Samples.Length);
        Assert.Empty(clip.Warnings);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(uint.MaxValue)]
    [InlineData(0xFFFF_FFDBu)]
    [InlineData(0x7FFF_FFFFu)]
    [InlineData(0x7FFF_F000u)]
    [InlineData(0x8000_0000u)]
    public void Every_length_that_was_never_entered_means_all_that_follows(uint length)
    {
        byte[] wav = Samples(1, 2, 3, 4);
        BinaryPrimitives.WriteUInt32LittleEndian(wav.AsSpan(4), length);
        BinaryPrimitives.WriteUInt32LittleEndian(wav.AsSpan(40), length);

        // The writer was ended in the middle of a sample.
        string path = Write("open.wav", [.. wav, 0x7F]);
        Assert.Equal(4, WavFile.Read(path).Length);
        Assert.Equal(4, Clip.Load(path).Samples.Length);
    }

    [Fact]
    public void A_length_that_a_file_could_have_had_is_believed()
    {
        byte[] wav = Samples(1, 2, 3, 4);
        BinaryPrimitives.WriteUInt32LittleEndian(wav.AsSpan(40), 80_000);
        string path = Write("cut.wav", wav);
        Assert.Contains("cut short", Assert.Throws<BadInputException>(() => WavFile.Read(path)).Cause);
        Assert.Contains("cut short", Assert.Throws<BadInputException>(() => Clip.Load(path)).Cause);
    }

    [Fact]
    public void The_reported_file_is_read()
    {
        string path = Path.Combine(Path.GetDirectoryName(TestData.Require("manifest.csv"))!, "..", "cases", "files", "pipe.wav");
        Assert.SkipUnless(File.Exists(path), "needs the case pipe.wav");
        WavFile wav = WavFile.Read(path);
        Assert.Equal(wav.Length, Clip.Load(path).Samples.Length * wav.SampleRate / 16_000);
    }

    [Theory]
    [InlineData("-e signed-integer -b 16")]
    [InlineData("-e signed-integer -b 24")]
    [InlineData("-e signed-integer -b 32")]
    [InlineData("-e floating-point -b 32")]
    public void A_big_endian_file_has_the_level_of_its_little_endian_twin(string coding)
    {
        string big = Path.Combine(_folder, "big.wav");
        string little = Path.Combine(_folder, "little.wav");
        MediaTool.Pipe("sox", $"-n -r 16000 -c 1 -B {coding} {big} {Tone}");
        MediaTool.Pipe("sox", $"-n -r 16000 -c 1 -L {coding} {little} {Tone}");
        Assert.Equal("RIFX"u8.ToArray(), File.ReadAllBytes(big)[..4]);
        float[] expected = WavFile.Read(little).Samples;
        Assert.Equal(0.5, expected.Max(), 0.01);
        AssertSame(expected, WavFile.Read(big).Samples);
        AssertSame(expected, Clip.Load(big).Samples);
    }

    [Fact]
    public void RF64_is_read_with_its_long_lengths()
    {
        string path = Path.Combine(_folder, "long.wav");
        MediaTool.Ffmpeg($"-f lavfi -i sine=440:duration=1:sample_rate=16000 -rf64 always {path}");
        Assert.Equal("RF64"u8.ToArray(), File.ReadAllBytes(path)[..4]);
        Assert.Equal(16_000, WavFile.Read(path).Length);
        Assert.Equal(16_000, Clip.Load(path).Samples.Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_chunk_of_odd_length_may_lack_its_pad_byte(bool padded)
    {
        byte[] wav = Samples(1, 2, 3, 4);
        byte[] note = [.. "note"u8, 3, 0, 0, 0, .. "abc"u8, .. padded ? new byte[1] : []];
        string path = Write("odd.wav", [.. wav[..12], .. note, .. wav[12..36], .. note, .. wav[36..]]);
        Assert.Equal(4, WavFile.Read(path).Length);
        Assert.Equal(4, Clip.Load(path).Samples.Length);
    }

    [Fact]
    public void What_follows_the_sound_is_not_heard()
    {
        string path = Write("tail.wav", [.. Samples(1, 2, 3, 4), .. "LIST"u8, 4, 0, 0, 0, .. "INFO"u8]);
        Assert.Equal(4, Clip.Load(path).Samples.Length);
    }

    [Fact]
    public void A_sample_that_is_no_number_is_told_with_file_and_place()
    {
        float[] samples = new float[16_000];
        samples[8_000] = float.NaN;
        string path = Path.Combine(_folder, "nan.wav");
        using (WavWriter writer = new(path, 16_000, kind: WavSample.Ieee32)) writer.Write(samples);
        BadInputException error = Assert.Throws<BadInputException>(() => Clip.Load(path));
        Assert.Equal(path, error.Subject);
        Assert.Contains("not a number", error.Cause);
        Assert.Contains("0.5", error.Cause);
    }

    [Fact]
    public void Other_codings_than_PCM_are_left_to_ffmpeg_also_out_of_a_pipe()
    {
        byte[] piped = MediaTool.Pipe("ffmpeg", "-loglevel error -f lavfi -i sine=440:duration=1:sample_rate=16000 -c:a pcm_mulaw -f wav -");
        Assert.InRange(Clip.Load(Write("mulaw.wav", piped)).Samples.Length, 15_900, 16_100);
    }

    private static void AssertSame(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int n = 0; n < expected.Length; n++) Assert.Equal(expected[n], actual[n], 1e-4f);
    }

    private string Write(string name, byte[] content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>A file of 16-bit samples with a header of 44 bytes.</summary>
    private static byte[] Samples(params short[] samples)
    {
        using MemoryStream file = new();
        using (WavWriter writer = new(file, "test", 16_000)) writer.Write([.. samples.Select(sample => sample / 32_768f)]);
        return file.ToArray();
    }
}
