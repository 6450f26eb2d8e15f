using OnBoard.Device.Enhancement.Learning;
using OnBoard.Fabric.Engines.Cpu;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Learning;
using OnBoard.Fabric.Network;

namespace OnBoard.Device.Experiments.Study;

/// <summary>
/// Trains in 16-bit integers from the first step, one update for each frame, as the board does; the rate is halved again and
/// again over the run, and the mean of the weights at moments of its last part is what was learned.
/// </summary>
/// <param name="trial">The trial.</param>
/// <param name="data">The frames.</param>
/// <param name="figures">Written, where cells are killed half-way.</param>
/// <param name="curve">Written.</param>
internal sealed class IntegerStudy(
    StudyTrial trial, StudyData data, SortedDictionary<string, double> figures, List<CurvePoint> curve)
{
    private const int Moments = 16;
    private const double AveragedPart = 0.1;

    // How much further the rate is shifted over the run, in equal parts.
    private static readonly int[] Schedule = [0, 0, 0, 0, 1, 2, 3, 4];

    /// <summary>Trains.</summary>
    public IntegerNetwork Run(CancellationToken cancel)
    {
        IntegerNetwork network = IntegerNetwork.Quantize(trial.FirstWeights());
        NetworkTopology topology = network.Topology;
        using CpuEngine engine = new(trial.Learner(network));
        Scorer probe = new(data.Probe);
        WeightAverage average = new(topology);
        using FrameFeeder feeder = new(
            data.Training, topology.Description, trial.Seed, trial.Variant.Labelled, trial.Variant.Agrees ? network : null);
        int frames = trial.Frames;
        int averaged = Math.Max(Moments, (int)(AveragedPart * frames));
        int killAt = trial.Variant.KilledInTraining > 0 ? frames / 2 : -1;
        for (int frame = 0; frame < frames; frame++)
        {
            if (frame % 64 == 0) cancel.ThrowIfCancellationRequested();
            if (frame == killAt) Kill(engine, network, probe);
            engine.Learning = new IntegerLearning(
                (uint)trial.Seed, trial.IntegerPenalty,
                trial.Variant.RateShift + Schedule[(int)((long)frame * Schedule.Length / frames)], trial.Variant.UpdateThreshold);
            feeder.Train(engine);
            if ((frame + 1) % Math.Max(1, frames / StudyTrial.CurvePoints) == 0) Measure(engine, network, probe, frame + 1, killAt);
            if (frame >= frames - averaged && (frame + 1) % (averaged / Moments) == 0) average.Add(engine);
        }

        average.TakeOut(network);
        return network;
    }

    private void Kill(CpuEngine engine, IntegerNetwork network, Scorer probe)
    {
        engine.ReadWeights(network);
        figures[Figure.LossBeforeKill] = probe.Run(network).Loss.CrossEntropy;
        CellDamage.DamageCells(network, DamageKind.Dead, trial.Variant.KilledInTraining, new Random(trial.Seed));
        engine.WriteWeights(network);
        figures[Figure.LossAfterKill] = probe.Run(network).Loss.CrossEntropy;
    }

    private void Measure(CpuEngine engine, IntegerNetwork network, Scorer probe, int frames, int killAt)
    {
        engine.ReadWeights(network);
        double loss = probe.Run(network).Loss.CrossEntropy;
        curve.Add(new CurvePoint(frames, loss));
        if (killAt >= 0 && frames > killAt && loss <= StudyTrial.Recovered * figures[Figure.LossBeforeKill])
            figures.TryAdd(Figure.FramesToRecover, frames - killAt);
    }
}
