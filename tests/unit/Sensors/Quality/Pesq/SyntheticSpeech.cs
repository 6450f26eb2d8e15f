namespace OnBoard.Tests.Unit.Sensors.Quality.Pesq;

/// <summary>
/// A whisper: noise through moving formants, in syllables and pauses. Voiced speech would be nearer to real, but the
/// delay of anything periodic is ambiguous, to PESQ as well.
/// </summary>
internal static class SyntheticSpeech
{
    public const int SampleRate = 16000;

    /// <summary>Speech of a number of seconds, at -30 dB of full scale or so, the same at every call.</summary>
    public static float[] OfSeconds(double seconds, int sampleRate = SampleRate)
    {
        float[] samples = Noise((int)(seconds * sampleRate), amplitude: 1, seed: 1);
        Resonate(samples, sampleRate, time => 600 + 250 * Math.Sin(2 * Math.PI * 1.3 * time));
        Resonate(samples, sampleRate, time => 1800 + 700 * Math.Sin(2 * Math.PI * 0.9 * time + 1));
        for (int i = 0; i < samples.Length; i++) samples[i] *= (float)(3 * Syllables((double)i / sampleRate));
        return samples;
    }

    /// <summary>White noise, the same at every call with the same seed.</summary>
    public static float[] Noise(int length, float amplitude, int seed)
    {
        var random = new Random(seed);
        var noise = new float[length];
        for (int i = 0; i < length; i++) noise[i] = amplitude * (2 * random.NextSingle() - 1);
        return noise;
    }

    /// <summary>Syllables that become faster, with a pause of half a second every two seconds.</summary>
    private static double Syllables(double time) =>
        time % 2 < 1.5 ? Math.Pow(Math.Sin(Math.PI * (3 + 0.4 * time) * time), 2) : 0;

    private static void Resonate(float[] samples, int sampleRate, Func<double, double> formant)
    {
        const double Radius = 0.97;
        double previous = 0, beforePrevious = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            double angle = 2 * Math.PI * formant((double)i / sampleRate) / sampleRate;
            double next = (1 - Radius) * samples[i] + 2 * Radius * Math.Cos(angle) * previous
                - Radius * Radius * beforePrevious;
            (beforePrevious, previous) = (previous, next);
            samples[i] = (float)next;
        }
    }
}
