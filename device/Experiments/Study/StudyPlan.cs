using System.Globalization;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Experiments.Energy;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Sight;

namespace OnBoard.Device.Experiments.Study;

/// <summary>What a study tries, and how large it is. The same plan and recordings give the same figures again.</summary>
internal sealed record StudyPlan
{
    /// <summary>Share of the cells that one trial in integers loses half-way.</summary>
    public const double KilledHalfWay = 0.5;

    private const int ChosenUpdateThreshold = 16;

    // Side experiments are done with so many of the seeds, each behind so many seeds of the others; damage with fewer.
    private const int SideSeeds = 10, SeedsBefore = 3, DamagedSeeds = 5;

    /// <summary>The plan's name.</summary>
    public required string Name { get; init; }

    /// <summary>How many seeds: of first weights, order, labelled utterances and damage.</summary>
    public int Seeds { get; init; } = 40;

    /// <summary>The first of them. What was searched for (rates, beginnings, thresholds) was searched with seeds below.</summary>
    public int FirstSeed { get; init; } = 21;

    /// <summary>All seeds.</summary>
    public IEnumerable<int> AllSeeds => Enumerable.Range(FirstSeed, Seeds);

    /// <summary>Clips of the talker who is trained on.</summary>
    public int TrainingClips { get; init; } = 120;

    /// <summary>Mixtures of each of them.</summary>
    public int Mixtures { get; init; } = 2;

    /// <summary>Clips of that talker that every network is scored with, each in one noise that is never trained on.</summary>
    public int ValidationClips { get; init; } = 20;

    /// <summary>Frames that a trial learns from; each is one training step of the board.</summary>
    public int Frames { get; init; } = 128_000;

    /// <summary>The laws that are compared along whole curves of loss against events.</summary>
    public static IReadOnlyList<ActivationLaw> Laws { get; } =
        [ActivationLaw.Cooperation, ActivationLaw.Gated, ActivationLaw.Point, ActivationLaw.Sq];

    /// <summary>The laws that are tried once.</summary>
    public static IReadOnlyList<ActivationLaw> OtherLaws { get; } = [.. Enum.GetValues<ActivationLaw>().Except(Laws)];

    /// <summary>The laws whose cells context modulates; the others are their controls.</summary>
    public static IReadOnlyList<ActivationLaw> TwoPoint { get; } = [ActivationLaw.Cooperation, ActivationLaw.Gated];

    /// <summary>The plain network: it hears the history of five hops and three pictures, and sends always.</summary>
    public NetworkDescription Network { get; init; } = new() { Name = "study", Cells = 64, Layers = 2 };

    /// <summary>Layers of the network that laws are compared in.</summary>
    public int Layers { get; init; } = 1;

    /// <summary>From which change on its inputs and cells send, in 1/32.</summary>
    public int Threshold { get; init; } = 8;

    /// <summary>The network that laws are compared in: newest inputs alone, sent on change like its cells; no U.</summary>
    public NetworkDescription Coded => Network with
    {
        AudioInputs = HearingInputs.FormatOf(HearingFeatures.History).Bands, VideoInputs = MouthFeatures.Count, Layers = Layers,
        Universal = false, SendThreshold = Threshold,
    };

    /// <summary>Penalties of the curves of loss against events.</summary>
    public IReadOnlyList<float> Penalties { get; init; } = [0f, 0.002f, 0.006f, 0.012f, 0.02f];

    /// <summary>The penalty of everything else.</summary>
    public float Penalty { get; init; } = 0.006f;

    /// <summary>Cells of each stream and layer, and layers, of the networks whose active cells are counted.</summary>
    public IReadOnlyList<(int Cells, int Layers)> Sizes { get; init; } =
        [.. ((int[])[64, 256]).SelectMany(cells => ((int[])[2, 8, 16, 24]).Select(layers => (cells, layers)))];

    /// <summary>How many seeds they are tried with.</summary>
    public int SizeSeeds { get; init; } = 3;

    /// <summary>Labelled share of semi-supervised training.</summary>
    public double Labelled { get; init; } = 0.1;

    /// <summary>Other changes from which inputs and cells send, in 1/32; 0: always.</summary>
    public IReadOnlyList<int> Thresholds { get; init; } = [0, 4, 16];

