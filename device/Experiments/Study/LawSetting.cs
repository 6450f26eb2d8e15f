using OnBoard.Fabric.Network;

namespace OnBoard.Device.Experiments.Study;

/// <summary>How a law is trained: its own rate and beginning.</summary>
/// <param name="RateShift">See <see cref="StudyVariant.RateShift"/>.</param>
/// <param name="FirstBias">See <see cref="StudyVariant.FirstBias"/>.</param>
internal readonly record struct LawSetting(int RateShift, float FirstBias)
{
    private static readonly int[] Rates = [0, 1, 2, 3, 4, 5, 6];

    // The laws with the steep curve begin better below it; others were not found to, and are tried without.
    private static readonly float[] Beginnings = [0f, -0.3f];

    /// <summary>What <c>onboard study --search</c> tries.</summary>
    /// <param name="law">For this law.</param>
    public static IEnumerable<LawSetting> Tried(ActivationLaw law) => Beginnings
        .Take(law is ActivationLaw.Cooperation or ActivationLaw.Sq or ActivationLaw.Gated ? Beginnings.Length : 1)
        .SelectMany(bias => Rates.Select(shift => new LawSetting(shift, bias)));

    /// <summary>That of plain and lean <c>point</c>, which hear more inputs.</summary>
    public static LawSetting Plain { get; } = new(3, 0f);

    /// <summary>What came out of it: the lowest loss, see "Searched" in the folder's README.</summary>
    /// <param name="law">The law.</param>
    public static LawSetting Of(ActivationLaw law) => law switch
    {
        ActivationLaw.Cooperation or ActivationLaw.Sq => new(5, -0.3f),
        ActivationLaw.Gated => new(1, 0f),
        ActivationLaw.Point or ActivationLaw.Tm2 or ActivationLaw.Tm3 => new(2, 0f),
        _ => new(3, 0f),
    };
}
