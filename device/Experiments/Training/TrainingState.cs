using System.Globalization;
using OnBoard.Device.Enhancement;
using OnBoard.Drivers;
using OnBoard.Fabric.Files;
using OnBoard.Fabric.Learning;
using OnBoard.Fabric.Network;

namespace OnBoard.Device.Experiments.Training;

/// <summary>Where a training run stands: weights, optimiser, best weights so far. Saved as one file.</summary>
public sealed class TrainingState
{
    private const string FirstMoment = "adam.first.";
    private const string SecondMoment = "adam.second.";
    private const string AveragePrefix = "average.";
    private const string BestPrefix = "best.";

    // Of states that do not say: masks were all that was trained for.
    private static readonly string FormerAim = new MixtureOptions { SoundWeight = 0, ClarityWeight = 0 }.Aim;

    private readonly string _aim;

    private TrainingState(NetworkParameters current, AdamState adam, NetworkParameters best, FeatureScaling scaling, string aim)
    {
        _aim = aim;
        Current = current;
        Adam = adam;
        Best = best;
        Scaling = scaling;
    }

    /// <summary>The weights being trained.</summary>
    public NetworkParameters Current { get; }

    /// <summary>The optimiser's state and the averaged weights.</summary>
    public AdamState Adam { get; }

    /// <summary>The averaged weights that validated best.</summary>
    public NetworkParameters Best { get; }

    /// <summary>The features' normalisation.</summary>
    public FeatureScaling Scaling { get; }

    /// <summary>Epochs done.</summary>
    public int Epoch { get; private set; }

    /// <summary>The epoch that validated best, 0 before the first.</summary>
    public int BestEpoch { get; private set; }

    /// <summary>Its validation loss, nats per output.</summary>
    public double BestLoss { get; private set; } = double.PositiveInfinity;

    /// <summary>A fresh start.</summary>
    public static TrainingState Begin(TrainingPlan plan, FeatureScaling scaling)
    {
        NetworkParameters weights = NetworkParameters.Initialize(new NetworkTopology(plan.Description), plan.Seed);
        return new TrainingState(weights, new AdamState(weights), weights.Clone(), scaling, plan.Mixtures.Aim);
    }

    /// <summary>A start from the weights and the normalisation of a trained network; the optimiser begins anew.</summary>
    /// <param name="plan">How to train.</param>
    /// <param name="file">The network; it may send on change by another threshold than the plan's.</param>
    /// <param name="path">Where it was read, for messages.</param>
    /// <exception cref="BadInputException">It has other inputs, layers, cells, outputs, context or another law than the plan's network.</exception>
    public static TrainingState From(TrainingPlan plan, NetworkFile file, string path)
    {
        NetworkDescription description = plan.Description, had = file.Parameters.Topology.Description;
        if (had with { Name = description.Name, SendThreshold = description.SendThreshold } != description)
        {
            throw new BadInputException(
                path, $"is another network than {description.Name}: its weights do not fit the description that is to be trained",
                "Give --network the description that it was trained with");
        }

        NetworkParameters weights = new(new NetworkTopology(description));
        weights.CopyFrom(file.Parameters);
        FeatureScaling scaling = FeatureScaling.Read(file.Extras, description, path) with { Delta = plan.Delta, Gains = GainRule.Standard };
        return new TrainingState(weights, new AdamState(weights), weights.Clone(), scaling, plan.Mixtures.Aim);
    }

    /// <summary>Closes an epoch; the averaged weights become the best where their loss is the least so far.</summary>
    public bool EndEpoch(double validationLoss)
    {
        Epoch++;
        if (validationLoss >= BestLoss) return false;
        BestLoss = validationLoss;
        BestEpoch = Epoch;
        Best.CopyFrom(Adam.Average);
        return true;
    }

    /// <summary>Writes the state so that a power cut leaves the old file or the new one.</summary>
    public void Save(string path)
    {
        Dictionary<string, float[]> extras = Scaling.ToExtras();
        foreach ((string prefix, NetworkParameters parameters) in Parts())
        {
            foreach (SynapseMatrix matrix in parameters.Topology.Matrices)
                extras[prefix + matrix.Name] = parameters.Weights[matrix.Index];
        }

        new NetworkFile(Current, extras, new Dictionary<string, string>
        {
            ["epoch"] = Text(Epoch),
            ["best_epoch"] = Text(BestEpoch),
            ["best_loss"] = BestLoss.ToString("R", CultureInfo.InvariantCulture),
            ["updates"] = Text(Adam.Updates),
            ["aim"] = _aim,
        }).Save(path);

        static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Reads a state.</summary>
    /// <exception cref="BadInputException">
    /// Missing, damaged, not the state of a training run, or the state of a run with another network or another aim than the plan's.
    /// </exception>
    public static TrainingState Load(string path, TrainingPlan plan)
    {
        NetworkFile file = NetworkFile.Load(path);
        if (file.Parameters.Topology.Description != plan.Description)
        {
            throw new BadInputException(
                path, "is the state of a run that trains another network", "Resume with the options of that run");
        }

        string aim = file.Notes.GetValueOrDefault("aim", FormerAim);
        if (aim != plan.Mixtures.Aim)
        {
            throw new BadInputException(
                path, $"is the state of a run with {aim}: by {plan.Mixtures.Aim} its best weights so far would not be the best",
                $"Resume with {aim}, or begin anew with --from the network that it wrote");
        }

        TrainingState state = new(
            file.Parameters, new AdamState(file.Parameters), file.Parameters.Clone(), FeatureScaling.Read(file.Extras, plan.Description, path),
            aim);
        foreach ((string prefix, NetworkParameters parameters) in state.Parts())
        {
            foreach (SynapseMatrix matrix in parameters.Topology.Matrices)
            {
                if (!file.Extras.TryGetValue(prefix + matrix.Name, out float[]? values) || values.Length != matrix.Count)
                    throw NotAState($"lacks {prefix}{matrix.Name}");
                values.CopyTo(parameters.Weights[matrix.Index], 0);
            }
        }

        state.Epoch = (int)Number("epoch");
        state.BestEpoch = (int)Number("best_epoch");
        state.BestLoss = Number("best_loss");
        state.Adam.Updates = (long)Number("updates");
        return state;

        double Number(string key) =>
            double.TryParse(file.Notes.GetValueOrDefault(key), CultureInfo.InvariantCulture, out double value)
                ? value
                : throw NotAState($"lacks the number {key}");

        BadInputException NotAState(string cause) =>
            new(path, $"is no state of a training run: it {cause}", "Name the .state file beside the network, or train anew");
    }

    private IEnumerable<(string Prefix, NetworkParameters Parameters)> Parts() =>
    [
        (FirstMoment, Adam.FirstMoment), (SecondMoment, Adam.SecondMoment), (AveragePrefix, Adam.Average), (BestPrefix, Best),
    ];
}
