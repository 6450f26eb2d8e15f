namespace OnBoard.Device.Service.Pipeline;

/// <summary>What is not as it should be, in plain words, by the part that says so. Any thread; rarely used.</summary>
public sealed class Conditions
{
    private readonly Lock _lock = new();
    private const int KeptEvents = 20;

    private readonly SortedDictionary<string, Fault> _current = new(StringComparer.Ordinal);
    private readonly Queue<ConditionEvent> _news = new();
    private readonly Queue<ConditionEvent> _events = new();

    /// <summary>Reports what happens, at once and on the thread it happens on: which part, what, whether it is a fault.</summary>
    public event Action<string, string, bool>? Reported;

    /// <summary>What is wrong now.</summary>
    public string[] Current
    {
        get
        {
            lock (_lock) return [.. _current.Values.Select(condition => condition.State)];
        }
    }

    /// <summary>What is wrong now, with the whole story.</summary>
    public Fault[] Faults
    {
        get
        {
            lock (_lock) return [.. _current.Values];
        }
    }

    /// <summary>What was reported last, oldest first.</summary>
    public ConditionEvent[] Events
    {
        get
        {
            lock (_lock) return [.. _events];
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
            DateTimeOffset since = _current.TryGetValue(part, out Fault? before) ? before.Since : DateTimeOffset.Now;
            _current[part] = new Fault(part, state, message, since);
            Report(message, isFault: true);
        }

        Reported?.Invoke(part, message, true);
    }

    /// <summary>Something happened that is neither wrong nor mended.</summary>
    public void Report(string message)
    {
        lock (_lock) Report(message, isFault: false);
        Reported?.Invoke("service", message, false);
    }

    /// <summary>A part is well again.</summary>
    public void Clear(string part, string message)
    {
        lock (_lock)
        {
            if (!_current.Remove(part)) return;
            Report(message, isFault: false);
        }

        Reported?.Invoke(part, message, false);
    }

    /// <summary>The next message that was not yet reported.</summary>
    public bool TryTakeNews(out string message)
    {
        bool isThere = TryTakeNews(out ConditionEvent news);
        message = isThere ? news.Message : "";
        return isThere;
    }

    /// <summary>What happened next and was not yet reported.</summary>
    public bool TryTakeNews(out ConditionEvent news)
    {
        lock (_lock) return _news.TryDequeue(out news!);
    }

    private void Report(string message, bool isFault)
    {
        ConditionEvent news = new(DateTimeOffset.Now, message, isFault);
        _news.Enqueue(news);
        _events.Enqueue(news);
        if (_events.Count > KeptEvents) _events.Dequeue();
    }
}

/// <summary>One thing that is wrong.</summary>
/// <param name="Part">Which part says so.</param>
/// <param name="State">A few words.</param>
/// <param name="Message">The whole story.</param>
/// <param name="Since">Since when.</param>
public sealed record Fault(string Part, string State, string Message, DateTimeOffset Since);

/// <summary>Something that was reported.</summary>
/// <param name="Time">When.</param>
/// <param name="Message">What.</param>
/// <param name="IsFault">Whether something went wrong, not well again.</param>
public sealed record ConditionEvent(DateTimeOffset Time, string Message, bool IsFault);