    /// <summary>The change from which the inputs of the first edition's lean network are sent.</summary>
    public int LeanChange { get; init; } = 8;

    /// <summary>How many times the frames, to see what learning for longer brings.</summary>
    public int Longer { get; init; } = 4;

    /// <summary>Shares of the cells that are killed.</summary>
    public IReadOnlyList<double> KilledShares { get; init; } = [0.1, 0.3, 0.5, 0.7, 0.9];

    /// <summary>Shares of the cells that stick at 6.</summary>
    public IReadOnlyList<double> StuckShares { get; init; } = [0.01, 0.05, 0.1];

    /// <summary>Shares of the weights in which one bit is turned over.</summary>
    public IReadOnlyList<double> FlippedShares { get; init; } = [0.001, 0.01];

    /// <summary>Training steps in integers after damage, to recover.</summary>
    public int RecoverySteps { get; init; } = 20_000;

    /// <summary>How many seeds decide on <see cref="Chosen"/>, all of them reported, from <see cref="FirstDecidingSeed"/> on; 0: none.</summary>
    public int DecidingSeeds { get; init; }

    /// <summary>The first of them: nothing was searched for or looked at with them before.</summary>
    public int FirstDecidingSeed { get; init; } = 1001;

    /// <summary>This plan with the seeds that decide.</summary>
    public StudyPlan Deciding => this with { Seeds = DecidingSeeds, FirstSeed = FirstDecidingSeed, DecidingSeeds = 0 };

    /// <summary>
    /// What <see cref="SearchEvents"/> chose: of all whose interval of loss ends below +0.5 % that with the fewest events of a
    /// training step, and of all that save 75 % of these that with the lowest loss and, of equals, the fewest events. The third, of
    /// the lowest loss at all, was added when these two had come out undecided; the fourth, the same that learns from what is large,
    /// when the third had too many events of a training step.
    /// </summary>
    public IReadOnlyList<StudyVariant> Chosen =>
    [
        OfHops(ActivationLaw.Gated, 0.012f, 2), OfHops(ActivationLaw.Gated, 0.02f, 2), OfHops(ActivationLaw.Gated, 0.012f, 3),
        OfUpdates(OfHops(ActivationLaw.Gated, 0.012f, 3), ChosenUpdateThreshold),
    ];

    /// <summary>Plain <c>point</c> that learns as the last of <see cref="Chosen"/> does: what of it is the rule's and not the cells'.</summary>
    public StudyVariant ChosenControl => OfUpdates(OfPlain(ActivationLaw.Point), ChosenUpdateThreshold);

    /// <summary>Whether it searches each law's rate and beginning instead of comparing laws.</summary>
    public bool Searches { get; init; }

    /// <summary>Whether it searches what spends the fewest events instead; see <see cref="Savings"/>.</summary>
    public bool SearchesEvents { get; init; }

