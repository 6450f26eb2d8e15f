namespace OnBoard.Sensors.Talker.Traits;

/// <summary>What one may choose of a synthetic talker; everything left open follows from the seed.</summary>
public sealed record TalkerOptions
{
    /// <summary>The person: same seed, same voice, face and sentences.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Average fundamental frequency in Hz, 80..250; null leaves it to the seed.</summary>
    public float? FundamentalHertz { get; init; }

    /// <summary>Factor on all formants, 0.85..1.25 (1: a man's tract of 17.5 cm); null leaves it to the seed.</summary>
    public float? TractScale { get; init; }

    /// <summary>Factor on the tempo, 0.7..1.5; null leaves it to the seed.</summary>
    public float? SpeakingRate { get; init; }

    /// <summary>RMS of the voice while it speaks, dB against full scale.</summary>
    public float LevelDecibels { get; init; } = -26;

    /// <summary>Shortest silence between two sentences, seconds, at least 0.4.</summary>
    public float MinPause { get; init; } = 0.6f;

    /// <summary>Longest silence between two sentences, seconds.</summary>
    public float MaxPause { get; init; } = 1.5f;
}
