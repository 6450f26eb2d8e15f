using System.Numerics;

namespace OnBoard.Sensors.Talker.Script;

/// <summary>
/// Targets of every phoneme. Vowel formants: Peterson and Barney 1952 (men), with British values for the letters;
/// consonants: Klatt 1980, "Software for a cascade/parallel formant synthesizer", table II; lips: the visemes of
/// Cohen and Massaro 1993.
/// </summary>
public static class PhonemeTable
{
    private static readonly FricationSpectrum Hiss = new(5200, 900, 7000, 1200, 0.9f, 0.02f);
    private static readonly FricationSpectrum Hush = new(2700, 450, 4600, 900, 0.6f, 0.02f);
    private static readonly FricationSpectrum LabialBreath = new(1400, 1500, 6800, 2500, 0.9f, 0.5f);
    private static readonly FricationSpectrum DentalBreath = new(1600, 1200, 6200, 2200, 1.2f, 0.4f);
    private static readonly FricationSpectrum LabialBurst = new(900, 900, 2200, 1500, 0.4f, 0.2f);
    private static readonly FricationSpectrum AlveolarBurst = new(3900, 900, 5600, 1500, 0.5f, 0.1f);
    private static readonly FricationSpectrum VelarBurst = new(2000, 450, 4200, 1200, 0.3f, 0.05f);

    private static readonly Dominance VowelDominance = new(1, 1, 1, 1);
    private static readonly Dominance WeakDominance = new(0.45f, 0.25f, 0.6f, 1.2f);
    private static readonly Dominance LipDominance = new(0.3f, 0.4f, 1.2f, 1);

    private static readonly Phone[][] Pieces = Build();

    /// <summary>The stationary pieces of <paramref name="phoneme"/> in their order.</summary>
    public static ReadOnlySpan<Phone> Of(Phoneme phoneme) => Pieces[(int)phoneme];

