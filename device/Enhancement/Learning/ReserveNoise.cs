using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Talker.Room;

namespace OnBoard.Device.Enhancement.Learning;

/// <summary>
/// Noises that are made, not heard: people, streets, cafes and coloured noise that swells. Learning from one room alone would forget
/// the other rooms; a part of what is trained on, and of what is validated, is in these. All equally loud; the same seed gives the same.
/// </summary>
internal static class ReserveNoise
{
    private const float Level = 0.05f;
    private const int Kinds = 4;

    /// <summary>Fills a store.</summary>
    /// <param name="store">All of it is filled.</param>
    /// <param name="seed">Other seeds give other people, streets and colours.</param>
    public static void Fill(ReplayStore<NoiseStretch> store, int seed)
    {
        INoise[] noises = [new BabbleNoise(seed), new StreetNoise(seed + 1), new CafeNoise(seed + 2)];
        Random random = new(seed);
        for (int i = 0; i < store.Capacity; i++)
        {
            NoiseStretch stretch = store.Take();
            stretch.Hops = NoiseStretch.MaximumHops;
            if (i % Kinds < noises.Length) noises[i % Kinds].Read(stretch.Samples);
            else Color(stretch.Samples, random);
            Normalize(stretch);
        }
    }

    /// <summary>White noise through a resonance and a slope drawn at random, in a swell of its own.</summary>
    private static void Color(Span<float> samples, Random random)
    {
        float slope = 0.95f * random.NextSingle();
        float radius = 0.5f + (0.45f * random.NextSingle());
        float angle = MathF.PI * MathF.Pow(2, -1 - (5 * random.NextSingle()));
        float depth = 0.8f * random.NextSingle(), pace = (1 + (8 * random.NextSingle())) / AudioFormat.SampleRate;
        float low = 0, before = 0, last = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            low += (1 - slope) * ((2 * random.NextSingle()) - 1 - low);
            float resonant = low + (2 * radius * MathF.Cos(angle) * last) - (radius * radius * before);
            before = last;
            last = resonant;
            samples[i] = resonant * (1 + (depth * MathF.Sin(MathF.Tau * pace * i)));
        }
    }

    private static void Normalize(NoiseStretch stretch)
    {
        double energy = 0;
        foreach (float sample in stretch.Samples) energy += (double)sample * sample / stretch.Samples.Length;
        float gain = Level / MathF.Sqrt(MathF.Max((float)energy, 1e-12f));
        foreach (ref float sample in stretch.Samples.AsSpan()) sample *= gain;
        stretch.Energy = Level * Level;
    }
}
