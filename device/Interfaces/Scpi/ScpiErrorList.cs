namespace OnBoard.Device.Interfaces.Scpi;

/// <summary>
/// First in, first out; where it is full, the newest entry becomes <see cref="ScpiError.QueueOverflow"/> and the rest is
/// kept (SCPI-1999, volume 2, 21.8.1). Used by one thread.
/// </summary>
public sealed class ScpiErrorList
{
    /// <summary>Entries it holds.</summary>
    public const int Capacity = 32;

    private readonly Queue<ScpiError> _errors = new();

    /// <summary>Entries that wait.</summary>
    public int Count => _errors.Count;

    /// <summary>Takes an error.</summary>
    /// <returns>What went into the queue, where that is another one; else the error.</returns>
    public ScpiError Add(ScpiError error)
    {
        if (_errors.Count < Capacity - 1) _errors.Enqueue(error);
        else if (_errors.Count < Capacity) _errors.Enqueue(error = ScpiError.QueueOverflow);
        else error = ScpiError.QueueOverflow;
        return error;
    }

    /// <summary>The oldest, which leaves the queue; <see cref="ScpiError.None"/> where there is none.</summary>
    public ScpiError Take() => _errors.TryDequeue(out ScpiError error) ? error : ScpiError.None;

    /// <summary>Empties it.</summary>
    public void Clear() => _errors.Clear();
}
