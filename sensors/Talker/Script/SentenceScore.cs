using OnBoard.Sensors.Talker.Traits;

namespace OnBoard.Sensors.Talker.Script;

/// <summary>
/// A sentence with the silence around it, laid out in time: what voice and face perform, each from its own copy. Filled
/// again for every sentence without allocating. Sample counts are at 16 kHz.
/// </summary>
public sealed class SentenceScore
{
    /// <summary>Samples per second.</summary>
    public const int SampleRate = 16_000;

    private const int MaxPhones = 64;
    private const ulong LayoutStream = 3;

    // A movement of the lips starts long before its sound and ends soon after it (Cohen and Massaro 1993).
    private const float Anticipation = 0.050f * SampleRate;
    private const float Carryover = 0.032f * SampleRate;
    private const int Reach = SampleRate * 3 / 10;

    // Shut lips are a contact, not an average: they close and part in their own time, whatever the neighbours want.
    private const float LipsClose = 0.075f * SampleRate;
    private const float LipsPart = 0.060f * SampleRate;
    private const float Press = 0.1f;

    private readonly SpokenPhone[] _phones = new SpokenPhone[MaxPhones];
    private readonly float[] _accentAt = new float[GridGrammar.Places];
    private readonly float[] _accentSize = new float[GridGrammar.Places];
    private readonly TalkerTraits _traits;
    private int _count;

    /// <param name="traits">Who speaks.</param>
    public SentenceScore(TalkerTraits traits) => _traits = traits;

    /// <summary>What is said.</summary>
    public GridSentence Sentence { get; private set; }

    /// <summary>The number of the sentence since the talker began.</summary>
    public long Index { get; private set; }

    /// <summary>First sample of the score, counted since the talker began.</summary>
    public long Start { get; private set; }

    /// <summary>Samples of the score, both silences included.</summary>
    public int Length { get; private set; }

    /// <summary>First sample of speech, counted from <see cref="Start"/>.</summary>
    public int SpeechStart { get; private set; }

    /// <summary>The sample after the last of speech, counted from <see cref="Start"/>.</summary>
    public int SpeechEnd { get; private set; }

    /// <summary>The phones in their order, silence first and last.</summary>
    public ReadOnlySpan<SpokenPhone> Phones => _phones.AsSpan(0, _count);

    /// <summary>Lays out <paramref name="sentence"/> as the talker's sentence number <paramref
    /// name="index"/>.</summary>
    /// <param name="sentence">What to say.</param>
    /// <param name="index">Its number; draws tempo, accents and pauses.</param>
    /// <param name="start">First sample of the score.</param>
    public void Lay(GridSentence sentence, long index, long start)
    {
        TalkerRandom random = TalkerRandom.Of(_traits.Seed, LayoutStream, index);
        Sentence = sentence;
        Index = index;
        Start = start;
        _count = 0;
        int at = 0;
        float shortest = _traits.MinPause / 2, longest = _traits.MaxPause / 2;
        AddPause(ref at, random.Between(shortest, longest));
        SpeechStart = at;
        float tempo = _traits.SpeakingRate * random.Between(0.94f, 1.06f);
        for (int place = 0; place < GridGrammar.Places; place++) AddWord(place, tempo, ref random, ref at);
        SpeechEnd = at;
        AddPause(ref at, random.Between(shortest, longest));
        Length = at;
    }

    /// <summary>
    /// Fundamental frequency in Hz: falls over the sentence, rises at the vowel of each word (Klatt 1980; Fujisaki's
    /// phrase and accent in their simplest form).
    /// </summary>
    /// <param name="sample">Counted from <see cref="Start"/>.</param>
    public float FundamentalAt(int sample)
    {
        float through = Math.Clamp((sample - SpeechStart) / (float)(SpeechEnd - SpeechStart), 0, 1);
        return _traits.FundamentalHertz * (1.10f - 0.22f * through + AccentAt(sample));
    }

    /// <summary>How much the voice is raised by accents, relative to the average fundamental; the head nods with
    /// it.</summary>
    /// <param name="sample">Counted from <see cref="Start"/>.</param>
    public float AccentAt(int sample)
    {
        float accent = 0;
        for (int place = 0; place < GridGrammar.Places; place++)
        {
            float distance = (sample - _accentAt[place]) / (0.14f * SampleRate);
            float bump = Math.Max(0, 1 - distance * distance);
            accent += _accentSize[place] * bump * bump;
        }

        return accent;
    }

