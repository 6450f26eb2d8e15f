using OnBoard.Drivers;

namespace OnBoard.Sensors.Talker.Traits;

/// <summary>What distinguishes one synthetic talker's voice and manner from another's.</summary>
public sealed record TalkerTraits
{
    private const ulong Stream = 1;

    /// <summary>Takes the options and draws the rest from their seed.</summary>
    /// <exception cref="BadInputException">An option is out of its range.</exception>
    public TalkerTraits(TalkerOptions options)
    {
        Check(options.FundamentalHertz, 80, 250, nameof(options.FundamentalHertz));
        Check(options.TractScale, 0.85f, 1.25f, nameof(options.TractScale));
        Check(options.SpeakingRate, 0.7f, 1.5f, nameof(options.SpeakingRate));
        Check(options.LevelDecibels, -60, -14, nameof(options.LevelDecibels));
        Check(options.MinPause, 0.4f, 10, nameof(options.MinPause));
        Check(options.MaxPause, options.MinPause, 10, nameof(options.MaxPause));

        TalkerRandom random = TalkerRandom.Of(options.Seed, Stream);
        float high = random.Unit();
        float size = random.Signed();
        float pace = random.Signed();
        Seed = options.Seed;
        FundamentalHertz = options.FundamentalHertz ?? 85f * MathF.Pow(240f / 85f, high);
        // Voices with a high fundamental mostly come from short tracts; the rest is the person.
        TractScale = options.TractScale ?? 0.96f + 0.19f * high + 0.04f * size;
        SpeakingRate = options.SpeakingRate ?? 1 + 0.15f * pace;
        Level = MathF.Pow(10, options.LevelDecibels / 20);
        MinPause = options.MinPause;
        MaxPause = options.MaxPause;
        OpenQuotient = random.Between(0.52f, 0.68f);
        Jitter = random.Between(0.004f, 0.01f);
        Shimmer = random.Between(0.02f, 0.05f);
        Breathiness = random.Between(0.6f, 1.8f);
        Liveliness = random.Between(0.7f, 1.3f);
    }

    /// <summary>The seed of everything else.</summary>
    public int Seed { get; }

    /// <summary>Average fundamental frequency, Hz.</summary>
    public float FundamentalHertz { get; }

    /// <summary>Factor on all formants.</summary>
    public float TractScale { get; }

    /// <summary>Factor on the tempo.</summary>
    public float SpeakingRate { get; }

    /// <summary>RMS of the voice while it speaks, 1 is full scale.</summary>
    public float Level { get; }

    /// <summary>Shortest silence between sentences, seconds.</summary>
    public float MinPause { get; }

    /// <summary>Longest silence between sentences, seconds.</summary>
    public float MaxPause { get; }

    /// <summary>Part of a glottal period in which the glottis is open.</summary>
    public float OpenQuotient { get; }

    /// <summary>Relative change of length from one glottal period to the next.</summary>
    public float Jitter { get; }

    /// <summary>Relative change of strength from one glottal pulse to the next.</summary>
    public float Shimmer { get; }

    /// <summary>Factor on the breath in the voice.</summary>
    public float Breathiness { get; }

    /// <summary>Factor on accents, head motion and articulation.</summary>
    public float Liveliness { get; }

    private static void Check(float? value, float low, float high, string option)
    {
        if (value is { } given && !(given >= low && given <= high))
        {
            throw new BadInputException(
                $"talker option {option}", $"{given} is out of range", $"choose a value from {low} to {high}");
        }
    }
}
