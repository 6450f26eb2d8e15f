using OnBoard.Fabric.Engines;

namespace OnBoard.Device.Enhancement.Learning;

/// <summary>What live learning is doing.</summary>
public enum LearningState
{
    /// <summary>Switched off; what was learned so far is in use.</summary>
    Off,

    /// <summary>Listening for clear speech and for noise; there is not enough of them to learn from yet.</summary>
    Gathering,

    /// <summary>Training on what was gathered.</summary>
    Training,

    /// <summary>It failed and gave up; the conditions say why. Sound goes on.</summary>
    Failed,
}

/// <summary>What was decided of the weights when they were last validated on the held-out replay slice.</summary>
public enum LearningDecision
{
    /// <summary>Nothing was validated yet.</summary>
    None,

    /// <summary>Better than the weights in use: they are the weights in use now.</summary>
    Kept,

    /// <summary>No better, but not clearly worse either: training goes on from them.</summary>
    Continued,

    /// <summary>Worse: training went back to the weights in use.</summary>
    RolledBack,
}

/// <summary>How live learning is doing, at one moment.</summary>
public sealed record LearningStatus
{
    /// <summary>The value of <see cref="Engine"/> where the fabric trains.</summary>
    public const string OnFabric = "fabric";

    /// <summary>The value of <see cref="Engine"/> where the processor trains.</summary>
    public const string OnProcessor = "cpu";

    /// <summary>What trains: <c>fabric</c> or <c>cpu</c>.</summary>
    public string Engine { get; init; } = OnProcessor;

    /// <summary>Training steps of the fabric.</summary>
    public long StepsOnFabric { get; init; }

    /// <summary>Training steps of the processor; those that it did again after a fault of the fabric are among them.</summary>
    public long StepsOnProcessor { get; init; }

    /// <summary>What it is doing.</summary>
    public LearningState State { get; init; }

    /// <summary>Training steps (one frame, one update of the weights) since the start of the program.</summary>
    public long Steps { get; init; }

    /// <summary>Synaptic events of one training step, forward, backward and updates; not a number before the first.</summary>
    public double EventsPerStep { get; init; } = double.NaN;

    /// <summary>Synaptic events of the fabric's steps, all together, by kind.</summary>
    public EventCounts CountsOnFabric { get; init; }

    /// <summary>Synaptic events of the processor's steps, all together, by kind.</summary>
    public EventCounts CountsOnProcessor { get; init; }

    /// <summary>Synaptic events of the fabric's steps, all together.</summary>
    public long EventsOnFabric => CountsOnFabric.Total;

    /// <summary>Synaptic events of the processor's steps, all together.</summary>
    public long EventsOnProcessor => CountsOnProcessor.Total;

    /// <summary>Events of one of the fabric's steps; not a number before the first.</summary>
    public double EventsPerStepOnFabric => PerStep(EventsOnFabric, StepsOnFabric);

    /// <summary>Events of one of the processor's steps; not a number before the first.</summary>
    public double EventsPerStepOnProcessor => PerStep(EventsOnProcessor, StepsOnProcessor);

    /// <summary>Whether speech and noise are told apart by sound alone, as no camera gives frames.</summary>
    public bool IsByEar { get; init; }

    /// <summary>The same in a word: <c>ear</c> or <c>lips</c>.</summary>
    public string By => IsByEar ? "ear" : "lips";

    /// <summary>The talker's own clear speech in the replay memory, held-out slice included, seconds.</summary>
    public double ClearSeconds { get; init; }

    /// <summary>The room's own noise in the replay memory, held-out slice included, seconds.</summary>
    public double NoiseSeconds { get; init; }

    /// <summary>Share of the replay memory that is filled, 0..1.</summary>
    public double ReplayFill { get; init; }

    /// <summary>
    /// Loss on the held-out slice, nats per band, of the network as it was loaded; not a number before the
    /// first validation.
    /// </summary>
    public double HeldOutLossBefore { get; init; } = double.NaN;

    /// <summary>The same of the weights in use now.</summary>
    public double HeldOutLossAfter { get; init; } = double.NaN;

    /// <summary>The last validation.</summary>
    public LearningDecision LastDecision { get; init; }

    /// <summary>How far the network's gains are trusted with this voice, as held-out speech has shown, 0..1: <see cref="Learner.Trust"/>.</summary>
    public float Trust { get; init; }

    /// <summary>Validations that put new weights in use.</summary>
    public int Kept { get; init; }

    /// <summary>Validations that went back.</summary>
    public int RolledBack { get; init; }

    /// <summary>The newest checkpoint's file; null where there is none.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>The newest checkpoint's number, counted over all starts; 0 where there is none.</summary>
    public long CheckpointNumber { get; init; }

    private static double PerStep(long events, long steps) => steps > 0 ? (double)events / steps : double.NaN;
}