    /// <summary>
    /// The visible state of the mouth: targets of all phones near by, each weighted by its dominance and its distance
    /// in
    /// time.
    /// </summary>
    /// <param name="sample">Counted from <see cref="Start"/>.</param>
    public Articulation ArticulationAt(int sample)
    {
        float opening = 0, spread = 0, rounding = 0, jaw = 0, teeth = 0, tongue = 0;
        float openingWeight = 0, shapeWeight = 0, jawWeight = 0, insideWeight = 0;
        float apart = 1;
        foreach (ref readonly SpokenPhone spoken in Phones)
        {
            if (spoken.End < sample - Reach) continue;
            if (spoken.Start > sample + Reach) break;
            float presence = spoken.Start > sample ? MathF.Exp((sample - spoken.Start) / Anticipation)
                : spoken.End <= sample ? MathF.Exp((spoken.End - 1 - sample) / Carryover)
                : 1;
            Articulation mouth = spoken.Phone.Mouth;
            Dominance dominance = spoken.Phone.Dominance;
            float size = spoken.Phone.IsVowel ? spoken.Stress : 1;
            float weight = presence * dominance.Opening;
            openingWeight += weight;
            opening += weight * mouth.Opening * size;
            weight = presence * dominance.Shape;
            shapeWeight += weight;
            spread += weight * mouth.Spread;
            rounding += weight * mouth.Rounding;
            weight = presence * dominance.Jaw;
            jawWeight += weight;
            jaw += weight * mouth.Jaw * size;
            weight = presence * dominance.Inside;
            insideWeight += weight;
            teeth += weight * mouth.Teeth;
            tongue += weight * mouth.Tongue;
            if (spoken.Phone.ShutsLips) apart = Math.Min(apart, Apart(sample, spoken));
        }

        return new Articulation(
            apart * opening / openingWeight - (1 - apart) * Press,
            spread / shapeWeight, rounding / shapeWeight, jaw / jawWeight,
            teeth / insideWeight, tongue / insideWeight);
    }

    private static float Apart(int sample, in SpokenPhone shut)
    {
        float away = sample < shut.Start ? (shut.Start - sample) / LipsClose
            : sample >= shut.End ? (sample - shut.End + 1) / LipsPart
            : 0;
        float x = Math.Min(1, away);
        return x * x * (3 - 2 * x);
    }

    private void AddPause(ref int at, float seconds)
    {
        int length = (int)(seconds * SampleRate);
        _phones[_count++] =
            new SpokenPhone(Phoneme.Silence, PhonemeTable.Of(Phoneme.Silence)[0], at, length, -1, 0);
        at += length;
    }

    private void AddWord(int place, float tempo, ref TalkerRandom random, ref int at)
    {
        // Letter and digit carry the message, the preposition does not; the last word is drawn out.
        float weight = place switch { 2 => 0.85f, 3 or 4 => 1.12f, _ => 1 };
        float stress = weight * (1 + 0.1f * _traits.Liveliness * random.Signed());
        float slow = (place == 3 ? 1.15f : place == GridGrammar.Places - 1 ? 1.25f : 1) / tempo;
        _accentSize[place] = 0.11f * _traits.Liveliness * (stress - 0.35f);
        bool accented = false;
        foreach (Phoneme phoneme in GridGrammar.Pronunciation(place, Sentence[place]))
        {
            float stretch = slow * random.Between(0.9f, 1.1f);
            float loud = phoneme == Phoneme.AX ? 0.8f * stress : stress;
            foreach (Phone phone in PhonemeTable.Of(phoneme))
            {
                // Bursts are ballistic: they do not stretch.
                int length = (int)(phone.Milliseconds * (SampleRate / 1000) * (phone.Milliseconds < 20 ? 1 : stretch));
                if (phone.IsVowel && !accented && phoneme != Phoneme.AX)
                {
                    _accentAt[place] = at + length / 2f;
                    accented = true;
                }

                _phones[_count++] = new SpokenPhone(phoneme, phone, at, length, place, loud);
                at += length;
            }
        }
    }
}
