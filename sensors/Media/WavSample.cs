namespace OnBoard.Sensors.Media;

/// <summary>How a WAV file stores a sample.</summary>
public enum WavSample
{
    /// <summary>16-bit integers, which every player knows.</summary>
    Pcm16,

    /// <summary>IEEE single precision: what was written comes back bit by bit.</summary>
    Ieee32,
}