    /// <summary>What the report is made of: about forty minutes of one core.</summary>
    public static StudyPlan Standard { get; } = new() { Name = "standard", DecidingSeeds = 100 };

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
        Sizes = [(16, 1), (16, 4)],
        Thresholds = [0],
        KilledShares = [0.5],
        StuckShares = [0.1],
        FlippedShares = [0.001],
        RecoverySteps = 2_000,
    };

    /// <summary>Each law's rate and beginning, with seeds that no report uses.</summary>
    public static StudyPlan Search { get; } = Standard with { Name = "search", Seeds = 4, FirstSeed = 1, Searches = true, DecidingSeeds = 0 };

    /// <summary>What spends the fewest events at no loss, with seeds that no report uses.</summary>
    public static StudyPlan SearchEvents { get; } = Standard with { Name = "search-events", Seeds = 20, FirstSeed = 1, SearchesEvents = true, DecidingSeeds = 0 };

    /// <summary>Everything that is tried with a seed.</summary>
    public IReadOnlyList<StudyVariant> Variants()
    {
        if (SearchesEvents) return [OfPlain(ActivationLaw.Point) with { Damaged = false }, .. Savings];
        if (Searches) return [.. Searched.SelectMany(variant => LawSetting.Tried(variant.Network.Law).Select(setting => OfSetting(variant, setting)))];
        List<StudyVariant> variants = [OfPlain(ActivationLaw.Point), OfPlain(ActivationLaw.Cooperation), OfLean()];
        foreach (ActivationLaw law in Laws)
        {
            foreach (float penalty in Penalties) variants.Add(OfLaw(law, penalty));
            foreach (int threshold in Thresholds) variants.Add(OfThreshold(law, threshold));
            variants.AddRange(Shapes(law));
        }

        foreach (ActivationLaw law in OtherLaws) variants.Add(OfLaw(law, Penalty) with { Seeds = SideSeeds });
        foreach (ActivationLaw law in TwoPoint) variants.AddRange(Ablations(law).Select(ablation => ablation.Without));
        foreach (ActivationLaw law in Learners)
        {
            foreach (bool agrees in (bool[])[false, true]) variants.Add(OfLabels(law, agrees));
            variants.Add(OfKilled(law));
            variants.Add(OfLonger(law));
            variants.Add(OfSingle(law));
        }

        foreach ((int Cells, int Layers) size in Sizes)
            foreach ((ActivationLaw law, float penalty) in Sized) variants.Add(OfSize(law, penalty, size));
        return variants;
    }

    /// <summary>Whose rate and beginning are searched.</summary>
    public IEnumerable<StudyVariant> Searched =>
        Laws.Concat(OtherLaws).Select(law => OfLaw(law, Penalty)).Append(OfPlain(ActivationLaw.Point)).Select(
            variant => variant with { Damaged = false });

    /// <summary>
    /// What may spend few events: how many hops are heard (of sound; the newest picture alone is seen), the penalty, the threshold, and
    /// which context opens the gate of <c>gated</c>: its own layer (P), the other stream's inputs (D: both streams must agree), the
    /// whole network (U). All of it is a description, which every engine and the logic run.
    /// </summary>
    public IReadOnlyList<StudyVariant> Savings
    {
        get
        {
            StudyVariant gate = OfHops(ActivationLaw.Gated, 0.012f, 1);
            return
            [
                .. Grid(ActivationLaw.Cooperation, [2, 3, 4], [0.006f, 0.012f, 0.02f]), OfHops(ActivationLaw.Cooperation, 0.012f, 5),
                .. Grid(ActivationLaw.Gated, [1, 2, 3], [0.012f, 0.02f, 0.03f]),
                .. Grid(ActivationLaw.Point, [2, 3, 5], [0.012f]),
                .. ((float[])[0.012f, 0.02f]).Select(penalty => OfHops(ActivationLaw.Gated, penalty, 1, threshold: 4)),
                .. ((int[])[12, 16, 20]).Select(training => OfHops(ActivationLaw.Gated, 0.012f, 3, training: training)),
                .. ((int[])[8, 16, 24]).Select(least => OfUpdates(OfHops(ActivationLaw.Gated, 0.012f, 3), least)),
                ChosenControl,
                Gate("with U", network => network with { Universal = true }),
                Gate("with D", network => network with { DistalFromLayer = 0 }),
                Gate("with D and U", network => network with { DistalFromLayer = 0, Universal = true }),
                Gate("with D, without P", network => network with { DistalFromLayer = 0, Proximal = false }),
                Gate("without P", network => network with { Proximal = false }),
            ];

            IEnumerable<StudyVariant> Grid(ActivationLaw law, int[] hops, float[] penalties) =>
                hops.SelectMany(heard => penalties.Select(penalty => OfHops(law, penalty, heard)));

            StudyVariant Gate(string what, Func<NetworkDescription, NetworkDescription> contexts) =>
                gate with { Name = $"{gate.Name}, {what}", Network = contexts(gate.Network) };
        }
    }

    /// <summary>A law that hears so many hops of sound and sees the newest picture.</summary>
    /// <param name="law">The law.</param>
    /// <param name="penalty">See <see cref="StudyVariant.Penalty"/>.</param>
    /// <param name="hops">How many.</param>
    /// <param name="threshold">From which change on is sent; <see cref="Threshold"/> where none is named.</param>
    /// <param name="training">See <see cref="StudyVariant.TrainingThreshold"/>.</param>
    public StudyVariant OfHops(ActivationLaw law, float penalty, int hops, int? threshold = null, int? training = null)
    {
        int change = threshold ?? Threshold;
        StudyVariant variant = Varied(
            law, penalty, $"{hops} {(hops == 1 ? "hop" : "hops")}{(change == Threshold ? "" : $" on change of {change}/32")}" +
            $"{(training is null ? "" : $", trained on change of {training}/32")}");
        return variant with
        {
            Network = variant.Network with { AudioInputs = hops * variant.Network.AudioInputs, SendThreshold = change },
            TrainingThreshold = training,
        };
    }

    /// <summary>A variant that moves weights only for what is at least so large.</summary>
    public static StudyVariant OfUpdates(StudyVariant variant, int least) => variant with
    {
        Name = $"{variant.Name}, learns from {least}/32 up", UpdateThreshold = least, Damaged = false,
    };

    /// <summary>Every trial, seed by seed; side experiments with a seed come later than the rest, for that is what more seeds are for.</summary>
    public IEnumerable<StudyTrial> Trials()
    {
        IReadOnlyList<StudyVariant> variants = Variants();
        IEnumerable<StudyTrial> deciding = Deciding.AllSeeds.SelectMany(
            seed => ((StudyVariant[])[OfPlain(ActivationLaw.Point), .. Chosen, ChosenControl])
                .Select(variant => new StudyTrial(this, variant with { Damaged = false }, seed)));
        return AllSeeds
            .SelectMany(seed => variants.Where(variant => seed - FirstSeed < (variant.Seeds ?? int.MaxValue))
                .Select(variant => (Variant: variant, Seed: seed, Turn: Turn(variant, seed - FirstSeed))))
            .OrderBy(trial => trial.Turn).ThenBy(trial => trial.Variant.Seeds is not null)
            .Select(trial => new StudyTrial(
                this, trial.Variant with { Damaged = trial.Variant.Damaged && trial.Seed - FirstSeed < DamagedSeeds }, trial.Seed))
            .Concat(deciding);

        static int Turn(StudyVariant variant, int index) => variant.Seeds is null ? index : (SeedsBefore * (index + 1)) - 1;
    }

    /// <summary>The laws whose learning is looked at: few labels, damage half-way, longer, in single precision.</summary>
    public static IReadOnlyList<ActivationLaw> Learners { get; } = [ActivationLaw.Cooperation, ActivationLaw.Gated, ActivationLaw.Point];

    /// <summary>What is tried at every width and depth: <c>point</c> plain and with the penalty of the others too.</summary>
    public IReadOnlyList<(ActivationLaw Law, float Penalty)> Sized =>
        [(ActivationLaw.Cooperation, Penalty), (ActivationLaw.Point, 0f), (ActivationLaw.Point, Penalty)];

    /// <summary>The variant of a law and a penalty, in the network of the comparison.</summary>
    public StudyVariant OfLaw(ActivationLaw law, float penalty) => Set(
        new StudyVariant(
            string.Create(CultureInfo.InvariantCulture, $"{LawNetworks.LawName(law)} {penalty:0.####}"), Coded with { Law = law })
        {
            Penalty = penalty, Damaged = Learners.Contains(law) && penalty == Penalty,
        },
        LawSetting.Of(law));

    /// <summary>The plain network: the whole history, sent always; <c>point</c> without a penalty.</summary>
    public StudyVariant OfPlain(ActivationLaw law)
    {
        StudyVariant variant = Varied(law, law == ActivationLaw.Point ? 0f : Penalty, "plain") with { Network = Network with { Law = law } };
        return law == ActivationLaw.Point
            ? Set(variant, LawSetting.Plain) with { Damaged = true }
            : variant with { Seeds = SideSeeds };
    }

    /// <summary>The best-tuned <c>point</c> of the first edition: one layer without U, the history's inputs sent on change.</summary>
    public StudyVariant OfLean() => Set(Varied(ActivationLaw.Point, 0f, "lean"), LawSetting.Plain) with
    {
        Network = Network with { Law = ActivationLaw.Point, Layers = 1, Universal = false }, InputChange = LeanChange,
    };

    /// <summary>A law at another threshold.</summary>
    public StudyVariant OfThreshold(ActivationLaw law, int threshold)
    {
        StudyVariant variant = Varied(law, Penalty, threshold == 0 ? "sent always" : $"on change of {threshold}/32");
        return variant with
        {
            Network = variant.Network with { SendThreshold = threshold }, Seeds = threshold > 0 && threshold < Threshold ? null : SideSeeds,
        };
    }

    /// <summary>A law in another number of layers, and with more of the history among its inputs.</summary>
    public IEnumerable<StudyVariant> Shapes(ActivationLaw law)
    {
        NetworkDescription coded = Coded with { Law = law };
        return ((IEnumerable<(string What, NetworkDescription Network)>)
        [
            (Layers == 1 ? "two layers" : "one layer", coded with { Layers = Layers == 1 ? 2 : 1 }),
            ("two hops", coded with { AudioInputs = 2 * coded.AudioInputs }),
            ("all hops", coded with { AudioInputs = Network.AudioInputs, VideoInputs = Network.VideoInputs }),
        ]).Select(shape => Varied(law, Penalty, shape.What) with
        {
            Network = shape.Network, Seeds = shape.Network.Layers != Layers || law == ActivationLaw.Sq ? SideSeeds : null,
        });
    }

    /// <summary>
    /// Contexts taken away, each beside the variant that has them: P in the network of the comparison; P, D and both in the other
    /// number of layers.
    /// </summary>
    public IEnumerable<(StudyVariant Without, StudyVariant With)> Ablations(ActivationLaw law)
    {
        StudyVariant one = OfLaw(law, Penalty), deep = Shapes(law).First();
        return
        [
            (Without(one, "without P", one.Network with { Proximal = false }), one),
            (Without(deep, "without P and D", deep.Network with { Proximal = false, DistalFromLayer = null }), deep),
            (Without(deep, "without P", deep.Network with { Proximal = false }), deep),
            (Without(deep, "without D", deep.Network with { DistalFromLayer = null }), deep),
        ];

        static StudyVariant Without(StudyVariant variant, string what, NetworkDescription network) =>
            variant with { Name = $"{variant.Name}, {what}", Network = network, Damaged = false };
    }

    /// <summary>A law with few labels: these alone, or streams that agree on the rest.</summary>
    public StudyVariant OfLabels(ActivationLaw law, bool agrees) =>
        Varied(law, Penalty, $"{100 * Labelled:0} % labelled{(agrees ? ", streams agree on the rest" : " alone")}") with
        {
            Labelled = Labelled, Agrees = agrees, Seeds = SideSeeds,
        };

    /// <summary>A law at another width and depth, its read-out hearing all layers.</summary>
    public StudyVariant OfSize(ActivationLaw law, float penalty, (int Cells, int Layers) size)
    {
        StudyVariant variant = Varied(law, penalty, SizeName(size));
        return variant with
        {
            Network = variant.Network with { Cells = size.Cells, Layers = size.Layers, ReadsAllLayers = true }, Seeds = SizeSeeds,
        };
    }

    /// <summary>"2 layers of 64".</summary>
    public static string SizeName((int Cells, int Layers) size) => $"{size.Layers} layers of {size.Cells}";

    /// <summary>A law trained in single precision, where nothing is held; beside <see cref="OfThreshold"/> of 0.</summary>
    public StudyVariant OfSingle(ActivationLaw law) => OfThreshold(law, 0) with
    {
        Name = Varied(law, Penalty, "single precision").Name, Training = StudyTraining.Float, Seeds = SideSeeds,
    };

    /// <summary>A law that loses a share of its cells half-way.</summary>
    public StudyVariant OfKilled(ActivationLaw law) =>
        Varied(law, Penalty, $"{100 * KilledHalfWay:0} % killed half-way") with { KilledInTraining = KilledHalfWay, Seeds = SideSeeds };

    /// <summary>A law that learns for longer.</summary>
    public StudyVariant OfLonger(ActivationLaw law) =>
        Varied(law, Penalty, $"{Longer} times the frames") with { Longer = Longer, Seeds = SideSeeds };

    /// <summary>A variant as it is searched.</summary>
    public static StudyVariant OfSetting(StudyVariant variant, LawSetting setting) => Set(variant, setting) with
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"{variant.Name}, rate 2^-{setting.RateShift}, bias {setting.FirstBias:0.#}"),
    };

    private static StudyVariant Set(StudyVariant variant, LawSetting setting) =>
        variant with { RateShift = setting.RateShift, FirstBias = setting.FirstBias };

    private StudyVariant Varied(ActivationLaw law, float penalty, string what)
    {
        StudyVariant whole = OfLaw(law, penalty);
        return whole with { Name = $"{whole.Name}, {what}", Damaged = false };
    }
}
