namespace OnBoard.Device.Experiments.Training;

/// <summary>
/// A filter of second order (R. Bristow-Johnson, Cookbook formulae for audio equalizer biquad filter coefficients), at 16 kHz,
/// in transposed direct form II.
/// </summary>
internal readonly record struct Biquad(float B0, float B1, float B2, float A1, float A2)
{
    private const double SampleRate = OnBoard.Sensors.Hearing.AudioFormat.SampleRate;

    /// <summary>Raises or lowers a region.</summary>
    public static Biquad Peak(double hertz, double quality, double decibels)
    {
        double gain = Math.Pow(10, decibels / 40), cosine = Cosine(hertz), alpha = Alpha(hertz, quality);
        return Normalized(1 + (alpha * gain), -2 * cosine, 1 - (alpha * gain), 1 + (alpha / gain), -2 * cosine, 1 - (alpha / gain));
    }

    /// <summary>Raises or lowers all below a frequency.</summary>
    public static Biquad LowShelf(double hertz, double decibels) => Shelf(hertz, decibels, low: true);

    /// <summary>Raises or lowers all above a frequency.</summary>
    public static Biquad HighShelf(double hertz, double decibels) => Shelf(hertz, decibels, low: false);

    /// <summary>Lets through what is above a frequency.</summary>
    public static Biquad HighPass(double hertz, double quality)
    {
        double cosine = Cosine(hertz), alpha = Alpha(hertz, quality);
        return Normalized((1 + cosine) / 2, -(1 + cosine), (1 + cosine) / 2, 1 + alpha, -2 * cosine, 1 - alpha);
    }

    /// <summary>Lets through what is below a frequency.</summary>
    public static Biquad LowPass(double hertz, double quality)
    {
        double cosine = Cosine(hertz), alpha = Alpha(hertz, quality);
        return Normalized((1 - cosine) / 2, 1 - cosine, (1 - cosine) / 2, 1 + alpha, -2 * cosine, 1 - alpha);
    }

    /// <summary>Filters a sound in place, from rest.</summary>
    public void Apply(Span<float> samples)
    {
        float first = 0, second = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            float x = samples[i];
            float y = (B0 * x) + first;
            first = (B1 * x) - (A1 * y) + second;
            second = (B2 * x) - (A2 * y);
            samples[i] = y;
        }
    }

    private static Biquad Shelf(double hertz, double decibels, bool low)
    {
        double gain = Math.Pow(10, decibels / 40), cosine = low ? Cosine(hertz) : -Cosine(hertz);
        double root = 2 * Math.Sqrt(gain) * Alpha(hertz, Math.Sqrt(0.5)), sign = low ? 1 : -1;
        return Normalized(
            gain * (gain + 1 - ((gain - 1) * cosine) + root),
            sign * 2 * gain * (gain - 1 - ((gain + 1) * cosine)),
            gain * (gain + 1 - ((gain - 1) * cosine) - root),
            gain + 1 + ((gain - 1) * cosine) + root,
            sign * -2 * (gain - 1 + ((gain + 1) * cosine)),
            gain + 1 + ((gain - 1) * cosine) - root);
    }

    private static double Cosine(double hertz) => Math.Cos(2 * Math.PI * hertz / SampleRate);

    private static double Alpha(double hertz, double quality) => Math.Sin(2 * Math.PI * hertz / SampleRate) / (2 * quality);

    private static Biquad Normalized(double b0, double b1, double b2, double a0, double a1, double a2) =>
        new((float)(b0 / a0), (float)(b1 / a0), (float)(b2 / a0), (float)(a1 / a0), (float)(a2 / a0));
}
