using OnBoard.Drivers;

namespace OnBoard.Sensors.Media;

/// <summary>
/// The sound of a WAV file: PCM of 8, 16, 24 or 32 bits, float of 32 or 64 bits, plain or WAVE_FORMAT_EXTENSIBLE, any
/// count of channels, as RIFF, RIFX or RF64 (Microsoft, Multimedia Programming Interface and Data Specifications 1.0, 1991, and
/// its 2001 revision; EBU Tech 3306). See <see cref="WavLayout"/> for files without a length.
/// </summary>
public sealed class WavFile
{
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
        try
        {
            using FileStream file = File.OpenRead(path);
            if (!file.CanSeek || file.Length == 0) throw Bad(path, "it is empty");
            return Read(file, path);
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
    }

    /// <summary>Reads a file that is already in memory.</summary>
    /// <param name="file">All of its bytes.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="BadInputException">It is cut short, empty or no WAV file of these kinds.</exception>
    public static WavFile Parse(ReadOnlySpan<byte> file, string name)
    {
        using MemoryStream stream = new(file.ToArray());
        return Read(stream, name);
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

    private static WavFile Read(Stream file, string name)
    {
        WavLayout layout = WavLayout.Read(file, name);
        WavFormat format = layout.Format!;
        if (layout.Bytes > Array.MaxLength) throw Bad(name, "it is larger than 2 GiB");
        if (layout.Frames == 0) throw Bad(name, "it holds no sound");
        byte[] data = new byte[layout.Bytes];
        file.Position = layout.Start;
        file.ReadExactly(data);
        int width = format.SampleBytes;
        var samples = new float[data.Length / width];
        for (int n = 0; n < samples.Length; n++)
        {
            samples[n] = format.Decode(data.AsSpan(n * width, width));
            if (!float.IsFinite(samples[n])) throw Bad(name, $"sample {n} is not a number");
        }

        return new WavFile(format.SampleRate, format.Channels, samples);
    }
}
