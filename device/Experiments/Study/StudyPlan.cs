using OnBoard.Device.Experiments.Energy;
using OnBoard.Fabric.Network;

namespace OnBoard.Device.Experiments.Study;

/// <summary>What a study tries, and how large it is. The same plan and recordings give the same figures on every machine.</summary>
internal sealed record StudyPlan
{
    /// <summary>Share of the cells that one trial in integers loses half-way.</summary>
    public const double KilledHalfWay = 0.5;

    /// <summary>The plan's name.</summary>
    public required string Name { get; init; }

    /// <summary>How many seeds: of first weights, order, labelled utterances and damage.</summary>
    public int Seeds { get; init; } = 20;

    /// <summary>The first of them. What was searched for (rates, beginnings, thresholds) was searched with seeds below.</summary>
    public int FirstSeed { get; init; } = 21;

    /// <summary>All seeds.</summary>
    public IEnumerable<int> AllSeeds => Enumerable.Range(FirstSeed, Seeds);

    /// <summary>Clips that are trained on.</summary>
    public int TrainingClips { get; init; } = 120;

    /// <summary>Mixtures of each of them.</summary>
    public int Mixtures { get; init; } = 2;

    /// <summary>Clips that every network is judged with, each in one noise that is never trained on.</summary>
    public int ValidationClips { get; init; } = 20;

    /// <summary>Frames that a trial learns from; each is one training step of the board.</summary>
    public int Frames { get; init; } = 128_000;

    /// <summary>The laws that are tried once, beside those that the study is about.</summary>
    public static IEnumerable<ActivationLaw> OtherLaws { get; } =
        Enum.GetValues<ActivationLaw>().Where(law => law is not (ActivationLaw.Cooperation or ActivationLaw.Point));

    /// <summary>The network whose laws, contexts and labels are varied.</summary>
    public NetworkDescription Network { get; init; } = new() { Name = "study", Cells = 64, Layers = 2 };

    /// <summary>Penalties of the curves of loss against events.</summary>
    public IReadOnlyList<float> Penalties { get; init; } = [0f, 0.002f, 0.006f, 0.02f, 0.04f];

    /// <summary>More of them for <c>point</c>, so that one has the activity of each other network.</summary>
    public IReadOnlyList<float> PointPenalties { get; init; } = [0f, 0.002f, 0.006f, 0.02f, 0.06f];

    /// <summary>The penalty of everything else.</summary>
    public float Penalty { get; init; } = 0.006f;

    /// <summary>The biases of R that <c>cooperation</c> begins with: below zero it learned better in a search of its beginnings.</summary>
    public float CooperationBias { get; init; } = -0.3f;

    /// <summary>Cells of each stream and layer, and layers, to see how activity grows.</summary>
    public IReadOnlyList<(int Cells, int Layers)> Sizes { get; init; } = [(32, 2), (128, 2), (64, 1), (64, 4)];

    /// <summary>Labelled share of semi-supervised training.</summary>
    public double Labelled { get; init; } = 0.1;

    /// <summary>Thresholds below which inputs are not sent.</summary>
    public IReadOnlyList<int> InputThresholds { get; init; } = [16, 32];

    /// <summary>Changes from which inputs are sent, 1/32 of a deviation.</summary>
    public IReadOnlyList<int> InputChanges { get; init; } = [1, 8, 12, 16];

    /// <summary>The change from which the inputs of lean networks are sent.</summary>
    public int LeanChange { get; init; } = 8;

    /// <summary>How many times the frames, to see what learning for longer brings.</summary>
    public int Longer { get; init; } = 4;

    /// <summary>Shares of the cells that are killed.</summary>
    public IReadOnlyList<double> KilledShares { get; init; } = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

    /// <summary>Shares of the cells that stick at 6.</summary>
    public IReadOnlyList<double> StuckShares { get; init; } = [0.01, 0.05, 0.1, 0.2];

    /// <summary>Shares of the weights in which one bit is turned over.</summary>
    public IReadOnlyList<double> FlippedShares { get; init; } = [0.0001, 0.001, 0.01];

    /// <summary>Training steps in integers after damage, to recover.</summary>
    public int RecoverySteps { get; init; } = 20_000;

    /// <summary>A quarter of an hour on two cores.</summary>
    public static StudyPlan Standard { get; } = new() { Name = "standard" };

    /// <summary>A minute or two, to see that all of it works: too short to conclude from.</summary>
    public static StudyPlan Quick { get; } = new()
    {
        Name = "quick",
        Seeds = 2,
        Longer = 2,
        TrainingClips = 12,
        ValidationClips = 4,
        Frames = 8_000,
        Network = new() { Name = "study", Cells = 32, Layers = 2 },
        Penalties = [0f, 0.006f],
        PointPenalties = [0f, 0.006f],
        Sizes = [(16, 1)],
        InputThresholds = [16],
        InputChanges = [8],
        KilledShares = [0.5],
        StuckShares = [0.1],
        FlippedShares = [0.001],
        RecoverySteps = 2_000,
    };

    /// <summary>A night: the shipped network's size, all clips.</summary>
    public static StudyPlan Full { get; } = new()
    {
        Name = "full",
        Seeds = 5,
        TrainingClips = 300,
        Mixtures = 4,
        ValidationClips = 60,
        Frames = 2_000_000,
        Network = new() { Name = "study" },
        Penalties = [0f, 0.0006f, 0.002f, 0.006f, 0.02f],
        PointPenalties = [0f, 0.0006f, 0.002f, 0.006f, 0.02f, 0.06f],
        Sizes = [(64, 3), (128, 3), (512, 3), (256, 1), (256, 2), (256, 6)],
        RecoverySteps = 100_000,
    };

