namespace OnBoard.Device.Experiments.Evaluation;

/// <summary>A property of mixtures that scores are averaged by.</summary>
/// <param name="Name">What the option calls it.</param>
/// <param name="Of">The group that a mixture belongs to, as the table calls it.</param>
public sealed record ScoreGrouping(string Name, Func<MixtureLabel, string> Of)
{
    /// <summary>What the mean over everything is called.</summary>
    public const string All = "all";

    /// <summary>All there are.</summary>
    public static IReadOnlyList<ScoreGrouping> Known { get; } =
    [
        new("ratio", label => RatioName.Of(label.Ratio)),
        new("kind", label => label.HasFace ? "by face" : "by ear"),
        new("sex", label => label.Talker.Sex switch { "f" => "female", "m" => "male", _ => "sex unknown" }),
        new("age", label => label.Talker.AgeGroup is { Length: > 0 } age ? age : "age unknown"),
        new("talker", label => label.Talker.Name),
        new("clip", label => label.Clip),
        new("noise", label => label.Noise),
        new("type", label => label.NoiseType),
        new("split", label => (label.HasFace ? "face:" : "ear:") + label.Split),
    ];

    /// <summary>The groups in order: ratios by their value, others by name.</summary>
    public IReadOnlyList<(string Group, IReadOnlyList<MixtureScore> Scores)> Split(IReadOnlyList<MixtureScore> scores) =>
    [
        .. scores.GroupBy(score => Of(score.Mixture))
            .OrderBy(group => Name == "ratio" ? group.First().Mixture.Ratio : 0)
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, (IReadOnlyList<MixtureScore>)[.. group])),
    ];
}
