namespace OnBoard.Sensors.Power;

/// <summary>
/// An instant at which a window begins or ends. Each rail reaches it when a sample from after it is in; the sample
/// after that one shows how much the power changed there.
/// </summary>
internal sealed class EnergyMark(long nanoseconds, int rails)
{
    private readonly RailTotals[] _totals = new RailTotals[rails];
    private readonly double[] _step = new double[rails];
    private readonly State[] _state = new State[rails];
    private int _open = rails;

    private enum State : byte
    {
        Before,
        Crossed,
        Settled,
        Lost,
    }

    /// <summary>The instant.</summary>
    public long Nanoseconds { get; } = nanoseconds;

    /// <summary>Set once every rail has reached the instant.</summary>
    public ManualResetEventSlim Complete { get; } = new(rails == 0);

    /// <summary>Whether a rail has reached the instant, or was given up.</summary>
    public bool IsClosed(int rail) => _state[rail] is State.Settled or State.Lost;

    /// <summary>Whether a rail was given up: it gave no fresh reading for long after the instant.</summary>
    public bool IsLost(int rail) => _state[rail] == State.Lost;

    /// <summary>The sums of a rail at the instant; of one that was given up, at that moment.</summary>
    public ref readonly RailTotals Totals(int rail) => ref _totals[rail];

    /// <summary>How much the power of a rail changed around the instant, in watts.</summary>
    public double Step(int rail) => _step[rail];

    /// <summary>A fresh sample that stands for the time from <paramref name="from"/> to <paramref
    /// name="to"/>.</summary>
    /// <returns>Whether the mark is complete.</returns>
    public bool Pass(int rail, in RailTotals before, long from, long to, double watts, double step)
    {
        if (_state[rail] == State.Before && to >= Nanoseconds)
        {
            double seconds = Math.Max(0, Nanoseconds - from) * 1e-9;
            _totals[rail] = before;
            _totals[rail].Seconds += seconds;
            _totals[rail].Joules += seconds * watts;
            _step[rail] = Math.Abs(step);
            _state[rail] = State.Crossed;
        }
        else if (_state[rail] == State.Crossed)
        {
            _step[rail] = Math.Max(Math.Abs(step), Math.Abs(_step[rail]));
            Close(rail, State.Settled);
        }

        return Complete.IsSet;
    }

    /// <summary>A reading that was no sample: a rail that has been silent for too long after the mark is lost to
    /// it.</summary>
    /// <returns>Whether the mark is complete.</returns>
    public bool Miss(int rail, in RailTotals totals, long now, long timeout)
    {
        if (now - Nanoseconds > timeout)
        {
            if (_state[rail] == State.Before)
            {
                _totals[rail] = totals;
                Close(rail, State.Lost);
            }
            else if (_state[rail] == State.Crossed) Close(rail, State.Settled);
        }

        return Complete.IsSet;
    }

    private void Close(int rail, State state)
    {
        _state[rail] = state;
        if (--_open == 0) Complete.Set();
    }
}