    private static Phone[][] Build()
    {
        Phone[][] pieces = new Phone[Enum.GetValues<Phoneme>().Length][];

        // Mouth: opening, spread, rounding, jaw, teeth, tongue.
        pieces[(int)Phoneme.Silence] =
        [
            new Phone
            {
                Milliseconds = 0,
                Formants = new(500, 1500, 2500, 3500),
                Mouth = new(-0.05f, 0, 0, 0, 0, 0),
                Dominance = new(0.8f, 1, 0.8f, 1),
            },
        ];
        pieces[(int)Phoneme.IY] = [Vowel(135, 280, 2250, 2950, new(0.32f, 0.9f, 0, 0.22f, 0.75f, 0.3f))];
        pieces[(int)Phoneme.IH] = [Vowel(85, 390, 1990, 2550, new(0.42f, 0.55f, 0, 0.35f, 0.65f, 0.3f))];
        pieces[(int)Phoneme.EH] = [Vowel(110, 530, 1840, 2480, new(0.62f, 0.45f, 0, 0.58f, 0.6f, 0.3f))];
        pieces[(int)Phoneme.AE] = [Vowel(125, 680, 1720, 2410, new(0.85f, 0.5f, 0, 0.85f, 0.6f, 0.35f))];
        pieces[(int)Phoneme.AH] = [Vowel(100, 640, 1190, 2390, new(0.72f, 0.2f, 0, 0.7f, 0.45f, 0.2f))];
        pieces[(int)Phoneme.AA] = [Vowel(160, 730, 1090, 2440, new(0.95f, 0.1f, 0, 1, 0.4f, 0.25f))];
        pieces[(int)Phoneme.AO] = [Vowel(150, 520, 840, 2410, new(0.6f, 0, 0.7f, 0.6f, 0.15f, 0.1f))];
        pieces[(int)Phoneme.UW] = [Vowel(140, 310, 1000, 2240, new(0.22f, 0, 1, 0.22f, 0, 0))];
        pieces[(int)Phoneme.AX] = [Vowel(55, 500, 1450, 2450, new(0.4f, 0.2f, 0.1f, 0.38f, 0.4f, 0.2f))];
        pieces[(int)Phoneme.AY] =
        [
            Vowel(95, 730, 1200, 2440, new(0.92f, 0.15f, 0, 0.95f, 0.45f, 0.2f)),
            Vowel(85, 390, 1990, 2550, new(0.4f, 0.6f, 0, 0.35f, 0.65f, 0.3f)),
        ];
        pieces[(int)Phoneme.EY] =
        [
            Vowel(80, 480, 1950, 2550, new(0.58f, 0.55f, 0, 0.52f, 0.65f, 0.3f)),
            Vowel(75, 330, 2200, 2800, new(0.35f, 0.8f, 0, 0.25f, 0.7f, 0.3f)),
        ];
        pieces[(int)Phoneme.OW] =
        [
            Vowel(85, 530, 1180, 2380, new(0.6f, 0, 0.35f, 0.55f, 0.2f, 0.1f)),
            Vowel(80, 380, 950, 2300, new(0.28f, 0, 0.9f, 0.28f, 0, 0)),
        ];
        pieces[(int)Phoneme.AW] =
        [
            Vowel(100, 730, 1300, 2440, new(0.92f, 0.2f, 0, 0.95f, 0.45f, 0.2f)),
            Vowel(80, 420, 1000, 2300, new(0.3f, 0, 0.85f, 0.32f, 0, 0)),
        ];
        pieces[(int)Phoneme.R] =
            [Glide(60, 320, 1080, 1420, new(0.3f, 0, 0.55f, 0.3f, 0.2f, 0.2f), new(0.8f, 1, 0.6f, 0.6f))];
        pieces[(int)Phoneme.L] =
            [Glide(60, 340, 1100, 2800, new(0.42f, 0.25f, 0, 0.35f, 0.4f, 0.9f), new(0.7f, 0.2f, 0.5f, 2))];
        pieces[(int)Phoneme.W] =
            [Glide(65, 300, 650, 2150, new(0.1f, 0, 1.1f, 0.2f, 0, 0), new(2, 2.5f, 0.6f, 1))];
        pieces[(int)Phoneme.Y] =
            [Glide(50, 270, 2150, 2950, new(0.28f, 0.7f, 0, 0.2f, 0.6f, 0.3f), new(0.6f, 0.5f, 0.5f, 0.6f))];
        pieces[(int)Phoneme.M] =
        [
            Nasal(75, 1000, 1150) with
            {
                Mouth = new(0.1f, 0, 0.05f, 0.1f, 0, 0), Dominance = LipDominance, ShutsLips = true,
            },
        ];
        pieces[(int)Phoneme.N] =
        [
            Nasal(70, 1650, 1600) with
            {
                Mouth = new(0.22f, 0.2f, 0, 0.15f, 0.5f, 0.7f), Dominance = WeakDominance,
            },
        ];

        Articulation tucked = new(0.1f, 0.1f, 0, 0.12f, 1, 0);
        Dominance tuckedDominance = new(3, 0.5f, 1.2f, 4);
        Articulation interdental = new(0.25f, 0.15f, 0, 0.2f, 0.7f, 0.9f);
        Dominance interdentalDominance = new(2, 0.4f, 1, 3);
        Articulation narrow = new(0.2f, 0.35f, 0, 0.06f, 1, 0);
        Dominance narrowDominance = new(0.9f, 0.4f, 2, 2);
        pieces[(int)Phoneme.F] =
            [Fricative(95, new(340, 1100, 2080, 3400), 0.16f, LabialBreath, tucked, tuckedDominance)];
        pieces[(int)Phoneme.V] =
            [Voiced(60, new(240, 1100, 2080, 3400), 0.1f, LabialBreath, tucked, tuckedDominance)];
        pieces[(int)Phoneme.TH] =
            [Fricative(90, new(320, 1290, 2540, 3500), 0.14f, DentalBreath, interdental, interdentalDominance)];
        pieces[(int)Phoneme.DH] =
            [Voiced(50, new(270, 1290, 2540, 3500), 0.08f, DentalBreath, interdental, interdentalDominance)];
        pieces[(int)Phoneme.S] =
            [Fricative(105, new(320, 1500, 2530, 3500), 0.75f, Hiss, narrow, narrowDominance)];
        pieces[(int)Phoneme.Z] =
            [Voiced(75, new(250, 1500, 2530, 3500), 0.4f, Hiss, narrow, narrowDominance)];

        Articulation tongueTip = new(0.22f, 0.2f, 0, 0.12f, 0.75f, 0.3f);
        Articulation pushed = new(0.3f, 0, 0.65f, 0.1f, 0.8f, 0);
        Dominance pushedDominance = new(2, 2, 2, 1);
        Vector4 alveolar = new(230, 1750, 2650, 3500);
        pieces[(int)Phoneme.CH] =
        [
            Closure(50, alveolar, 0, pushed, pushedDominance),
            Fricative(85, new(330, 1800, 2600, 3500), 0.85f, Hush, pushed, pushedDominance),
        ];
        pieces[(int)Phoneme.JH] =
        [
            Closure(45, alveolar, 0.18f, pushed, pushedDominance),
            Voiced(55, new(270, 1800, 2600, 3500), 0.5f, Hush, pushed, pushedDominance),
        ];

        Articulation shut = new(0.1f, 0, 0.05f, 0.1f, 0, 0);
        Vector4 labial = new(220, 900, 2150, 3300);
        Vector4 velar = new(230, 1950, 2350, 3400);
        Articulation back = new(0.35f, 0.15f, 0, 0.3f, 0.3f, 0.3f);
        Dominance backDominance = new(0.3f, 0.15f, 0.4f, 0.4f);
        Articulation released = new(0.15f, 0.1f, 0, 0.15f, 0.2f, 0.1f);
        pieces[(int)Phoneme.P] =
        [
            Closure(75, labial, 0, shut, LipDominance) with { ShutsLips = true },
            Burst(9, 0.5f, LabialBurst, released, WeakDominance),
            Breath(40, released, WeakDominance),
        ];
        pieces[(int)Phoneme.B] =
        [
            Closure(70, labial, 0.2f, shut, LipDominance) with { ShutsLips = true },
            Burst(6, 0.35f, LabialBurst, released, WeakDominance),
        ];
        pieces[(int)Phoneme.T] =
        [
            Closure(60, alveolar, 0, tongueTip, WeakDominance),
            Burst(11, 0.7f, AlveolarBurst, tongueTip, WeakDominance),
            Breath(42, tongueTip, WeakDominance),
        ];
        pieces[(int)Phoneme.D] =
        [
            Closure(55, alveolar, 0.2f, tongueTip, WeakDominance),
            Burst(7, 0.45f, AlveolarBurst, tongueTip, WeakDominance),
        ];
        pieces[(int)Phoneme.K] =
        [
            Closure(60, velar, 0, back, backDominance),
            Burst(14, 0.65f, VelarBurst, back, backDominance),
            Breath(42, back, backDominance),
        ];
        pieces[(int)Phoneme.G] =
        [
            Closure(55, velar, 0.2f, back, backDominance),
            Burst(10, 0.45f, VelarBurst, back, backDominance),
        ];
        return pieces;
    }

