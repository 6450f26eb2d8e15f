using System.Globalization;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Drivers;
using OnBoard.Drivers.Files;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Cpu;
using OnBoard.Fabric.Engines.Fabric;
using OnBoard.Fabric.Files;
using OnBoard.Fabric.Network;

namespace OnBoard.Device.Service.Learning;

/// <summary>All that the live pipeline needs to learn: who learns, where weights go, where checkpoints are kept.</summary>
public sealed class LiveLearning
{
    /// <summary>Where a checkpoint says how far the gains of its weights were trusted, 0..1: none where it does not say.</summary>
    internal const string TrustNote = "trust";

    private readonly LearningOptions _options;
    private readonly EnhancerModel _start;
    private FabricTrainer? _trainer;

    /// <param name="model">The network to start from.</param>
    /// <param name="folder">Where checkpoints are kept; each network has files of its own there.</param>
    /// <param name="control">Switches it.</param>
    /// <param name="options">How to learn.</param>
    /// <param name="files">Where the folder is; the operating system's files by default.</param>
    public LiveLearning(
        EnhancerModel model, string folder, LearningControl control, LearningOptions? options = null, IFileSystem? files = null)
    {
        Control = control;
        Checkpoints = new CheckpointStore(folder, $"{model.Parameters.Topology.Description.Name}-{model.Fingerprint}", files);
        Resumed = Checkpoints.Load();
        _start = model;
        Model = Resumed is { Network: { Integers: { } learned } network }
            && learned.Topology.Description == model.Parameters.Topology.Description
            ? model with { Parameters = network.Parameters, Integers = learned }
            : model;
        Extras = model.Scaling.ToExtras();
        options ??= new LearningOptions();
        CheckpointInterval = options.CheckpointInterval;
        _options = options;
        Learner = CreateLearner(sendsAlways: false);
        Weights = new WeightMailbox(Model.Parameters.Topology);
    }

    /// <summary>Trains on the fabric that runs the network, between the hops, where it can; before the service starts.</summary>
    /// <param name="supervisor">Runs the network in use; the same weights.</param>
    /// <returns>Why the processor trains all the same, in words; null where the fabric does.</returns>
    public string? TrainOn(FabricSupervisor supervisor)
    {
        FabricTrainer trainer;
        bool sendsAlways = supervisor.Topology.Description != Model.Integers.Topology.Description;
        try
        {
            trainer = supervisor.CreateTrainer(sendsAlways ? Model.Integers.SendingAlways() : Model.Integers);
        }
        catch (BadInputException error)
        {
            return $"the processor trains, not {error.Subject}: it {error.Cause}";
        }

        if (sendsAlways)
        {
            // Logic that sends always hears other values: the network is trained, and validated, as it is run.
            Learner.Dispose();
            Learner = CreateLearner(sendsAlways);
        }

        Learner.TrainOn(trainer);
        _trainer = trainer;
        return null;
    }

    /// <summary>Puts the learner's weights in use: by an exchange within the fabric, or through the hop thread. The learning thread's.</summary>
    internal void TakeOver()
    {
        if (_trainer is null) Weights.Post(Learner.InUse);
        else _trainer.TakeOver(Learner.InUse);
    }

    /// <summary>Lets a fabric that was away have what was put in use meanwhile. The learning thread's.</summary>
    internal void CatchUp() => _trainer?.CatchUp();

    /// <summary>Switches learning and reports how it is doing.</summary>
    public LearningControl Control { get; }

    /// <summary>The network that runs at the start: what was learned before, or the one to start from.</summary>
    public EnhancerModel Model { get; }

    /// <summary>The checkpoint that was taken up; null where there was none.</summary>
    public Checkpoint? Resumed { get; }

    /// <summary>Checkpoints that were passed over, and why: those that are damaged, and those that another version wrote.</summary>
    public IReadOnlyList<string> PassedOver =>
    [
        .. Checkpoints.Damaged.Select(path => $"{path} is damaged and was passed over"),
        .. Checkpoints.Foreign.Select(file => $"{file.Path} {file.Cause}: it was passed over and is left as it is"),
    ];

    /// <summary>From the learning thread to the hop thread.</summary>
    internal WeightMailbox Weights { get; }

    internal Learner Learner { get; private set; }

    internal CheckpointStore Checkpoints { get; }

    internal IReadOnlyDictionary<string, float[]> Extras { get; }

    internal TimeSpan CheckpointInterval { get; }

    /// <summary>The learner's weights as the network that was started from describes them: for a checkpoint.</summary>
    /// <exception cref="BadInputException">A sum of them could overflow: no engine would take them up again.</exception>
    internal IntegerNetwork CopyInUse()
    {
        IntegerNetwork copy = new(Model.Integers.Topology);
        copy.CopyFrom(Learner.InUse);
        OverflowBound.Require(copy, "what was learned");
        return copy;
    }

    /// <summary>Learns from the network that was started from, and goes on from what was learned of it.</summary>
    private Learner CreateLearner(bool sendsAlways)
    {
        Learner learner = new(
            sendsAlways ? _start with { Integers = _start.Integers.SendingAlways() } : _start, weights => new CpuEngine(weights), _options);
        if (Model != _start)
            learner.TakeUp(sendsAlways ? Model.Integers.SendingAlways() : Model.Integers, ReadTrust());
        return learner;
    }

    private float ReadTrust() =>
        float.TryParse(Resumed?.Network.Notes.GetValueOrDefault(TrustNote), CultureInfo.InvariantCulture, out float trust) && trust is >= 0 and <= 1
            ? trust
            : 0;
}
