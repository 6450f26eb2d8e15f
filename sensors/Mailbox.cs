namespace OnBoard.Sensors;

/// <summary>
/// Hands the latest value from one thread to another: three of them, of which the writer owns one, the reader one, and the
/// third is exchanged whole, so that nobody waits, nothing tears and nothing is allocated. A value that was not fetched in
/// time is replaced by the next. One writer, one reader.
/// </summary>
/// <typeparam name="T">A value that is filled again and again.</typeparam>
public sealed class Mailbox<T>
    where T : class, new()
{
    private const int Fresh = 4;

    private readonly T[] _letters = [new(), new(), new()];
    private int _writers;
    private int _between = 1;
    private int _readers = 2;

    /// <summary>The value to fill next; the writer's until <see cref="Post"/>.</summary>
    public T Draft => _letters[_writers];

    /// <summary>The value that was fetched last; the reader's until the next <see cref="TryFetch"/>.</summary>
    public T Latest => _letters[_readers];

    /// <summary>Puts <see cref="Draft"/> in place of what was not fetched; called by the writer.</summary>
    public void Post() => _writers = Interlocked.Exchange(ref _between, _writers | Fresh) & ~Fresh;

    /// <summary>Fetches what was posted since the last call into <see cref="Latest"/>; called by the reader.</summary>
    /// <returns>False where there is nothing new.</returns>
    public bool TryFetch()
    {
        if ((Volatile.Read(ref _between) & Fresh) == 0) return false;
        _readers = Interlocked.Exchange(ref _between, _readers) & ~Fresh;
        return true;
    }
}
