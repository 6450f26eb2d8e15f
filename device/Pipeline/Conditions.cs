namespace OnBoard.Device.Pipeline;

/// <summary>What is not as it should be, in plain words, by the part that says so. Any thread; rarely used.</summary>
public sealed class Conditions
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, string> _current = new(StringComparer.Ordinal);
    private readonly Queue<string> _news = new();

    /// <summary>Told what happens, at once and on the thread it happens on: which part, what, whether it is a fault.</summary>
    public event Action<string, string, bool>? Told;

    /// <summary>What is wrong now.</summary>
    public string[] Current
    {
        get
        {
            lock (_lock) return [.. _current.Values];
        }
    }

    /// <summary>A part says what is wrong with it.</summary>
    /// <param name="part">Which part: <c>camera</c>, <c>microphone</c>.</param>
    /// <param name="state">A few words for the status: "camera lost".</param>
    /// <param name="message">The whole story.</param>
    public void Raise(string part, string state, string message)
    {
        lock (_lock)
        {
            _current[part] = state;
            _news.Enqueue(message);
        }

        Told?.Invoke(part, message, true);
    }

    /// <summary>Something happened that is neither wrong nor mended.</summary>
    public void Tell(string message)
    {
        lock (_lock) _news.Enqueue(message);
        Told?.Invoke("service", message, false);
    }

    /// <summary>A part is well again.</summary>
    public void Clear(string part, string message)
    {
        lock (_lock)
        {
            if (!_current.Remove(part)) return;
            _news.Enqueue(message);
        }

        Told?.Invoke(part, message, false);
    }

    /// <summary>The next message that was not yet told.</summary>
    public bool TryTakeNews(out string message)
    {
        lock (_lock) return _news.TryDequeue(out message!);
    }
}
