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

    /// <summary>The variant of <c>cooperation</c> that everything but the curves uses.</summary>
    public string Cooperation => Name(ActivationLaw.Cooperation, plan.Penalty);

    /// <summary>Plain <c>point</c>: the baseline of the paper's claims, without a penalty.</summary>
    public string PlainPoint => Name(ActivationLaw.Point, 0f);

    /// <summary><c>point</c> at the penalty of <see cref="Cooperation"/>.</summary>
    public string PenalisedPoint => Name(ActivationLaw.Point, plan.Penalty);

    /// <summary>The variants of <c>cooperation</c>, by penalty.</summary>
    public string[] CooperationCurve => [.. plan.Penalties.Select(penalty => Name(ActivationLaw.Cooperation, penalty))];

    /// <summary>The variants of <c>point</c>, by penalty.</summary>
    public string[] PointCurve => [.. plan.PointPenalties.Select(penalty => Name(ActivationLaw.Point, penalty))];

    /// <summary>The lean variants of a law, by penalty.</summary>
    public string[] LeanCurve(ActivationLaw law) => [.. plan.LeanPenalties(law).Select(penalty => plan.OfLean(law, penalty).Name)];

    /// <summary>The name of a law's variant.</summary>
    public string Name(ActivationLaw law, float penalty) => plan.OfLaw(law, penalty).Name;

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

    /// <summary>The loss that <c>point</c> has at a number of events, between the penalties on both sides of it.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="eventFigure">Which events.</param>
    /// <param name="events">How many.</param>
    /// <param name="pointCurve">The variants of <c>point</c>.</param>
    /// <returns>Not a number where the curve does not reach that far.</returns>
    public double PointLossAt(int seed, string eventFigure, double events, string[] pointCurve)
    {
        (double Events, double Loss)[] curve =
        [
            .. pointCurve.Select(point => (Value(point, seed, eventFigure), Value(point, seed, Figure.Loss)))
                .Where(point => double.IsFinite(point.Item1) && double.IsFinite(point.Item2)).OrderBy(point => point.Item1),
        ];
        for (int i = 1; i < curve.Length; i++)
        {
            if (events < curve[i - 1].Events || events > curve[i].Events) continue;
            double part = (events - curve[i - 1].Events) / Math.Max(1e-9, curve[i].Events - curve[i - 1].Events);
            return curve[i - 1].Loss + (part * (curve[i].Loss - curve[i - 1].Loss));
        }

        return double.NaN;
    }

    /// <summary>By how much the loss of a variant lies above that of <c>point</c> at the same forward events, as a share.</summary>
    public double AbovePoint(string variant, int seed, string[] pointCurve) => (Value(variant, seed, Figure.Loss) / PointLossAt(
        seed, Figure.ForwardEvents, Value(variant, seed, Figure.ForwardEvents), pointCurve)) - 1;

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
