namespace OnBoard.Device.Service.Devices;

/// <summary>The energy windows that somebody opened lately, for those who watch the rails. Any thread; never waits long.</summary>
public sealed class WindowLog
{
    /// <summary>Windows kept.</summary>
    public const int Capacity = 32;

    private readonly Lock _gate = new();
    private readonly List<WindowEntry> _entries = [];
    private long _begun;

    /// <summary>The last windows, oldest first.</summary>
    public IReadOnlyList<WindowEntry> Latest
    {
        get
        {
            lock (_gate) return [.. _entries];
        }
    }

    /// <summary>A window begins now.</summary>
    /// <returns>Its number, to end it by.</returns>
    public long Begin(string name)
    {
        lock (_gate)
        {
            if (_entries.Count == Capacity) _entries.RemoveAt(0);
            _entries.Add(new WindowEntry(++_begun, name, DateTimeOffset.Now, null));
            return _begun;
        }
    }

    /// <summary>A window ends now.</summary>
    public void End(long number)
    {
        lock (_gate)
        {
            int at = _entries.FindIndex(entry => entry.Number == number);
            if (at >= 0) _entries[at] = _entries[at] with { Ended = DateTimeOffset.Now };
        }
    }
}

/// <summary>An energy window in time.</summary>
/// <param name="Number">Counts the windows from 1.</param>
/// <param name="Name">What whoever opened it calls it.</param>
/// <param name="Begun">When it began.</param>
/// <param name="Ended">When it ended; null while it is open.</param>
public sealed record WindowEntry(long Number, string Name, DateTimeOffset Begun, DateTimeOffset? Ended);
