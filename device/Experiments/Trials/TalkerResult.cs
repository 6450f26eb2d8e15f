namespace OnBoard.Device.Experiments.Trials;

/// <summary>The trial of one talker, all its measurements.</summary>
/// <param name="Talker">His name.</param>
/// <param name="Sex">f, m, or empty.</param>
/// <param name="AgeGroup">adult, teen, child, or empty.</param>
/// <param name="Room">The noise that was learned in.</param>
/// <param name="Noisy">Of the mixtures as they are.</param>
/// <param name="Points">The first is of the network as shipped.</param>
/// <param name="Untrusted">Of what was learned, where the guard of the gains does not trust it.</param>
internal sealed record TalkerResult(
    string Talker, string Sex, string AgeGroup, string Room, TrialScore Noisy, IReadOnlyList<TrialPoint> Points, TrialScore Untrusted)
{
    /// <summary>Whom it is summarised with: <c>women</c>, <c>men</c> or <c>children</c>; empty where it is not known.</summary>
    public string Group => AgeGroup == "child" ? "children" : Sex switch { "f" => "women", "m" => "men", _ => "" };

    /// <summary>Of the network as shipped.</summary>
    public TrialScore Shipped => Points[0].Score;

    /// <summary>At the end.</summary>
    public TrialScore Learned => Points[^1].Score;

    /// <summary>What learning brought by the end.</summary>
    public TrialScore Brought => Difference(Learned);

    /// <summary>What the weights alone brought, without trust in them.</summary>
    public TrialScore BroughtByWeights => Difference(Untrusted);

    /// <summary>The least that any moment had over the network as shipped, measure by measure.</summary>
    public TrialScore WorstOnTheWay => new(
        Points.Min(point => Difference(point.Score).SiSdr), Points.Min(point => Difference(point.Score).Stoi),
        Points.Min(point => Difference(point.Score).Estoi), 0);

    /// <summary>The middle one of a measure.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private TrialScore Difference(TrialScore score) => new(
        score.SiSdr - Shipped.SiSdr, score.Stoi - Shipped.Stoi, score.Estoi - Shipped.Estoi, score.Activity - Shipped.Activity);
}
