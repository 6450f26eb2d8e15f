namespace OnBoard.Device.Enhancement.Learning;

/// <summary>Counts of what a finder found and of why it let the rest go, so that nothing found can be explained.</summary>
internal sealed class StretchFindings
{
    /// <summary>Hops of sound that were heard.</summary>
    public long Heard { get; set; }

    /// <summary>Of them, those of which it is unknown whether the lips rested or moved.</summary>
    public long Undetermined { get; set; }

    /// <summary>Of them, those with lips that moved; by ear, those that stood out.</summary>
    public long Moving { get; set; }

    /// <summary>Stretches of speech that were kept.</summary>
    public int Kept { get; set; }

    /// <summary>Speech that was shorter than half a second.</summary>
    public int TooShort { get; set; }

    /// <summary>Speech that did not end in time.</summary>
    public int TooLong { get; set; }

    /// <summary>Speech without a rest before it to compare with.</summary>
    public int NoRest { get; set; }

    /// <summary>Speech below the level of silence.</summary>
    public int TooFaint { get; set; }

    /// <summary>Speech that did not stand clear of the rests around it.</summary>
    public int NotClear { get; set; }

    /// <summary>Speech that never fell back between sounds, as undisturbed speech does.</summary>
    public int NoDips { get; set; }

    /// <summary>By ear: sound that repeats itself too little to be a voice.</summary>
    public int NotVoiced { get; set; }

    /// <summary>The most that speech stood over its rests, dB; not a number before the first.</summary>
    public double BestClearDecibels { get; set; } = double.NaN;

    /// <summary>Why nothing was kept, or how much was, as a clause.</summary>
    public string Explain()
    {
        if (Kept > 0) return $"{Kept} stretches of clear speech were kept";
        if (Heard == 0) return "nothing was heard";
        if (Undetermined > 0.9 * Heard)
            return "it is unknown whether the lips rested or moved: no mouth was found, or it never moves enough more than it rests";
        if (Moving < 0.02 * Heard) return "the lips hardly moved";
        (int Count, string Text)[] reasons =
        [
            (NoRest, "there was no rest before it that is long enough to compare with"),
            (NotClear, FormattableString.Invariant(
                $"it stood at most {BestClearDecibels:0.0} dB over the rests around it where {ClearSpeech.MinDecibels:0} dB are needed: the noise never went away, or the recording has noise of its own")),
            (NoDips, "it never fell back between sounds: noise fills its gaps"),
            (TooShort, "it was shorter than half a second"),
            (TooLong, "it went on for longer than four seconds without a rest of the voice and of the noise"),
            (TooFaint, "it was fainter than -60 dB of full scale"),
            (NotVoiced, "it repeats itself too little to be a voice"),
        ];
        (int count, string text) = reasons.MaxBy(reason => reason.Count);
        return count == 0 ? "no speech was found between two rests" : $"of {reasons.Sum(reason => reason.Count)} candidates {count} were let go because {text}";
    }
    /// <summary>Why there is too little to learn from, as a clause.</summary>
    /// <param name="noiseSeconds">How much of the room's noise was kept.</param>
    public string ExplainTooLittle(double noiseSeconds) => Kept > 0
        ? FormattableString.Invariant($"there was too little to train and to validate: {Explain()}, and {noiseSeconds:0.0} s of noise")
        : $"no clear speech was found: {Explain()}";
}
