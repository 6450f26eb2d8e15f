using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Enhancement.Learning;

/// <summary>
/// Keeps stretches of noise: those that are long enough, can be heard, and are not far below the loudest of the last minutes, which is
/// the noise to learn. Allocates nothing after it was made; used by one thread.
/// </summary>
/// <param name="replay">Where they go.</param>
/// <param name="past">What was heard.</param>
/// <param name="minHops">How long they are at the least.</param>
internal sealed class NoiseKeeper(ReplayMemory replay, HeardPast past, int minHops)
{
    private const double FaintestDecibels = 15;

    // Per hop: the loudest noise is forgotten with a time constant of two minutes.
    private const float LoudestDecay = 1 - (1f / (120 * AudioFormat.HopsPerSecond));

    private float _loudest;

    /// <summary>A hop has gone by.</summary>
    public void Pass() => _loudest *= LoudestDecay;

    /// <summary>Keeps what was heard then, the end of it where it is longer than a stretch may be, if it is worth keeping.</summary>
    /// <param name="from">Its first hop.</param>
    /// <param name="end">The hop after its last.</param>
    public void Keep(long from, long end)
    {
        int hops = (int)Math.Min(end - from, NoiseStretch.MaximumHops);
        if (hops < minHops) return;
        from = end - hops;
        float energy = past.MeanEnergy(from, end);
        if (energy < ClearSpeech.Silence) return;
        _loudest = Math.Max(_loudest, energy);
        if (HeardPast.Decibels(energy / _loudest) < -FaintestDecibels) return;
        NoiseStretch stretch = replay.TakeNoise();
        stretch.Hops = hops;
        stretch.Energy = energy;
        past.Copy(from, hops, stretch.Samples);
    }
}
