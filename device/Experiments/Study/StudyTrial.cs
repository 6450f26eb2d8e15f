using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using OnBoard.Device.Experiments.Training;
using OnBoard.Drivers;
using OnBoard.Drivers.Time;
using OnBoard.Fabric.Arithmetic;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Learning;
using OnBoard.Fabric.Network;

namespace OnBoard.Device.Experiments.Study;

/// <summary>One variant with one seed: trained, scored, and where the plan says so damaged.</summary>
/// <param name="Plan">The study.</param>
/// <param name="Variant">What is tried.</param>
/// <param name="Seed">The seed.</param>
internal sealed record StudyTrial(StudyPlan Plan, StudyVariant Variant, int Seed)
{
    private const int Lanes = 16;
    private const int FramesPerUpdate = 4;
    /// <summary>Points of a learning curve, evenly over the run.</summary>
    public const int CurvePoints = 16;

    /// <summary>What is recovered from: a loss of at most so many times that before the damage.</summary>
    public const double Recovered = 1.02;

    // Changes when figures of the same plan would become others.
    private const int Revision = 3;

    /// <summary>Distinguishes trials whose figures differ: by variant, seed and everything of the plan that they depend on.</summary>
    public string Fingerprint { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Revision} {Variant with { Seeds = null }} {Seed} {Plan.TrainingClips} {Plan.Mixtures} {Plan.ValidationClips} {Plan.Frames} " +
        $"{Plan.RecoverySteps} {Join(Plan.KilledShares)} {Join(Plan.StuckShares)} {Join(Plan.FlippedShares)}"))).AsSpan(0, 6));

    /// <summary>The activity penalty as integers take it, Q.12.</summary>
    public int IntegerPenalty => (int)MathF.Round(Variant.Penalty * MaskFormat.One);

    /// <summary>Frames that it learns from.</summary>
    public int Frames => Plan.Frames * Variant.Longer;

    /// <summary>The network as it learns, with the same weights: what is sent then may be another change.</summary>
    public IntegerNetwork Learner(IntegerNetwork network) =>
        Variant.TrainingThreshold is { } threshold ? network.SendingFrom(threshold) : network;

    /// <summary>Does it.</summary>
    /// <param name="data">The frames.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public TrialResult Run(StudyData data, CancellationToken cancel)
    {
        Stopwatch watch = Stopwatch.StartNew();
        long begun = ThreadClock.Nanoseconds;
        if (Variant.InputChange > 0) data = data.Select(frames => frames.Hold(Variant.InputChange));

        SortedDictionary<string, double> figures = [];
        List<CurvePoint> curve = [];
        try
        {
            IntegerNetwork learned = Variant.Training == StudyTraining.Integer
                ? new IntegerStudy(this, data, figures, curve).Run(cancel)
                : Train(data, figures, curve, cancel);
            Score(learned, data, Variant.InputChange > 0, figures);
            if (data.Strangers.Count > 0) figures[Figure.StrangerLoss] = new Scorer(data.Strangers).Run(learned).Loss.CrossEntropy;
            if (Variant.Damaged) new DamageStudy(this, data).Run(learned, figures, cancel);
        }
        catch (BadInputException)
        {
            // Weights grew beyond what integers hold: the variant has no figures, and the report shows that.
        }

        foreach ((string name, double value) in figures.ToArray())
            if (!double.IsFinite(value)) figures.Remove(name);
        return new TrialResult(
            Fingerprint, Variant.Name, Seed, watch.Elapsed.TotalSeconds, figures,
            [.. curve.Where(point => double.IsFinite(point.Loss))], (ThreadClock.Nanoseconds - begun) / 1e9);
    }

    /// <summary>The untrained weights of this seed.</summary>
    public NetworkParameters FirstWeights()
    {
        NetworkParameters weights = NetworkParameters.Initialize(new NetworkTopology(Variant.Network), Seed);
        for (int layer = 0; layer < Variant.Network.Layers; layer++)
        {
            foreach (StreamName stream in NetworkTopology.Streams)
            {
                SynapseMatrix soma = weights.Topology.SomaOf(stream, layer);
                weights.Segment(soma, soma.Segments.Single(segment => segment.Source == EventSource.One))
                    .AsSpan().Fill(Variant.FirstBias);
            }
        }

        return weights;
    }

    private IntegerNetwork Train(
        StudyData data, SortedDictionary<string, double> figures, List<CurvePoint> curve, CancellationToken cancel)
    {
        TrainingOptions options = new()
        {
            Lanes = Lanes, Shards = 1, FramesPerUpdate = FramesPerUpdate, LearningRate = 1.5e-3f,
            ActivityPenalty = Variant.Penalty, AverageDecay = 0.998f,
        };
        FloatTrainer trainer = new(FirstWeights(), options) { RoundOutputs = true };
        trainer.Restart(Seed);
        FrameSource source = new(data.Training, Lanes, Seed);
        Scorer probe = new(data.Probe);
        int updates = Math.Max(1, Frames / (Lanes * FramesPerUpdate));
        for (int update = 0; update < updates; update++)
        {
            cancel.ThrowIfCancellationRequested();
            trainer.Update(source, TrainingPlan.Rate(update, updates));
            if ((update + 1) % Math.Max(1, updates / CurvePoints) != 0) continue;
            double loss = probe.Run(IntegerNetwork.Quantize(trainer.State.Average)).Loss.CrossEntropy;
            curve.Add(new CurvePoint((update + 1L) * Lanes * FramesPerUpdate, loss));
        }

        figures[Figure.FloatLoss] = FloatLoss(trainer.State.Average, data.Validation);
        return IntegerNetwork.Quantize(trainer.State.Average);
    }

    private void Score(
        IntegerNetwork network, StudyData data, bool keepsInputSums, SortedDictionary<string, double> figures)
    {
        Scorer scorer = new(data.Validation, keepsInputSums);
        NetworkScore scored = scorer.Run(network);
        EventCounts training = scorer.CountTraining(Learner(network), Variant.UpdateThreshold);
        NetworkDescription description = network.Topology.Description;
        figures[Figure.Loss] = scored.Loss.CrossEntropy;
        figures[Figure.MaskSquare] = scored.Loss.MeanSquare;
        figures[Figure.ActiveCells] = scored.ActiveCells;
        figures[Figure.ActiveShare] = scored.ActiveCells / (2 * description.Layers * description.Cells);
        figures[Figure.InputEvents] = (double)scored.Events.Input / scored.Events.Steps;
        figures[Figure.ReceptiveEvents] = (double)scored.Events.Receptive / scored.Events.Steps;
        figures[Figure.ContextEvents] = (double)scored.Events.Context / scored.Events.Steps;
        figures[Figure.ForwardEvents] = (double)scored.Events.Forward / scored.Events.Steps;
        figures[Figure.CellEvents] = figures[Figure.ReceptiveEvents] + figures[Figure.ContextEvents];
        figures[Figure.BackwardEvents] = (double)training.Backward / training.Steps;
        figures[Figure.UpdateEvents] = (double)training.Update / training.Steps;
        figures[Figure.TrainingEvents] = (double)training.Total / training.Steps;
    }

    private static double FloatLoss(NetworkParameters parameters, StudyFrames frames)
    {
        using Fabric.Engines.Float.FloatInference engine = new(parameters);
        NetworkDescription description = parameters.Topology.Description;
        float[] audio = new float[description.AudioInputs], video = new float[description.VideoInputs];
        float[] gains = new float[description.Outputs], targets = new float[description.Outputs];
        MaskLoss loss = default;
        for (int utterance = 0; utterance < frames.Utterances; utterance++)
        {
            engine.Reset();
            for (int frame = frames.Begins[utterance]; frame < frames.Begins[utterance + 1]; frame++)
            {
                frames.Inputs(StreamName.Audio, frame, audio);
                frames.Inputs(StreamName.Video, frame, video);
                frames.Targets(frame, targets);
                engine.Forward(audio, video, gains);
                loss += MaskLoss.Of(gains, targets);
            }
        }

        return loss.CrossEntropy;
    }

    private static string Join(IReadOnlyList<double> shares) =>
        string.Join(' ', shares.Select(share => share.ToString("R", System.Globalization.CultureInfo.InvariantCulture)));
}
