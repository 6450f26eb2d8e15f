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
