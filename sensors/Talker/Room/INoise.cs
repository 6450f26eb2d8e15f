namespace OnBoard.Sensors.Talker.Room;

/// <summary>An endless noise, mono at 16 kHz, of any level. Used by one thread; allocates nothing while it
/// runs.</summary>
public interface INoise
{
    /// <summary>The next samples.</summary>
    void Read(Span<float> samples);
}
