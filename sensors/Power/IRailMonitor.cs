using OnBoard.Sensors.Boards;

namespace OnBoard.Sensors.Power;

/// <summary>The rails of a board while somebody watches them, whatever their provenance. Any thread may ask.</summary>
public interface IRailMonitor : IDisposable
{
    /// <summary>The board.</summary>
    BoardDescription Board { get; }

    /// <summary>"measured" or "modelled".</summary>
    string Provenance { get; }

    /// <summary>Nanoseconds from sweep to sweep.</summary>
    long PeriodNanoseconds { get; }

    /// <summary>What made sampling end before it was stopped; null while all is well.</summary>
    Exception? Failure { get; }

    /// <summary>The latest figures. Costs some kilobytes: for a few times a second.</summary>
    RailsSnapshot Latest();

    /// <summary>Begins a window now.</summary>
    IEnergyWindow Begin(string name);

    /// <summary>For a while, sweeps as fast as every reading can be fresh.</summary>
    void Burst(TimeSpan duration);
}
