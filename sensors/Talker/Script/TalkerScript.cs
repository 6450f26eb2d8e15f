using OnBoard.Sensors.Talker.Traits;

namespace OnBoard.Sensors.Talker.Script;

/// <summary>
/// The endless text of a talker, read sentence by sentence. Sentence and timing are pure functions of the talker's
/// seed and
/// the sentence's number, so that voice and face each hold a script of their own, share nothing and stay together
/// to the sample. Used by one thread.
/// </summary>
public sealed class TalkerScript
{
    private const ulong TextStream = 2;
    private readonly int _seed;

    /// <summary>Opens the script at its first sentence.</summary>
    /// <param name="traits">Whose script.</param>
    public TalkerScript(TalkerTraits traits)
    {
        _seed = traits.Seed;
        Current = new SentenceScore(traits);
        Current.Lay(SentenceAt(0), 0, 0);
    }

    /// <summary>The sentence that is open.</summary>
    public SentenceScore Current { get; }

    /// <summary>Turns to the next sentence.</summary>
    public void Next() => Current.Lay(SentenceAt(Current.Index + 1), Current.Index + 1, Current.Start + Current.Length);

    /// <summary>Turns forward to the sentence in which <paramref name="sample"/> lies.</summary>
    /// <param name="sample">Counted since the talker began; not before the open sentence.</param>
    public void MoveTo(long sample)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sample, Current.Start);
        while (sample >= Current.Start + Current.Length) Next();
    }

    private GridSentence SentenceAt(long index)
    {
        TalkerRandom random = TalkerRandom.Of(_seed, TextStream, index);
        return new GridSentence(
            random.Below(GridGrammar.Choices(0)), random.Below(GridGrammar.Choices(1)),
            random.Below(GridGrammar.Choices(2)), random.Below(GridGrammar.Choices(3)),
            random.Below(GridGrammar.Choices(4)), random.Below(GridGrammar.Choices(5)));
    }
}
