using System.Runtime.InteropServices;

namespace OnBoard.Drivers.Audio;

/// <summary>
/// Interleaved frames of a device to mono samples in -1..1 and back. Little endian, as both the formats and the
/// machines that OnBoard runs on are.
/// </summary>
internal static class SampleConversion
{
    /// <summary>The mean of the channels of every frame.</summary>
    /// <param name="frames">Whole frames of <paramref name="shape"/>.</param>
    /// <param name="mono">One sample a frame.</param>
    /// <param name="shape">Their layout.</param>
    public static void ToMono(ReadOnlySpan<byte> frames, Span<float> mono, in PcmShape shape)
    {
        switch (shape.Format)
        {
            case SampleFormat.Signed16:
                Mix(MemoryMarshal.Cast<byte, short>(frames), mono, shape.Channels);
                break;
            case SampleFormat.Signed32:
                Mix(MemoryMarshal.Cast<byte, int>(frames), mono, shape.Channels);
                break;
            default:
                Mix(MemoryMarshal.Cast<byte, float>(frames), mono, shape.Channels);
                break;
        }
    }

    /// <summary>
    /// The same sample on all channels; what is louder than full scale is clipped, what is no number is silence.
    /// </summary>
    /// <param name="mono">Samples.</param>
    /// <param name="frames">One frame of <paramref name="shape"/> a sample.</param>
    /// <param name="shape">Their layout.</param>
    public static void FromMono(ReadOnlySpan<float> mono, Span<byte> frames, in PcmShape shape)
    {
        switch (shape.Format)
        {
            case SampleFormat.Signed16:
                Span<short> narrow = MemoryMarshal.Cast<byte, short>(frames);
                for (int i = 0; i < mono.Length; i++)
                {
                    short sample = (short)MathF.Round(Clip(mono[i]) * short.MaxValue);
                    narrow.Slice(i * shape.Channels, shape.Channels).Fill(sample);
                }

                break;
            case SampleFormat.Signed32:
                Span<int> wide = MemoryMarshal.Cast<byte, int>(frames);
                for (int i = 0; i < mono.Length; i++)
                {
                    int sample = (int)Math.Round(Clip(mono[i]) * (double)int.MaxValue);
                    wide.Slice(i * shape.Channels, shape.Channels).Fill(sample);
                }

                break;
            default:
                Span<float> real = MemoryMarshal.Cast<byte, float>(frames);
                for (int i = 0; i < mono.Length; i++)
                    real.Slice(i * shape.Channels, shape.Channels).Fill(Clip(mono[i]));
                break;
        }
    }

    private static void Mix(ReadOnlySpan<short> samples, Span<float> mono, int channels)
    {
        float scale = 1f / (32768f * channels);
        for (int i = 0, at = 0; i < mono.Length; i++)
        {
            int sum = 0;
            for (int c = 0; c < channels; c++) sum += samples[at++];
            mono[i] = sum * scale;
        }
    }

    private static void Mix(ReadOnlySpan<int> samples, Span<float> mono, int channels)
    {
        double scale = 1.0 / (2147483648.0 * channels);
        for (int i = 0, at = 0; i < mono.Length; i++)
        {
            long sum = 0;
            for (int c = 0; c < channels; c++) sum += samples[at++];
            mono[i] = (float)(sum * scale);
        }
    }

    private static void Mix(ReadOnlySpan<float> samples, Span<float> mono, int channels)
    {
        float scale = 1f / channels;
        for (int i = 0, at = 0; i < mono.Length; i++)
        {
            float sum = 0;
            for (int c = 0; c < channels; c++) sum += samples[at++];
            mono[i] = sum * scale;
        }
    }

    private static float Clip(float sample) => float.IsNaN(sample) ? 0 : Math.Clamp(sample, -1f, 1f);
}
