using OnBoard.Device.Enhancement.Learning;
using OnBoard.Drivers;
using OnBoard.Fabric.Engines.Cpu;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Talker.Traits;
using OnBoard.Sensors.Talker;
using OnBoard.Sensors.Talker.Room;

namespace OnBoard.Device.Experiments.Trials;

/// <summary>
/// Live learning in virtual time: microphone and camera of the virtual board, or a talker's sentences, are heard and seen as
/// fast as they can be computed, and so many training steps are done for each second of them. What was learned is measured
/// again and again on mixtures that the learner never hears: other sentences in other noises (of the virtual talker: later sentences in
/// the same noise, later, and always there). The same plan gives the same figures again, however busy the machine.
/// </summary>
internal sealed class Trial
{
    /// <summary>Length of the virtual talker's test mixture.</summary>
    public const int TestSeconds = 30;

    private const int IntermittentSeed = 1;

    private readonly TrialPlan _plan;
    private readonly SyntheticTalker? _talker;
    private readonly IReadOnlyList<HeldOutMixture> _heldOut;

    /// <param name="plan">What to do.</param>
    /// <exception cref="BadInputException">A recording is unfit.</exception>
    public Trial(TrialPlan plan)
    {
        _plan = plan;
        if (plan.Talker is { } talker)
        {
            _heldOut = HeldOutMixture.Cross(talker.HeldOut, plan.HeldOutNoises, plan.HeldOutRatios, plan.HeldOutNoisesEach);
        }
        else
        {
            _talker = new SyntheticTalker(new TalkerOptions());
            _heldOut = [RecordTest()];
        }

        Noisy = TrialScore.Mean([.. _heldOut.Select(mixture => mixture.MeasureNoisy())]);
    }

    /// <summary>Of the mixtures before enhancement.</summary>
    public TrialScore Noisy { get; }

    /// <summary>How many mixtures are measured.</summary>
    public int Mixtures => _heldOut.Count;

    /// <summary>What was learned, once <see cref="Run"/> is through.</summary>
    public IntegerNetwork? Learned { get; private set; }

    /// <summary>Of what was learned where the guard of the gains does not trust it: what the weights alone do, once <see cref="Run"/> is through.</summary>
    public TrialScore Untrusted { get; private set; }

    /// <summary>What was found worth learning from, once <see cref="Run"/> is through.</summary>
    public StretchFindings? Findings { get; private set; }

    /// <summary>Runs it; the first point is of the network that it starts from.</summary>
    public IEnumerable<TrialPoint> Run()
    {
        using Learner learner = CreateLearner();
        using TrialSound sound = Open(() => new IntermittentNoise(_plan.Noise(), IntermittentSeed));
        TrialPoint last = Measure(0, learner);
        yield return last;
        double due = 0;
        bool changed = false;
        for (int hop = 0; hop < _plan.Seconds * AudioFormat.HopsPerSecond; hop++)
        {
            sound.Give(learner);
            due += (double)_plan.StepsPerSecond / AudioFormat.HopsPerSecond;
            for (; due >= 1; due--)
            {
                if (!learner.Replay.IsReady) continue;
                float trust = learner.Trust;
                changed |= learner.Step() || learner.Trust != trust;
            }

            if ((hop + 1) % (_plan.Interval * AudioFormat.HopsPerSecond) != 0) continue;
            int seconds = (hop + 1) / AudioFormat.HopsPerSecond;
            last = changed
                ? Measure(seconds, learner)
                : last with { Seconds = seconds, Status = learner.ReadStatus(LearningState.Training) };
            changed = false;
            yield return last;
        }

        Learned = learner.InUse.Clone();
        Untrusted = learner.Trust > 0 ? Measure(learner, trust: 0) : last.Score;
        Findings = learner.Findings;
    }

    /// <summary>A learner that has listened as long as the plan says and was not trained.</summary>
    public Learner Listen()
    {
        Learner learner = CreateLearner();
        using TrialSound sound = Open(() => new IntermittentNoise(_plan.Noise(), IntermittentSeed));
        for (int hop = 0; hop < _plan.Seconds * AudioFormat.HopsPerSecond; hop++) sound.Give(learner);
        return learner;
    }

    /// <summary>What the weights in use do on the mixtures, trusted as far as the learner found.</summary>
    public TrialScore Measure(Learner learner) => Measure(learner, learner.Trust);

    private Learner CreateLearner() => new(_plan.Model, weights => new CpuEngine(weights), _plan.Learning);

    private TrialPoint Measure(int seconds, Learner learner)
    {
        TrialScore score = Measure(learner);
        return new TrialPoint(seconds, score, score.SiSdr - Noisy.SiSdr, learner.ReadStatus(LearningState.Training));
    }

    private TrialScore Measure(Learner learner, float trust) =>
        TrialScore.Mean([.. _heldOut.Select(mixture => mixture.Measure(_plan.Model, learner.InUse, trust))]);

    private HeldOutMixture RecordTest()
    {
        float[] noisy = new float[TestSeconds * AudioFormat.SampleRate], clean = new float[noisy.Length];
        List<TrialFrame> frames = [];
        using TrialSound sound = Open(_plan.Noise);
        for (int hop = 0; hop < _plan.Seconds * AudioFormat.HopsPerSecond; hop++) sound.Next(out _, look: false);
        for (int hop = 0; hop < TestSeconds * AudioFormat.HopsPerSecond; hop++)
        {
            sound.Next(out TrialFrame? frame);
            if (frame is not null) frames.Add(frame with { Hop = hop });
            sound.Noisy.CopyTo(noisy.AsSpan(hop * AudioFormat.HopLength));
            sound.Clean.CopyTo(clean.AsSpan(hop * AudioFormat.HopLength));
        }

        return new HeldOutMixture(clean, noisy, frames);
    }

    private TrialSound Open(Func<INoise> noise) => _plan.Talker is { } talker
        ? new SentenceSound(talker, _plan.Snr, noise)
        : new VirtualSound(_talker!, _plan.Snr, noise);
}
