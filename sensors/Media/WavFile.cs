using System.Buffers.Binary;
using OnBoard.Drivers;

namespace OnBoard.Sensors.Media;

/// <summary>
/// The sound of a WAV file: PCM of 8, 16, 24 or 32 bits, float of 32 or 64 bits, plain or WAVE_FORMAT_EXTENSIBLE, any
/// count of channels (Microsoft, Multimedia Programming Interface and Data Specifications 1.0, 1991, and its 2001
/// revision).
/// </summary>
public sealed class WavFile
{
    private const uint LengthUnknown = uint.MaxValue;

    private WavFile(int sampleRate, int channels, float[] samples)
    {
        SampleRate = sampleRate;
        Channels = channels;
        Samples = samples;
    }

    /// <summary>Samples per second and channel.</summary>
    public int SampleRate { get; }

    /// <summary>Channels, at least one.</summary>
    public int Channels { get; }

    /// <summary>Samples per channel.</summary>
    public int Length => Samples.Length / Channels;

    /// <summary>
    /// [Length x Channels], the channels of one moment beside each other. Full scale is -1..1; integers of 32 bits and
    /// floats of 64 are rounded to float.
    /// </summary>
    public float[] Samples { get; }

    /// <summary>Reads a file whole.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="BadInputException">
    /// The file is missing, unreadable, cut short, empty or no WAV file of these kinds.
    /// </exception>
    public static WavFile Read(string path)
    {
        byte[] bytes;
        try
        {
            using FileStream file = File.OpenRead(path);
            if (!file.CanSeek || file.Length == 0) throw Bad(path, "it is empty");
            if (file.Length > Array.MaxLength) throw Bad(path, "it is larger than 2 GiB");
            bytes = new byte[file.Length];
            file.ReadExactly(bytes);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BadInputException(path, "there is no such file", "Check the path", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(
                path, $"it cannot be read ({error.Message})", "Check its kind and its permissions", error);
        }

        return Parse(bytes, path);
    }

    /// <summary>Reads a file that is already in memory.</summary>
    /// <param name="file">All of its bytes.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="BadInputException">It is cut short, empty or no WAV file of these kinds.</exception>
    public static WavFile Parse(ReadOnlySpan<byte> file, string name)
    {
        if (file.Length == 0) throw Bad(name, "it is empty");
        if (!file[..Math.Min(4, file.Length)].SequenceEqual("RIFF"u8[..Math.Min(4, file.Length)]) ||
            (file.Length >= 12 && !file[8..12].SequenceEqual("WAVE"u8)))
            throw Bad(name, "it is not a RIFF WAVE file");
        WavFormat? format = null;
        for (int at = 12; ; )
        {
            if (file.Length - at < 8)
                throw Bad(name, format is null ? "it ends before its format" : "it ends before its sound");
            ReadOnlySpan<byte> identifier = file.Slice(at, 4);
            uint declared = BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]);
            at += 8;
            bool isData = identifier.SequenceEqual("data"u8);

            // A program that writes into a pipe cannot know the length; what follows is all sound then.
            long length = isData && declared == LengthUnknown ? file.Length - at : declared;
            if (length > file.Length - at)
                throw Bad(name, $"it is cut short: {length} bytes are announced, {file.Length - at} are there");
            ReadOnlySpan<byte> body = file.Slice(at, (int)length);
            if (isData)
                return Decode(body, format ?? throw Bad(name, "its sound comes before its format"), name);
            if (identifier.SequenceEqual("fmt "u8)) format = WavFormat.Parse(body, name);
            at += (int)Math.Min(length + (length & 1), file.Length - at);
        }
    }

    /// <summary>The mean of the channels at each moment, [Length].</summary>
    public float[] ToMono()
    {
        if (Channels == 1) return Samples;
        var mono = new float[Length];
        for (int n = 0; n < mono.Length; n++)
        {
            double sum = 0;
            foreach (float sample in Samples.AsSpan(n * Channels, Channels)) sum += sample;
            mono[n] = (float)(sum / Channels);
        }

        return mono;
    }

    internal static BadInputException Bad(string name, string cause) =>
        new(name, cause, "Give a whole WAV file: PCM of 8, 16, 24 or 32 bits, or float of 32 or 64");

    private static WavFile Decode(ReadOnlySpan<byte> data, WavFormat format, string name)
    {
        if (data.Length == 0) throw Bad(name, "it holds no sound");
        if (data.Length % format.FrameBytes != 0) throw Bad(name, "it is cut short within a sample");
        int width = format.SampleBytes;
        var samples = new float[data.Length / width];
        for (int n = 0; n < samples.Length; n++)
        {
            samples[n] = format.Decode(data.Slice(n * width, width));
            if (!float.IsFinite(samples[n])) throw Bad(name, $"sample {n} is not a number");
        }

        return new WavFile(format.SampleRate, format.Channels, samples);
    }
}
