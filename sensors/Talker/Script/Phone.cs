using System.Numerics;

namespace OnBoard.Sensors.Talker.Script;

/// <summary>
/// A stationary piece of a phoneme: a vowel is one, a diphthong two, an aspirated plosive three (closure, burst,
/// aspiration). Holds what the voice aims at and what the mouth aims at. Formants are those of an adult male tract of
/// 17.5 cm; the talker scales them.
/// </summary>
public sealed record Phone
{
    /// <summary>Usual length at speaking rate 1.</summary>
    public required float Milliseconds { get; init; }

    /// <summary>F1..F4 in Hz; null where the piece borrows those of the next one (burst and aspiration).</summary>
    public Vector4? Formants { get; init; }

    /// <summary>Bandwidths of F1..F4 in Hz.</summary>
    public Vector4 Bandwidths { get; init; } = new(60, 90, 140, 220);

    /// <summary>Amplitude of the glottal pulses; 1 is a vowel.</summary>
    public float Voicing { get; init; }

    /// <summary>Amplitude of breath noise through the whole tract, RMS against a vowel.</summary>
    public float Aspiration { get; init; }

    /// <summary>Amplitude of noise made at a constriction, RMS against a vowel.</summary>
    public float Frication { get; init; }

    /// <summary>Spectrum of that noise; null where there is none.</summary>
    public FricationSpectrum? Spectrum { get; init; }

    /// <summary>Corner of the low-pass over the pulses, Hz: a voice bar behind closed lips is dull.</summary>
    public float TiltHertz { get; init; } = 3500;

    /// <summary>Frequency of the antiformant that the mouth adds behind a nasal, Hz; 0 for none.</summary>
    public float AntiformantHertz { get; init; }

    /// <summary>What the mouth aims at.</summary>
    public required Articulation Mouth { get; init; }

    /// <summary>How strongly it does.</summary>
    public required Dominance Dominance { get; init; }

    /// <summary>True for the syllable's core, which carries accent, stress and lengthening.</summary>
    public bool IsVowel { get; init; }

    /// <summary>True where the lips are shut: "p", "b", "m" up to their release.</summary>
    public bool ShutsLips { get; init; }
}

/// <summary>The phonemes of the GRID vocabulary in British pronunciation, named as in ARPAbet.</summary>
public enum Phoneme
{
    Silence,
    IY, IH, EH, AE, AH, AA, AO, UW, AX,
    AY, EY, OW, AW,
    R, L, W, Y,
    M, N,
    F, V, TH, DH, S, Z,
    CH, JH,
    P, B, T, D, K, G,
}

/// <summary>A phone at its place in time.</summary>
/// <param name="Phoneme">The phoneme it is a piece of.</param>
/// <param name="Phone">Its targets.</param>
/// <param name="Start">First sample, counted from the start of the sentence's score.</param>
/// <param name="Length">Samples.</param>
/// <param name="Word">Place of its word in the sentence; -1 in a pause.</param>
/// <param name="Stress">Loudness and size of movement against the average, about 1.</param>
public readonly record struct SpokenPhone(
    Phoneme Phoneme, Phone Phone, int Start, int Length, int Word, float Stress)
{
    /// <summary>The sample after the last.</summary>
    public int End => Start + Length;
}

/// <summary>
/// The visible state of a mouth. All values are relative: 0 is the rest position with closed lips, 1 the extreme of
/// normal speech.
/// </summary>
/// <param name="Opening">Height between the inner edges of the lips; below 0 the lips are pressed together.</param>
/// <param name="Spread">Lip corners drawn apart (smile of "ee"), 0..1.</param>
/// <param name="Rounding">Lip corners drawn together and lips pushed out ("oo"), 0..1.</param>
/// <param name="Jaw">How far the jaw is down, 0..1.</param>
/// <param name="Teeth">How much of the upper teeth shows, 0..1.</param>
/// <param name="Tongue">How high the tongue shows in the opening, 0..1.</param>
public readonly record struct Articulation(
    float Opening, float Spread, float Rounding, float Jaw, float Teeth, float Tongue);

/// <summary>
/// How strongly a phone insists on each of its articulatory targets against its neighbours (Cohen and Massaro 1993,
/// "Modeling coarticulation in synthetic visual speech"): a vowel is 1, the lip on the teeth of "f" 3, the lips of "t",
/// which do what the vowels around it want, below a half.
/// </summary>
/// <param name="Opening">For <see cref="Articulation.Opening"/>.</param>
/// <param name="Shape">For <see cref="Articulation.Spread"/> and <see cref="Articulation.Rounding"/>.</param>
/// <param name="Jaw">For <see cref="Articulation.Jaw"/>.</param>
/// <param name="Inside">For <see cref="Articulation.Teeth"/> and <see cref="Articulation.Tongue"/>.</param>
public readonly record struct Dominance(float Opening, float Shape, float Jaw, float Inside);

/// <summary>
/// The spectrum of turbulent noise: two resonances in parallel and a flat part, amplitudes relative to each other
/// (the parallel branch of Klatt 1980, reduced to what the GRID vocabulary needs).
/// </summary>
/// <param name="Hertz1">Centre of the first resonance.</param>
/// <param name="Bandwidth1">Its bandwidth, Hz.</param>
/// <param name="Hertz2">Centre of the second resonance.</param>
/// <param name="Bandwidth2">Its bandwidth, Hz.</param>
/// <param name="Gain2">Its amplitude against the first.</param>
/// <param name="Flat">Amplitude of the flat part against the first resonance.</param>
public sealed record FricationSpectrum(
    float Hertz1, float Bandwidth1, float Hertz2, float Bandwidth2, float Gain2, float Flat);