    /// <summary>Everything that is tried with each seed.</summary>
    public IReadOnlyList<StudyVariant> Variants()
    {
        List<StudyVariant> variants = [];
        foreach (float penalty in Penalties) variants.Add(OfLaw(ActivationLaw.Cooperation, penalty));
        foreach (float penalty in PointPenalties) variants.Add(OfLaw(ActivationLaw.Point, penalty));
        foreach (ActivationLaw law in OtherLaws) variants.Add(OfLaw(law, Penalty));

        variants.AddRange(Ablations());
        foreach (ActivationLaw law in (ActivationLaw[])[ActivationLaw.Cooperation, ActivationLaw.Point])
        {
            foreach (bool agrees in (bool[])[false, true]) variants.Add(OfLabels(law, agrees));
            foreach ((int Cells, int Layers) size in Sizes) variants.Add(OfSize(law, size));
            variants.Add(OfSingle(law));
            variants.Add(OfKilled(law));
            variants.Add(OfLonger(OfLaw(law, Penalty)));
            foreach (int threshold in InputThresholds) variants.Add(OfThreshold(law, threshold));
            foreach (int change in InputChanges) variants.Add(OfChange(law, change));
            foreach (float penalty in LeanPenalties(law)) variants.Add(OfLean(law, penalty));
            variants.Add(OfLonger(OfLean(law, Penalty)));
        }

        return variants;
    }

    /// <summary>The variant of a law and a penalty.</summary>
    public StudyVariant OfLaw(ActivationLaw law, float penalty) => new(
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{LawNetworks.LawName(law)} {penalty:0.####}"),
        Network with { Law = law })
    {
        Penalty = penalty,
        FirstBias = law == ActivationLaw.Cooperation ? CooperationBias : 0f,
        Damaged = law is ActivationLaw.Cooperation or ActivationLaw.Point && (penalty == 0f || penalty == Penalty),
    };

    /// <summary><c>cooperation</c> with contexts taken away, or begun earlier.</summary>
    public IEnumerable<StudyVariant> Ablations()
    {
        (string What, NetworkDescription Network)[] ablations =
        [
            ("without P", Network with { Proximal = false }),
            ("without D", Network with { DistalFromLayer = null }),
            ("without U", Network with { Universal = false }),
            ("without contexts", Network with { Proximal = false, DistalFromLayer = null, Universal = false }),
            ("D from the first layer", Network with { DistalFromLayer = 0 }),
        ];
        return ablations.Select(
            ablation => Varied(ActivationLaw.Cooperation, Penalty, ablation.What) with { Network = ablation.Network });
    }

    /// <summary>A law with few labels: these alone, or streams that agree on the rest.</summary>
    public StudyVariant OfLabels(ActivationLaw law, bool agrees) =>
        Varied(law, Penalty, $"{100 * Labelled:0} % labelled{(agrees ? ", streams agree on the rest" : " alone")}") with
        {
            Labelled = Labelled,
            Agrees = agrees,
        };

    /// <summary>A law at another width and depth; <c>point</c> plain.</summary>
    public StudyVariant OfSize(ActivationLaw law, (int Cells, int Layers) size) =>
        Varied(law, law == ActivationLaw.Point ? 0f : Penalty, $"{size.Layers} layers of {size.Cells}") with
        {
            Network = Network with { Law = law, Cells = size.Cells, Layers = size.Layers },
        };

    /// <summary>A law trained in single precision.</summary>
    public StudyVariant OfSingle(ActivationLaw law) =>
        Varied(law, Penalty, "single precision") with { Training = StudyTraining.Float };

    /// <summary>A law that loses a share of its cells half-way.</summary>
    public StudyVariant OfKilled(ActivationLaw law) =>
        Varied(law, Penalty, $"{100 * KilledHalfWay:0} % killed half-way") with { KilledInTraining = KilledHalfWay };

    /// <summary>A variant that learns for longer.</summary>
    public StudyVariant OfLonger(StudyVariant variant) => variant with
    {
        Name = $"{variant.Name}, {Longer} times the frames", Longer = Longer, Damaged = false,
    };

    /// <summary>A law with inputs that are sent from a threshold up.</summary>
    public StudyVariant OfThreshold(ActivationLaw law, int threshold) =>
        Varied(law, Penalty, $"inputs from {threshold}/32") with { InputThreshold = threshold };

    /// <summary>A law with inputs that are sent when they have changed.</summary>
    public StudyVariant OfChange(ActivationLaw law, int change) =>
        Varied(law, Penalty, $"inputs on change of {change}/32") with { InputChange = change };

    /// <summary>A lean network: one layer without U, which cost more events than it brought in a search; inputs sent on change.</summary>
    public StudyVariant OfLean(ActivationLaw law, float penalty) => Varied(law, penalty, "lean") with
    {
        Network = Network with { Law = law, Layers = 1, Universal = false }, InputChange = LeanChange,
    };

    /// <summary>The penalties of a law's curve.</summary>
    public IReadOnlyList<float> LeanPenalties(ActivationLaw law) => law == ActivationLaw.Point ? PointPenalties : Penalties;

    private StudyVariant Varied(ActivationLaw law, float penalty, string what)
    {
        StudyVariant whole = OfLaw(law, penalty);
        return whole with { Name = $"{whole.Name}, {what}", Damaged = false };
    }
}
