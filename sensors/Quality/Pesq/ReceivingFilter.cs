namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>The receiver through which a listener is assumed to hear both signals.</summary>
internal static class ReceivingFilter
{
    private const int FadeLength = 15;

    /// <summary>The receiving side of the intermediate reference system (P.830), as P.862 applies it.</summary>
    private static readonly GainCurve IntermediateReferenceSystem = new(
        (0, -200), (50, -40), (100, -20), (125, -12), (160, -6), (200, 0), (250, 4), (300, 6), (350, 8), (400, 10),
        (500, 11), (600, 12), (3250, 12), (3500, 4), (4000, -200), (8000, -200));

    /// <summary>The high-pass of P.862.2 at 16 kHz: 9 dB above 200 Hz, 6 dB at 100 Hz.</summary>
    private static readonly BiquadSection Headphones = new(2.740826, -5.4816519, 2.740826, -1.9444777, 0.94597794);

    /// <summary>A telephone handset (P.862 clause 10.1, IRS filtering). Filters in place.</summary>
    public static void ApplyHandset(GuardedSignal signal, int sampleRate) =>
        IntermediateReferenceSystem.Apply(signal.SpeechAndTail, sampleRate);

    /// <summary>
    /// Headphones (P.862.2): the ends are faded over about a millisecond, then the high-pass runs. Filters in place.
    /// </summary>
    public static void ApplyHeadphones(GuardedSignal signal)
    {
        Span<double> speech = signal.Speech;
        for (int i = 0; i < FadeLength; i++)
        {
            double weight = (i + 1) / (FadeLength + 1.0);
            speech[i] *= weight;
            speech[^(i + 1)] *= weight;
        }

        Headphones.Apply(speech);
    }
}
