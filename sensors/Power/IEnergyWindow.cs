namespace OnBoard.Sensors.Power;

/// <summary>A named stretch of time whose energy is asked for, of rails of whatever provenance.</summary>
public interface IEnergyWindow
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>Ends the window; a second call changes nothing.</summary>
    void End();

    /// <summary>What the window used.</summary>
    /// <param name="patience">How long to wait for the rails to be read past the end; what is late is
    /// unresolved.</param>
    /// <exception cref="InvalidOperationException">The window has not ended.</exception>
    EnergyFigures Figures(TimeSpan patience);
}
