using OnBoard.Drivers;

namespace OnBoard.Sensors.Media;

/// <summary>A track that is decoded while it plays, a little ahead, round after round, on a thread of its own.</summary>
/// <param name="slots">How many decoded pieces are held.</param>
/// <param name="create">Makes the room for one.</param>
internal abstract class StreamedTrack<T>(int slots, Func<T> create) : IDisposable
    where T : class
{
    private readonly CancellationTokenSource _closing = new();
    private Thread? _thread;

    /// <summary>What was decoded and not played yet.</summary>
    protected ReadAhead<T> Ahead { get; } = new(slots, create);

    /// <summary>Whether nobody plays it any more.</summary>
    protected bool IsClosing => _closing.IsCancellationRequested;

    /// <summary>Ends the decoder.</summary>
    protected CancellationToken Closing => _closing.Token;

    public void Close() => Dispose();

    public void Dispose()
    {
        if (IsClosing) return;
        _closing.Cancel();
        Ahead.Close();
        _thread?.Join();
        _closing.Dispose();
    }

    /// <summary>Begins to decode where that has not begun. The thread that plays.</summary>
    protected void Begin()
    {
        if (IsClosing || _thread is not null) return;
        _thread = NewThread(Decode);
        _thread.Start();
    }

    /// <summary>The thread, with its name.</summary>
    protected abstract Thread NewThread(ThreadStart decode);

    /// <summary>Decodes to the end of a round, or as far as it goes in one run of the decoder.</summary>
    protected abstract void DecodeOn();

    private void Decode()
    {
        try
        {
            while (!IsClosing) DecodeOn();
        }
        catch (OperationCanceledException)
        {
            // Closed.
        }
        catch (Exception error) when (error is OnBoardException or IOException)
        {
            Ahead.Fail(error);
        }
    }
}
