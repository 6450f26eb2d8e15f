using OnBoard.Device.Service.Pipeline;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Service.Devices;

/// <summary>
/// The rails beside the live pipeline: a thread of its own samples them, and whoever shows the status asks for the latest
/// figures. The hop thread knows nothing of it.
/// </summary>
public sealed class LivePower : IDisposable
{
    private const double MaxSilence = 1;
    private const long MinWindow = 500_000_000;
    private const long RecoveryPause = 30_000_000_000;

    private readonly Lock _reading = new();
    private readonly Func<long> _inferences;
    private readonly Conditions _conditions;
    private readonly PowerBusRecovery? _recovery;
    private long _nextRecovery = long.MinValue;
    private int _silentRails, _doubtedRails;
    private IEnergyWindow? _ended;
    private long _endedInferences;
    private IEnergyWindow _current;
    private long _begun;
    private long _nextWindow;
    private WindowEnergy? _perInference;

    /// <param name="monitor">The rails; taken over.</param>
    /// <param name="inferences">How many inferences there were so far.</param>
    /// <param name="conditions">Where to complain about rails that cannot be read.</param>
    /// <param name="recovery">Brings the bus back when all rails are silent; null where nothing can.</param>
    public LivePower(
        IRailMonitor monitor, Func<long> inferences, Conditions conditions, PowerBusRecovery? recovery = null)
    {
        _recovery = recovery;
        Monitor = monitor;
        _conditions = conditions;
        _inferences = inferences;
        try
        {
            _begun = inferences();
            _current = monitor.Begin("hops");
        }
        catch
        {
            monitor.Dispose();
            throw;
        }
    }

    /// <summary>The rails, for windows of one's own.</summary>
    public IRailMonitor Monitor { get; }

    /// <summary>
    /// The latest figures of the rails, and the energy of one inference. Any thread but that of the hop. Called once a second or
    /// so, it begins the next window of inferences; sooner it gives the same energy again.
    /// </summary>
    /// <returns>
    /// The rails; and the energy of one inference of the window before the last: the rails have been read past its end by then.
    /// All that flows meanwhile is in it, idling and capture too; what the network alone costs is a difference, which
    /// <c>onboard energy</c> takes. Of the rails, or of the board input where no others are read; null until the first second is over.
    /// </returns>
    public (RailsSnapshot Rails, WindowEnergy? PerInference) Read()
    {
        lock (_reading)
        {
            RailsSnapshot rails = Monitor.Latest();
            if (rails.Nanoseconds >= _nextWindow)
            {
                _nextWindow = rails.Nanoseconds + MinWindow;
                TurnWindow();
                Complain(rails);
            }

            return (rails, _perInference);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Monitor.Dispose();

    private void TurnWindow()
    {
        _perInference = _ended is null ? null : EnergyOf(_ended.Figures(TimeSpan.Zero), _endedInferences);
        long inferences = _inferences();
        _current.End();
        _ended = _current;
        _endedInferences = inferences - _begun;
        _begun = inferences;
        _current = Monitor.Begin("hops");
    }

    private void Complain(RailsSnapshot rails)
    {
        ComplainOfVoltages(rails);
        RailFigures[] silent = Monitor.Failure is null
            ? [.. rails.Rails.Where(rail => IsSilent(rail))]
            : [.. rails.Rails];
        if (silent.Length > 0 && silent.Length == rails.Rails.Count) Recover(rails.Nanoseconds);
        if (silent.Length == _silentRails) return;
        _silentRails = silent.Length;
        if (silent.Length == 0)
        {
            _conditions.Clear("rails", "all rails are read again");
            return;
        }

        _conditions.Raise(
            "rails", $"{silent.Length} of {rails.Rails.Count} rails not read",
            $"rail {silent[0].Name} is not read: {Monitor.Failure?.Message ?? silent[0].Fault}");
    }

    private void ComplainOfVoltages(RailsSnapshot rails)
    {
        RailFigures[] doubted = [.. rails.Rails.Where(rail => rail.Doubt is not null)];
        if (doubted.Length == _doubtedRails) return;
        _doubtedRails = doubted.Length;
        if (doubted.Length == 0)
        {
            _conditions.Clear("rail voltages", "all rails are at their nominal voltages again");
            return;
        }

        _conditions.Raise(
            "rail voltages", $"{doubted.Length} of {rails.Rails.Count} rails off their voltage",
            $"rail {doubted[0].Name} {doubted[0].Doubt}: its power is not called {rails.Provenance}; `onboard check` describes each");
    }

    // A rail that opened and was not read yet is none.
    private static bool IsSilent(RailFigures rail) =>
        rail.Fault is not null && rail.AgeSeconds > MaxSilence && (rail.Missing > 0 || rail.Sensor.Length == 0);

    // At most once in a while: a bus that stays silent after a reset is a matter for people.
    private void Recover(long now)
    {
        if (_recovery is null || now < _nextRecovery) return;
        _nextRecovery = now + RecoveryPause;
        foreach (string done in _recovery.Recover()) _conditions.Report($"power bus: {done}");
    }

    private static WindowEnergy? EnergyOf(WindowFigures window, long inferences)
    {
        if (inferences <= 0) return null;

        // Where both are there, the rails: the board input holds the losses of the converters too.
        return window.RailTotal?.Per(inferences)
            ?? (window.Domains.Count > 0 ? window.Domains[0].Per(inferences) with { Name = "board input" } : null);
    }
}
