namespace OnBoard.Device.Pipeline;

/// <summary>
/// Hops from one thread to another: preallocated, one writer, one reader, no lock. The writer never waits: where the ring is
/// full its hop is lost and counted.
/// </summary>
internal sealed class HopRing : IDisposable
{
    private readonly Hop[] _hops;
    private readonly AutoResetEvent _changed = new(initialState: false);
    private long _written;
    private long _read;
    private long _lost;
    private bool _completed;

    /// <param name="capacity">Hops that the reader may be behind.</param>
    public HopRing(int capacity) => _hops = [.. Enumerable.Range(0, capacity).Select(_ => new Hop())];

    /// <summary>Hops that found the ring full.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>Whether nothing is left and nothing will come.</summary>
    public bool IsOver => Volatile.Read(ref _completed) && Volatile.Read(ref _written) == Volatile.Read(ref _read);

    /// <summary>The hop to fill next; null, and counted, where the ring is full. Writer's thread.</summary>
    public Hop? TryBeginWrite()
    {
        if (_written - Volatile.Read(ref _read) < _hops.Length) return _hops[_written % _hops.Length];
        Volatile.Write(ref _lost, _lost + 1);
        return null;
    }

    /// <summary>Hands over the hop that <see cref="TryBeginWrite"/> gave. Writer's thread.</summary>
    public void EndWrite()
    {
        Volatile.Write(ref _written, _written + 1);
        _changed.Set();
    }

    /// <summary>Says that no more hops will come.</summary>
    public void Complete()
    {
        Volatile.Write(ref _completed, true);
        _changed.Set();
    }

    /// <summary>The oldest hop; null where there is none within the time, or ever. Reader's thread.</summary>
    public Hop? TryBeginRead(TimeSpan timeout)
    {
        if (Volatile.Read(ref _written) == _read && !Volatile.Read(ref _completed)) _changed.WaitOne(timeout);
        return Volatile.Read(ref _written) == _read ? null : _hops[_read % _hops.Length];
    }

    /// <summary>Gives back the hop that <see cref="TryBeginRead"/> gave. Reader's thread.</summary>
    public void EndRead() => Volatile.Write(ref _read, _read + 1);

    /// <inheritdoc/>
    public void Dispose() => _changed.Dispose();
}
