namespace OnBoard.Device.Enhancement.Learning;

/// <summary>What makes speech clear, however it was found: it stands far over the rests beside it and falls back between its sounds.</summary>
internal static class ClearSpeech
{
    /// <summary>How much clear speech stands over the rests around it.</summary>
    public const double MinDecibels = 15;

    /// <summary>Mean square below which there is nothing to learn from: -60 dB of full scale.</summary>
    public const float Silence = 1e-6f;

    /// <summary>Hops that a stretch of it has at the least.</summary>
    public const int MinHops = 50;

    // How much its quietest tenth lies below its mean. Who speaks densely never falls back by more.
    private const double MinDipDecibels = 9;

    /// <summary>Whether what was said then is clear; where it is not, why is counted.</summary>
    /// <param name="past">What was heard.</param>
    /// <param name="from">First hop of the speech.</param>
    /// <param name="end">The hop after its last.</param>
    /// <param name="energy">Its mean energy.</param>
    /// <param name="rest">Mean energy of the louder of the rests beside it.</param>
    /// <param name="findings">Counts why not, and remembers the clearest.</param>
    public static bool Is(HeardPast past, long from, long end, float energy, float rest, StretchFindings findings)
    {
        if (energy < Silence)
        {
            findings.TooFaint++;
            return false;
        }

        double decibels = HeardPast.Decibels(energy / rest);
        if (!(decibels <= findings.BestClearDecibels)) findings.BestClearDecibels = decibels;
        if (decibels < MinDecibels)
        {
            findings.NotClear++;
            return false;
        }

        if (past.Dip(from, end, energy) >= MinDipDecibels) return true;
        findings.NoDips++;
        return false;
    }
}
