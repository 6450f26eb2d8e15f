namespace OnBoard.Sensors.Talker;

/// <summary>Delivers at once, for training and tests; capture times still run as in real time, from a given
/// origin.</summary>
/// <param name="origin">When the first sample is said to be taken.</param>
public sealed class Unpaced(long origin = 0) : IPace
{
    /// <inheritdoc/>
    public long Origin => origin;

    /// <inheritdoc/>
    public long Now => origin;

    /// <inheritdoc/>
    public bool WaitUntil(long moment, TimeSpan timeout) => true;
}
