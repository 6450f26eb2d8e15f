namespace OnBoard.Device.Service.Pipeline;

/// <summary>
/// How long hops took, in steps of 10 us up to 100 ms. One thread adds; any thread may read, at the worst one hop behind.
/// </summary>
public sealed class LatencyHistogram
{
    private const long StepNanoseconds = 10_000;
    private const int Steps = 10_000;

    private readonly long[] _counts = new long[Steps + 1];
    private long _max;
    private long _sum;
    private long _last;

    /// <summary>The longest, nanoseconds.</summary>
    public long Max => Volatile.Read(ref _max);

    /// <summary>All together, nanoseconds.</summary>
    public long SumNanoseconds => Volatile.Read(ref _sum);

    /// <summary>The latest, nanoseconds.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <summary>Takes the next latency.</summary>
    public void Add(long nanoseconds)
    {
        long step = Math.Clamp(nanoseconds / StepNanoseconds, 0, Steps);
        Volatile.Write(ref _counts[step], _counts[step] + 1);
        Volatile.Write(ref _sum, _sum + nanoseconds);
        Volatile.Write(ref _last, nanoseconds);
        if (nanoseconds > _max) Volatile.Write(ref _max, nanoseconds);
    }

    /// <summary>
    /// The latency that a share of the hops does not exceed, nanoseconds, rounded up to the step; 0 where there were none.
    /// </summary>
    /// <param name="share">0..1.</param>
    public long Quantile(double share)
    {
        long total = 0;
        foreach (ref long count in _counts.AsSpan()) total += Volatile.Read(ref count);
        long wanted = (long)Math.Ceiling(share * total);
        if (wanted <= 0) return 0;
        long seen = 0;
        for (int step = 0; step < Steps; step++)
        {
            seen += Volatile.Read(ref _counts[step]);
            if (seen >= wanted) return (step + 1) * StepNanoseconds;
        }

        return Max;
    }

    /// <summary>How many hops took no longer than each of some limits.</summary>
    /// <param name="limits">Nanoseconds, whole steps, rising.</param>
    /// <param name="counts">As many and one more, for all hops; written.</param>
    public void Cumulate(ReadOnlySpan<long> limits, Span<long> counts)
    {
        long seen = 0;
        int next = 0;
        for (int step = 0; step <= Steps; step++)
        {
            while (next < limits.Length && step * StepNanoseconds >= limits[next]) counts[next++] = seen;
            seen += Volatile.Read(ref _counts[step]);
        }

        while (next < counts.Length) counts[next++] = seen;
    }

    /// <summary>The hops since another reading of the same histogram, which becomes this one.</summary>
    /// <param name="before">Holds the earlier reading; made empty for the first.</param>
    /// <returns>What was added.</returns>
    internal LatencyHistogram Since(LatencyHistogram before)
    {
        LatencyHistogram added = new();
        for (int step = 0; step <= Steps; step++)
        {
            long count = Volatile.Read(ref _counts[step]);
            added._counts[step] = count - before._counts[step];
            if (added._counts[step] > 0) added._max = Math.Min((step + 1) * StepNanoseconds, Max);
            before._counts[step] = count;
        }

        return added;
    }
}