    private static Phone Vowel(float milliseconds, float f1, float f2, float f3, Articulation mouth) => new()
    {
        Milliseconds = milliseconds,
        Formants = new(f1, f2, f3, MathF.Max(3500, f3 + 600)),
        Voicing = 1,
        Aspiration = 0.012f,
        Mouth = mouth,
        Dominance = VowelDominance,
        IsVowel = true,
    };

    private static Phone Glide(
        float milliseconds, float f1, float f2, float f3, Articulation mouth, Dominance dominance) => new()
        {
            Milliseconds = milliseconds,
            Formants = new(f1, f2, f3, MathF.Max(3300, f3 + 500)),
            Bandwidths = new(60, 100, 160, 250),
            Voicing = 0.75f,
            TiltHertz = 2500,
            Mouth = mouth,
            Dominance = dominance,
        };

    private static Phone Nasal(float milliseconds, float f2, float antiformant) => new()
    {
        Milliseconds = milliseconds,
        Formants = new(480, f2, 2300, 3400),
        Bandwidths = new(90, 200, 250, 300),
        Voicing = 0.8f,
        TiltHertz = 2500,
        AntiformantHertz = antiformant,
        Mouth = default,
        Dominance = WeakDominance,
    };

    private static Phone Fricative(
        float milliseconds, Vector4 formants, float amplitude, FricationSpectrum spectrum,
        Articulation mouth, Dominance dominance) => new()
        {
            Milliseconds = milliseconds,
            Formants = formants,
            Bandwidths = new(200, 120, 180, 250),
            Frication = amplitude,
            Spectrum = spectrum,
            Mouth = mouth,
            Dominance = dominance,
        };

    private static Phone Voiced(
        float milliseconds, Vector4 formants, float amplitude, FricationSpectrum spectrum,
        Articulation mouth, Dominance dominance) =>
        Fricative(milliseconds, formants, amplitude, spectrum, mouth, dominance) with
        {
            Bandwidths = new(80, 120, 180, 250),
            Voicing = 0.4f,
            TiltHertz = 900,
        };

    private static Phone Closure(
        float milliseconds, Vector4 locus, float voicing, Articulation mouth, Dominance dominance) => new()
        {
            Milliseconds = milliseconds,
            Formants = locus,
            Voicing = voicing,
            TiltHertz = 250,
            Mouth = mouth,
            Dominance = dominance,
        };

    private static Phone Burst(
        float milliseconds, float amplitude, FricationSpectrum spectrum,
        Articulation mouth, Dominance dominance) => new()
        {
            Milliseconds = milliseconds,
            Frication = amplitude,
            Spectrum = spectrum,
            Mouth = mouth,
            Dominance = dominance,
        };

    private static Phone Breath(float milliseconds, Articulation mouth, Dominance dominance) => new()
    {
        Milliseconds = milliseconds,
        Bandwidths = new(200, 120, 180, 250),
        Aspiration = 0.25f,
        Mouth = mouth,
        Dominance = dominance,
    };
}
