namespace OnBoard.Sensors.Talker.Traits;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood 2014): eight bytes of state, so that any stream of a talker (its n-th sentence,
/// the
/// noise of its n-th frame) starts at once from a seed and an index, on any thread, with the same numbers everywhere.
/// </summary>
internal struct TalkerRandom(ulong seed)
{
    private const ulong Step = 0x9E3779B97F4A7C15;
    private ulong _state = seed;

    /// <summary>The stream <paramref name="stream"/> of <paramref name="seed"/> at <paramref name="index"/>.</summary>
    public static TalkerRandom Of(int seed, ulong stream, long index = 0)
    {
        TalkerRandom mixed = new((ulong)seed * 0xD1342543DE82EF95 + stream * 0xA0761D6478BD642F);
        return new TalkerRandom(mixed.Next() ^ (ulong)index * 0xE7037ED1A0B428DB);
    }

    public ulong Next()
    {
        ulong z = _state += Step;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in 0..1, one excluded.</summary>
    public float Unit() => (Next() >> 40) * (1f / (1 << 24));

    /// <summary>Uniform in -1..1.</summary>
    public float Signed() => 2 * Unit() - 1;

    /// <summary>Uniform between the two.</summary>
    public float Between(float low, float high) => low + (high - low) * Unit();

    /// <summary>Uniform whole number from zero, <paramref name="count"/> excluded.</summary>
    public int Below(int count) => (int)((Next() >> 33) % (ulong)count);
}
