using OnBoard.Fabric.Network;

namespace OnBoard.Device.Experiments.Study;

/// <summary>The finished trials of a plan, and what they say over all seeds.</summary>
/// <param name="plan">The plan.</param>
/// <param name="trials">Its trials, as far as they are done.</param>
internal sealed class StudyResults(StudyPlan plan, IReadOnlyList<TrialResult> trials)
{
    private readonly Dictionary<(string, int), TrialResult> _bySeed =
        trials.ToDictionary(trial => (trial.Variant, trial.Seed));

    /// <summary>The plan.</summary>
    public StudyPlan Plan => plan;

    /// <summary>The trials.</summary>
    public IReadOnlyList<TrialResult> Trials => trials;

    /// <summary>
    /// Processor time of all trials, seconds; where it was not measured that of the like, or, where no like one's was, the shortest of
    /// theirs by the clock.
    /// </summary>
    /// <returns>The time, and of how many trials it was measured.</returns>
    public (double Seconds, int Measured) ProcessorTime()
    {
        double seconds = 0;
        foreach (IGrouping<(string, bool), TrialResult> alike in trials.GroupBy(
            trial => (trial.Variant, trial.Figures.ContainsKey(DamageStudy.Healthy))))
        {
            double mean = alike.Average(trial => trial.ProcessorSeconds) ?? alike.Min(trial => trial.Seconds);
            seconds += alike.Sum(trial => trial.ProcessorSeconds ?? mean);
        }

        return (seconds, trials.Count(trial => trial.ProcessorSeconds is not null));
    }

    /// <summary>The same trials, looked at with the seeds that decide on what was chosen.</summary>
    public StudyResults Deciding => new(plan.Deciding, trials);

    /// <summary>Plain <c>point</c>: the baseline of the paper's claims, without a penalty, hearing all and sending always.</summary>
    public string Plain => plan.OfPlain(ActivationLaw.Point).Name;

    /// <summary>The best-tuned <c>point</c> of the first edition.</summary>
    public string Lean => plan.OfLean().Name;

    /// <summary>The best-tuned <c>point</c> that is coded like the others: at the penalty of the lowest loss.</summary>
    public string Tuned => Best(CurveOf(ActivationLaw.Point)) ?? At(ActivationLaw.Point);

    /// <summary>A law at the penalty that everything but the curves uses.</summary>
    public string At(ActivationLaw law) => plan.OfLaw(law, plan.Penalty).Name;

    /// <summary>The variants of a law, by penalty.</summary>
    public string[] CurveOf(ActivationLaw law) => [.. plan.Penalties.Select(penalty => plan.OfLaw(law, penalty).Name)];

    /// <summary>What of a law may be the one with fewest events: its curve, its thresholds, its shapes.</summary>
    public string[] Candidates(ActivationLaw law) =>
    [
        .. CurveOf(law), .. plan.Thresholds.Select(threshold => plan.OfThreshold(law, threshold).Name),
        .. plan.Shapes(law).Select(variant => variant.Name),
    ];

    /// <summary>What of a law hears the newest inputs alone in the network of the comparison: by penalty, and from less change on.</summary>
    public string[] Newest(ActivationLaw law) =>
    [
        .. CurveOf(law),
        .. plan.Thresholds.Where(threshold => threshold > 0 && threshold < plan.Threshold).Select(threshold => plan.OfThreshold(law, threshold).Name),
    ];

    /// <summary>A figure of one trial; not a number where it is not there.</summary>
    public double Value(string variant, int seed, string figure) =>
        _bySeed.TryGetValue((variant, seed), out TrialResult? trial) && trial.Figures.TryGetValue(figure, out double value)
            ? value
            : double.NaN;

    /// <summary>A learning curve; empty where the trial is not there.</summary>
    public IReadOnlyList<CurvePoint> Curve(string variant, int seed) =>
        _bySeed.TryGetValue((variant, seed), out TrialResult? trial) ? trial.Curve : [];

    /// <summary>A figure over all seeds.</summary>
    public Estimate Of(string variant, string figure) => Over(seed => Value(variant, seed, figure));

    /// <summary>What a seed gives, over all seeds that give a finite number: pairs are formed within a seed.</summary>
    public Estimate Over(Func<int, double> ofSeed) =>
        Estimate.Of(plan.AllSeeds.Select(ofSeed).Where(double.IsFinite));

    /// <summary>How much larger a figure is in one variant than in another, as a share: 0 for the same.</summary>
    public Estimate Excess(string variant, string other, string figure) =>
        Over(seed => (Value(variant, seed, figure) / Value(other, seed, figure)) - 1);

    /// <summary>The variant of the lowest mean loss; null where none is done.</summary>
    public string? Best(IEnumerable<string> variants) => variants.Select(name => (Name: name, Loss: Of(name, Figure.Loss)))
        .Where(variant => variant.Loss.Count > 0).OrderBy(variant => variant.Loss.Mean).FirstOrDefault().Name;

    /// <summary>
    /// The best of another law that takes no more forward events than a variant: of the penalties and finer thresholds of the
    /// comparison that with the lowest loss; null where none takes so few.
    /// </summary>
    public string? Matched(string variant, ActivationLaw other)
    {
        double events = Of(variant, Figure.ForwardEvents).Mean;
        return Best(Newest(other).Where(name => Of(name, Figure.ForwardEvents).Mean <= events));
    }

    /// <summary>How many times as many cells one variant has active as another.</summary>
    public Estimate Ratio(string many, string few) =>
        Over(seed => Value(many, seed, Figure.ActiveCells) / Value(few, seed, Figure.ActiveCells));

    /// <summary>Frames until a learning curve falls to a loss, between its points; not a number where it does not.</summary>
    public double FramesTo(string variant, int seed, double loss)
    {
        IReadOnlyList<CurvePoint> curve = Curve(variant, seed);
        for (int i = 0; i < curve.Count; i++)
        {
            if (curve[i].Loss > loss) continue;
            if (i == 0) return curve[0].Frames;
            double part = (curve[i - 1].Loss - loss) / (curve[i - 1].Loss - curve[i].Loss);
            return curve[i - 1].Frames + (part * (curve[i].Frames - curve[i - 1].Frames));
        }

        return double.NaN;
    }

    /// <summary>How many times the frames of one variant another needs to a loss that both reach: 2 % above the worse end.</summary>
    public double Speed(string variant, string other, int seed)
    {
        IReadOnlyList<CurvePoint> a = Curve(variant, seed), b = Curve(other, seed);
        if (a.Count == 0 || b.Count == 0) return double.NaN;
        double loss = 1.02 * Math.Max(a[^1].Loss, b[^1].Loss);
        return FramesTo(other, seed, loss) / FramesTo(variant, seed, loss);
    }

    /// <summary>By how much the loss grows when cells are killed, as a share, mean over the shares of the plan.</summary>
    public double Fragility(string variant, int seed, string kind) => plan.KilledShares.Average(
        share => (Value(variant, seed, Figure.Damage(kind, share)) / Value(variant, seed, DamageStudy.Healthy)) - 1);
}
