using OnBoard.Device.Enhancement.Learning;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Learning;
using OnBoard.Fabric.Network;

namespace OnBoard.Device.Experiments.Trials;

/// <summary>What a damage did and how learning mended it.</summary>
/// <param name="Kind">What became of cells or weights.</param>
/// <param name="Share">Of the cells, of the active cells, or of the weights.</param>
/// <param name="AmongActive">Whether only cells were hit that are active in a tenth of the frames.</param>
/// <param name="Hit">How many were hit.</param>
/// <param name="Healthy">Held-out loss before, nats per band.</param>
/// <param name="Damaged">Right after.</param>
/// <param name="Recovered">After all training steps.</param>
/// <param name="StepsToRecover">Training steps until within 2 % of <see cref="Healthy"/>; null where that was not reached.</param>
/// <param name="GainHealthy">SI-SDR gain on the test mixture before, dB.</param>
/// <param name="GainDamaged">Right after.</param>
/// <param name="GainRecovered">After all training steps.</param>
internal readonly record struct DamageResult(
    DamageKind Kind, double Share, bool AmongActive, int Hit, double Healthy, double Damaged, double Recovered,
    long? StepsToRecover, double GainHealthy, double GainDamaged, double GainRecovered);

/// <summary>Damages a network and lets it recover by live learning, in virtual time; see <see cref="Trial"/>.</summary>
/// <param name="trial">Where it listens and is measured.</param>
/// <param name="steps">Training steps after each damage.</param>
/// <param name="seed">Draws the cells.</param>
internal sealed class DamageTrial(Trial trial, int steps, int seed)
{
    private const double Recovered = 1.02;
    private const double MinActivity = 0.1;

    /// <summary>One damage to the network at the beginning.</summary>
    public DamageResult Run(DamageKind kind, double share, bool amongActive)
    {
        using Learner learner = trial.Listen();
        double healthy = learner.MeasureLoss();
        double gainHealthy = trial.Measure(learner).SiSdr - trial.Noisy.SiSdr;
        int[]? among = amongActive ? ActiveCells(learner) : null;
        int hit = 0;
        learner.Damage(network => hit = kind == DamageKind.BitFlip
            ? CellDamage.FlipBits(network, share, new Random(seed))
            : CellDamage.DamageCells(network, kind, share, new Random(seed), among));
        double damaged = learner.MeasureLoss();
        double gainDamaged = trial.Measure(learner).SiSdr - trial.Noisy.SiSdr;
        long? recoveredAt = damaged <= Recovered * healthy ? 0 : null;
        for (int step = 0; step < steps; step++)
        {
            if (learner.Step() && recoveredAt is null && learner.LossAfter <= Recovered * healthy) recoveredAt = learner.Steps;
        }

        double gainRecovered = trial.Measure(learner).SiSdr - trial.Noisy.SiSdr;
        return new DamageResult(
            kind, share, amongActive, hit, healthy, damaged, learner.MeasureLoss(), recoveredAt,
            gainHealthy, gainDamaged, gainRecovered);
    }

    private static int[] ActiveCells(Learner learner)
    {
        NetworkTopology topology = learner.InUse.Topology;
        NetworkState state = new(topology);
        int cells = topology.Description.Cells;
        int[] active = new int[2 * topology.Description.Layers * cells];
        int frames = 0;
        learner.Watch(engine =>
        {
            engine.ReadState(state);
            frames++;
            for (int i = 0; i < active.Length; i++)
            {
                if (state.Outputs[i / cells][i % cells] != 0) active[i]++;
            }
        });
        return [.. Enumerable.Range(0, active.Length).Where(cell => active[cell] >= MinActivity * frames)];
    }
}
