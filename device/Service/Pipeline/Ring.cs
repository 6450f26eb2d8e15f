namespace OnBoard.Device.Service.Pipeline;

/// <summary>
/// Things from one thread to another: preallocated, one writer, one reader, no lock. The writer never waits: where the ring
/// is full what it has is lost and counted.
/// </summary>
/// <typeparam name="T">Made once, filled again and again.</typeparam>
internal class Ring<T> : IDisposable
    where T : class, new()
{
    private readonly T[] _items;
    private readonly AutoResetEvent _changed = new(initialState: false);
    private long _written;
    private long _read;
    private long _lost;
    private bool _completed;

    /// <param name="capacity">How many the reader may be behind.</param>
    public Ring(int capacity) => _items = [.. Enumerable.Range(0, capacity).Select(_ => new T())];

    /// <summary>How many found the ring full.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>Share of the ring that waits to be read, 0..1.</summary>
    public double Fill => (double)(Volatile.Read(ref _written) - Volatile.Read(ref _read)) / _items.Length;

    /// <summary>Whether nothing is left and nothing will come.</summary>
    public bool IsOver => Volatile.Read(ref _completed) && Volatile.Read(ref _written) == Volatile.Read(ref _read);

    /// <summary>The one to fill next; null, and counted, where the ring is full. Writer's thread.</summary>
    public T? TryBeginWrite()
    {
        if (_written - Volatile.Read(ref _read) < _items.Length) return _items[_written % _items.Length];
        Volatile.Write(ref _lost, _lost + 1);
        return null;
    }

    /// <summary>Hands over what <see cref="TryBeginWrite"/> gave. Writer's thread.</summary>
    public void EndWrite()
    {
        Volatile.Write(ref _written, _written + 1);
        _changed.Set();
    }

    /// <summary>Says that no more will come.</summary>
    public void Complete()
    {
        Volatile.Write(ref _completed, true);
        _changed.Set();
    }

    /// <summary>The oldest; null where there is none within the time, or ever. Reader's thread.</summary>
    public T? TryBeginRead(TimeSpan timeout)
    {
        if (Volatile.Read(ref _written) == _read && !Volatile.Read(ref _completed)) _changed.WaitOne(timeout);
        return Volatile.Read(ref _written) == _read ? null : _items[_read % _items.Length];
    }

    /// <summary>Gives back what <see cref="TryBeginRead"/> gave. Reader's thread.</summary>
    public void EndRead() => Volatile.Write(ref _read, _read + 1);

    /// <inheritdoc/>
    public void Dispose() => _changed.Dispose();
}
