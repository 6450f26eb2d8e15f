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
    private long _wanted;
    private long _kept;
    private bool _closed;
    private Exception? _failure;

    /// <summary>How many the writer is behind what was asked for last; 0 where it is ahead.</summary>
    public long Behind
    {
        get
        {
            lock (_gate) return Math.Max(0, _wanted + 1 - _written);
        }
    }

    /// <summary>The slot to fill next; waits until there is one.</summary>
    /// <exception cref="OperationCanceledException">Nobody reads any more.</exception>
    public T Rent()
    {
        lock (_gate)
        {
            while (_written - _read >= _slots.Length && !_closed) Monitor.Wait(_gate);
            if (_closed) throw new OperationCanceledException();
            return _slots[_written % _slots.Length];
        }
    }

    /// <summary>Leaves out what is before a number, which is given next. What was given and not read is lost.</summary>
    public void SkipTo(long index)
    {
        lock (_gate)
        {
            // The slot that is being read stays: only its reader gives it back.
            if (index <= _written) return;
            _written = index;
            _kept = index;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Lets the writer end; readers get what is there, and nothing more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
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
                if (_failure is not null && !_closed) throw _failure;
                long left = limit - Environment.TickCount64;
                if (left <= 0 || _closed) return false;
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
                if (_failure is not null && !_closed) throw _failure;
                long left = limit - Environment.TickCount64;
                if (left <= 0 || _closed) return null;
                Monitor.Wait(_gate, (int)Math.Min(left, 1000));
            }
        }
    }

    /// <summary>
    /// The slot of a number, or where the writer is behind, the newest before it that was not read. It is the reader's until it asks
    /// again.
    /// </summary>
    /// <param name="from">The first that was not read.</param>
    /// <param name="index">The number.</param>
    /// <param name="timeout">How long to wait for any of them.</param>
    /// <returns>The slot and its number; null where none came in time.</returns>
    public (T Slot, long Index)? TakeNewest(long from, long index, TimeSpan timeout)
    {
        long limit = LimitOf(timeout);
        lock (_gate)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(index, _read);
            _wanted = index;
            while (true)
            {
                // Nothing that was left out will come.
                from = Math.Max(from, _kept);
                long newest = Math.Min(index, _written - 1);
                bool there = newest >= from;
                _read = there ? newest : Math.Max(_read, Math.Min(Math.Min(from, index), _written));
                Monitor.PulseAll(_gate);
                if (there) return (_slots[newest % _slots.Length], newest);
                if (_failure is not null && !_closed) throw _failure;
                long left = limit - Environment.TickCount64;
                if (left <= 0 || _closed) return null;
                Monitor.Wait(_gate, (int)Math.Min(left, 1000));
            }
        }
    }

    private static long LimitOf(TimeSpan timeout) =>
        timeout == Timeout.InfiniteTimeSpan ? long.MaxValue : Environment.TickCount64 + (long)timeout.TotalMilliseconds;
}
