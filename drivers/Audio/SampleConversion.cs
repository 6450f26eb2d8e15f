using System.Runtime.InteropServices;

namespace OnBoard.Drivers.Audio;

/// <summary>
/// Mono samples in -1..1 to interleaved frames of a device. Little endian, as both the formats and the machines that
/// OnBoard runs on are. The way back is <see cref="ChannelMixer"/>.
/// </summary>
internal static class SampleConversion
{
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

    private static float Clip(float sample) => float.IsNaN(sample) ? 0 : Math.Clamp(sample, -1f, 1f);
}
