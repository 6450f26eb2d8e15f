namespace OnBoard.Device.Experiments.Study;

/// <summary>What the data say of a claim.</summary>
public enum VerdictOutcome
{
    /// <summary>The trials that it needs are not done.</summary>
    NoData,

    /// <summary>The interval meets the criterion as a whole.</summary>
    Supported,

    /// <summary>The interval fails the criterion as a whole.</summary>
    NotSupported,

    /// <summary>The interval lies on both sides of the criterion, or there is one seed alone.</summary>
    Undecided,
}

/// <summary>A claim, how it is judged, and what the data say.</summary>
/// <param name="Protocol">Which of the report's protocols judges it.</param>
/// <param name="Claim">The claim.</param>
/// <param name="Criterion">When it counts as supported.</param>
/// <param name="Outcome">What the data say.</param>
/// <param name="Evidence">The figures that it rests on.</param>
internal sealed record Verdict(string Protocol, string Claim, string Criterion, VerdictOutcome Outcome, string Evidence)
{
    /// <summary>Whether it stands on the report's first page.</summary>
    public bool Leads { get; init; }

    /// <summary>Judges a figure that should be below a limit.</summary>
    public static VerdictOutcome IsBelow(Estimate figure, double limit) =>
        figure.Count == 0 ? VerdictOutcome.NoData
        : figure.Upper <= limit ? VerdictOutcome.Supported
        : figure.Lower > limit ? VerdictOutcome.NotSupported
        : VerdictOutcome.Undecided;

    /// <summary>Judges a figure that should be above a limit.</summary>
    public static VerdictOutcome IsAbove(Estimate figure, double limit) =>
        IsBelow(figure with { Mean = -figure.Mean }, -limit);

    /// <summary>Both must hold.</summary>
    public static VerdictOutcome Both(VerdictOutcome one, VerdictOutcome other) =>
        one == VerdictOutcome.NoData || other == VerdictOutcome.NoData ? VerdictOutcome.NoData
        : one == VerdictOutcome.NotSupported || other == VerdictOutcome.NotSupported ? VerdictOutcome.NotSupported
        : one == VerdictOutcome.Supported ? other
        : one;

    /// <summary>The outcome in words.</summary>
    public string Text => Words(Outcome);

    /// <summary>An outcome in words.</summary>
    public static string Words(VerdictOutcome outcome) => outcome switch
    {
        VerdictOutcome.Supported => "supported",
        VerdictOutcome.NotSupported => "not supported",
        VerdictOutcome.Undecided => "undecided",
        _ => "no data",
    };
}
