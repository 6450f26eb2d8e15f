using OnBoard.Drivers;

namespace OnBoard.Sensors.Hearing;

/// <summary>Mixes speech and noise at a stated signal-to-noise ratio; the same inputs give the same mixture.</summary>
public static class NoiseMixer
{
    /// <summary>The highest peak of the mixture and of its parts; above it all three are attenuated together.</summary>
    public const float Ceiling = 0.99f;

    /// <summary>The longest crossfade where the noise starts over: 50 ms.</summary>
    public const int CrossfadeLength = AudioFormat.SampleRate / 20;

    /// <summary>Mixes <paramref name="clean"/> with as much of <paramref name="noise"/> as it is long.</summary>
    /// <param name="clean">Speech; not silent.</param>
    /// <param name="noise">Noise; not silent. Where it ends it starts over, with an equal-power crossfade.</param>
    /// <param name="signalToNoiseRatio">dB, of the energies over the whole clip.</param>
    /// <param name="noiseOffset">The sample of the noise to begin at.</param>
    /// <exception cref="BadInputException">Speech or noise is empty, silent or not finite.</exception>
    public static NoisyMixture Mix(
        ReadOnlySpan<float> clean, ReadOnlySpan<float> noise, double signalToNoiseRatio, int noiseOffset = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(noiseOffset);
        if (!double.IsFinite(signalToNoiseRatio))
            throw new ArgumentOutOfRangeException(nameof(signalToNoiseRatio), signalToNoiseRatio, "Not finite.");
        double cleanEnergy = Energy(clean, "speech");
        Energy(noise, "noise");
        float[] excerpt = Excerpt(noise, noiseOffset, clean.Length);
        double noiseEnergy = Energy(excerpt, "noise excerpt");
        double noiseGain = Math.Sqrt(cleanEnergy / noiseEnergy) * Math.Pow(10, -signalToNoiseRatio / 20);

        double peak = 0;
        for (int n = 0; n < clean.Length; n++)
        {
            double noiseSample = noiseGain * excerpt[n];
            double part = Math.Max(Math.Abs(clean[n]), Math.Abs(noiseSample));
            peak = Math.Max(peak, Math.Max(part, Math.Abs(clean[n] + noiseSample)));
        }

        double gain = peak > Ceiling ? Ceiling / peak : 1;
        var mixture = new NoisyMixture(
            new float[clean.Length], new float[clean.Length], new float[clean.Length], (float)gain);
        for (int n = 0; n < clean.Length; n++)
        {
            mixture.Clean[n] = (float)(gain * clean[n]);
            mixture.Noise[n] = (float)(gain * noiseGain * excerpt[n]);
            mixture.Noisy[n] = mixture.Clean[n] + mixture.Noise[n];
        }

        return mixture;
    }

    private static float[] Excerpt(ReadOnlySpan<float> noise, int offset, int length)
    {
        if ((long)offset + length <= noise.Length) return noise.Slice(offset, length).ToArray();
        int fade = Math.Min(CrossfadeLength, noise.Length / 2);
        int period = noise.Length - fade;
        var excerpt = new float[length];
        for (int n = 0; n < length; n++)
        {
            long at = (long)offset + n;
            int phase = (int)(at % period);
            bool fading = at >= period && phase < fade;
            if (!fading)
            {
                excerpt[n] = noise[phase];
                continue;
            }

            (double rising, double falling) = Math.SinCos(Math.PI / 2 * (phase + 0.5) / fade);
            excerpt[n] = (float)((rising * noise[phase]) + (falling * noise[period + phase]));
        }

        return excerpt;
    }

    private static double Energy(ReadOnlySpan<float> samples, string subject)
    {
        double energy = 0;
        foreach (float sample in samples) energy += (double)sample * sample;
        if (!double.IsFinite(energy))
            throw new BadInputException(subject, "it holds samples that are not numbers", "Choose a sound recording");
        if (energy <= 0)
            throw new BadInputException(
                subject, samples.Length == 0 ? "it is empty" : "it is silent, so no signal-to-noise ratio exists",
                "Choose a recording with sound in it");
        return energy;
    }
}
