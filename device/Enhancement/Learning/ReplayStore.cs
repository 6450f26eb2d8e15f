using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Enhancement.Learning;

/// <summary>A stretch of sound.</summary>
internal interface IStretch
{
    /// <summary>How long it is, in hops.</summary>
    int Hops { get; }
}

/// <summary>So many stretches, made at once; where all are used the oldest is filled anew.</summary>
/// <typeparam name="T">The stretch.</typeparam>
/// <param name="capacity">How many.</param>
internal sealed class ReplayStore<T>(int capacity)
    where T : class, IStretch, new()
{
    private readonly T[] _stretches = [.. Enumerable.Range(0, capacity).Select(_ => new T())];
    private long _taken;

    /// <summary>How many are filled.</summary>
    public int Count => (int)Math.Min(_taken, _stretches.Length);

    /// <summary>How many there is room for.</summary>
    public int Capacity => _stretches.Length;

    /// <summary>Seconds of all that are filled.</summary>
    public double Seconds
    {
        get
        {
            long hops = 0;
            for (int i = 0; i < Count; i++) hops += _stretches[i].Hops;
            return (double)hops / AudioFormat.HopsPerSecond;
        }
    }

    /// <summary>A filled stretch.</summary>
    public T this[int index] => _stretches[index];

    /// <summary>The stretch to fill next; it counts as filled.</summary>
    public T Take() => _stretches[_taken++ % _stretches.Length];
}
