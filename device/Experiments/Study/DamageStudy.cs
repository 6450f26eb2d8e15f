using OnBoard.Fabric.Engines.Cpu;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Learning;

namespace OnBoard.Device.Experiments.Study;

/// <summary>Damages what a trial has learned, at a stroke, in several ways, and lets it learn on in integers.</summary>
/// <param name="trial">The trial.</param>
/// <param name="data">The frames.</param>
internal sealed class DamageStudy(StudyTrial trial, StudyData data)
{
    /// <summary>Kinds of damage, as figures name them.</summary>
    public const string Healthy = "healthy", Killed = "killed", KilledActive = "killed_active";

    /// <inheritdoc cref="Healthy"/>
    public const string Stuck = "stuck", StuckActive = "stuck_active", Flipped = "flipped";

    private const int Looks = 20;

    private readonly Scorer _probe = new(data.Probe);

    /// <summary>The shares from which recovery is tried: half the cells killed, every tenth stuck.</summary>
    public static IReadOnlyList<(string Kind, double Share)> Recoveries { get; } = [(Killed, 0.5), (KilledActive, 0.5), (Stuck, 0.1)];

    /// <summary>The kinds of damage with their shares in a plan.</summary>
    public static IReadOnlyList<(string Kind, IReadOnlyList<double> Shares)> Shares(StudyPlan plan) =>
    [
        (Killed, plan.KilledShares), (KilledActive, plan.KilledShares), (Stuck, plan.StuckShares),
        (StuckActive, plan.StuckShares), (Flipped, plan.FlippedShares),
    ];

    /// <summary>Does all of the plan.</summary>
    public void Run(IntegerNetwork learned, SortedDictionary<string, double> figures, CancellationToken cancel)
    {
        int[] active = _probe.FindActiveCells(learned);
        using CpuEngine engine = new(learned);
        double healthy = _probe.Run(engine).Loss.CrossEntropy;
        figures[Healthy] = healthy;
        foreach ((string kind, IReadOnlyList<double> shares) in Shares(trial.Plan))
        {
            foreach (double share in shares)
            {
                cancel.ThrowIfCancellationRequested();
                string name = Figure.Damage(kind, share);
                engine.WriteWeights(Damage(learned, kind, share, active));
                figures[name] = _probe.Run(engine).Loss.CrossEntropy;
                if (Recoveries.Contains((kind, share))) Recover(engine, name, healthy, figures, cancel);
            }
        }
    }

    private IntegerNetwork Damage(IntegerNetwork learned, string kind, double share, int[] active)
    {
        IntegerNetwork network = learned.Clone();
        Random random = new(trial.Seed);
        switch (kind)
        {
            case Flipped:
                CellDamage.FlipBits(network, share, random);
                break;
            case Killed or KilledActive:
                CellDamage.DamageCells(network, DamageKind.Dead, share, random, kind == KilledActive ? active : null);
                break;
            default:
                CellDamage.DamageCells(network, DamageKind.Stuck, share, random, kind == StuckActive ? active : null);
                break;
        }

        return network;
    }

    private void Recover(
        CpuEngine engine, string damage, double healthy, SortedDictionary<string, double> figures, CancellationToken cancel)
    {
        (string loss, string steps) = Figure.Recovery(damage);
        using FrameFeeder feeder = new(data.Training, engine.Topology.Description, trial.Seed);
        engine.Learning = new IntegerLearning((uint)trial.Seed, trial.IntegerPenalty, trial.Variant.RateShift);
        if (figures[damage] <= StudyTrial.Recovered * healthy) figures[steps] = 0;
        for (int step = 1; step <= trial.Plan.RecoverySteps; step++)
        {
            if (step % 64 == 0) cancel.ThrowIfCancellationRequested();
            feeder.Train(engine);
            if (step % (trial.Plan.RecoverySteps / Looks) != 0) continue;
            engine.Reset();
            figures[loss] = _probe.Run(engine).Loss.CrossEntropy;
            if (figures[loss] <= StudyTrial.Recovered * healthy) figures.TryAdd(steps, step);
        }
    }
}
