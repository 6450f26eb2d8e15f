using OnBoard.Device.Enhancement;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Sensors.Talker.Room;

namespace OnBoard.Device.Experiments.Trials;

/// <summary>A trial of live learning in virtual time.</summary>
internal sealed record TrialPlan
{
    /// <summary>The network to start from.</summary>
    public required EnhancerModel Model { get; init; }

    /// <summary>Who talks; null takes the virtual talker.</summary>
    public TrialTalker? Talker { get; init; }

    /// <summary>The noise to learn in: makes it from its beginning, as often as called.</summary>
    public Func<INoise> Noise { get; init; } = () => new CafeNoise(CafeNoise.UsualSeed);

    /// <summary>The noises to score in, mono at 16 kHz; of the virtual talker it is the one to learn in, later.</summary>
    public IReadOnlyList<float[]> HeldOutNoises { get; init; } = [];

    /// <summary>Speech over the noise while it is there, dB.</summary>
    public double Snr { get; init; }

    /// <summary>Ratios to score at, dB, in turn.</summary>
    public IReadOnlyList<double> HeldOutRatios { get; init; } = [-3, 0, 3];

    /// <summary>Each sentence to score on is heard in so many noises.</summary>
    public int HeldOutNoisesEach { get; init; } = 3;

    /// <summary>How long the learner listens.</summary>
    public int Seconds { get; init; } = 120;

    /// <summary>Training steps in each second: what the processor leaves.</summary>
    public int StepsPerSecond { get; init; } = 1200;

    /// <summary>Between two measurements.</summary>
    public int Interval { get; init; } = 10;

    /// <summary>How to learn.</summary>
    public LearningOptions Learning { get; init; } = new();
}
