namespace OnBoard.Sensors.Media;

/// <summary>
/// What a decoder gives, a little ahead of whoever reads it: one thread fills slots, another takes them in order and may leave some
/// out. Nothing is allocated while it runs.
/// </summary>
/// <param name="slots">How many.</param>
/// <param name="create">Makes one.</param>
internal sealed class ReadAhead<T>(int slots, Func<T> create)
    where T : class
{
    private readonly object _gate = new();
    private readonly T[] _slots = [.. Enumerable.Range(0, slots).Select(_ => create())];
    private long _written;
    private long _read;
    private Exception? _failure;

    /// <summary>The slot to fill next; waits until there is one.</summary>
    public T Rent()
    {
        lock (_gate)
        {
            while (_written - _read == _slots.Length) Monitor.Wait(_gate);
            return _slots[_written % _slots.Length];
        }
    }

    /// <summary>Gives the rented slot on.</summary>
    public void Commit()
    {
        lock (_gate)
        {
            _written++;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Lets the reader fail as the decoder did.</summary>
    public void Fail(Exception failure)
    {
        lock (_gate)
        {
            _failure = failure;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits for a slot without giving any back; it is to be less than all slots after the one that is held.</summary>
    public bool Wait(long index, TimeSpan timeout)
    {
        long limit = LimitOf(timeout);
        lock (_gate)
        {
            while (_written <= index)
            {
                if (_failure is not null) throw _failure;
                long left = limit - Environment.TickCount64;
                if (left <= 0) return false;
                Monitor.Wait(_gate, (int)Math.Min(left, 1000));
            }

            return true;
        }
    }

    /// <summary>The slot of a number, counted from 0; those before are given back. It is the reader's until it asks for a later one.</summary>
    /// <returns>Null where it did not come in time.</returns>
    public T? Take(long index, TimeSpan timeout)
    {
        long limit = LimitOf(timeout);
        lock (_gate)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(index, _read);
            while (true)
            {
                if (_read < index && _read < _written)
                {
                    _read = Math.Min(index, _written);
                    Monitor.PulseAll(_gate);
                }

                if (_written > index) return _slots[index % _slots.Length];
                if (_failure is not null) throw _failure;
                long left = limit - Environment.TickCount64;
                if (left <= 0) return null;
                Monitor.Wait(_gate, (int)Math.Min(left, 1000));
            }
        }
    }

    private static long LimitOf(TimeSpan timeout) =>
        timeout == Timeout.InfiniteTimeSpan ? long.MaxValue : Environment.TickCount64 + (long)timeout.TotalMilliseconds;
}
