using OnBoard.Device.Enhancement;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Network;

namespace OnBoard.Device.Service.Pipeline;

/// <summary>
/// Hands the latest weights from the learning thread to the hop thread: three sets of them, of which the writer owns one, the
/// reader one, and the third is exchanged whole, so that nobody waits and nothing is allocated.
/// </summary>
internal sealed class WeightMailbox
{
    private const int Fresh = 4;

    private readonly IntegerNetwork[] _letters;
    private int _writers;
    private int _between = 1;
    private int _readers = 2;
    private float _trust;

    public WeightMailbox(NetworkTopology topology) =>
        _letters = [new(topology), new(topology), new(topology)];

    /// <summary>How far the gains of what is in use are trusted: <see cref="GainGuard.Trust"/>. Any thread; also where a fabric exchanges weights itself.</summary>
    public float Trust
    {
        get => Volatile.Read(ref _trust);
        set => Volatile.Write(ref _trust, value);
    }

    /// <summary>Puts weights in place of those that were not fetched. The learning thread's.</summary>
    public void Post(IntegerNetwork weights)
    {
        _letters[_writers].CopyFrom(weights);
        _writers = Interlocked.Exchange(ref _between, _writers | Fresh) & ~Fresh;
    }

    /// <summary>Writes what was posted since the last call into an engine. The hop thread's.</summary>
    /// <returns>Whether there was anything.</returns>
    public bool TryFetch(IEventEngine engine)
    {
        if ((Volatile.Read(ref _between) & Fresh) == 0) return false;
        _readers = Interlocked.Exchange(ref _between, _readers) & ~Fresh;
        engine.WriteWeights(_letters[_readers]);
        return true;
    }
}
