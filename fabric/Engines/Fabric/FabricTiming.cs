namespace OnBoard.Fabric.Engines.Fabric;

/// <summary>How long software waits for a fabric before it calls it broken.</summary>
/// <param name="Job">For any job.</param>
/// <param name="Frame">More for each frame of it.</param>
/// <param name="Load">For a job that moves all weights.</param>
/// <param name="Reset">For a soft reset.</param>
public sealed record FabricTiming(TimeSpan Job, TimeSpan Frame, TimeSpan Load, TimeSpan Reset)
{
    /// <summary>
    /// Programmable logic, where a frame takes well under a millisecond: 5 ms for a frame leave the processor enough of a hop
    /// of 10 ms to take over.
    /// </summary>
    public static FabricTiming Logic { get; } = Milliseconds(4, 1, 1000, 100);

    /// <summary>How long a step waits at most for a training job that runs; then the processor does it. 1 ms.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// How much longer a job may take that no hop waits for: training, and pieces of weights. Nothing for logic, of which the times
    /// are known; a model's thread may have to wait for a processor.
    /// </summary>
    public TimeSpan Background { get; init; }

    /// <summary>How long a training job is to take at most: less than <see cref="Wait"/>, so that no step is done without the fabric.</summary>
    public TimeSpan TrainingJob => 0.7 * Wait;

    /// <summary>The clock that <see cref="Logic"/> is meant for, Hz.</summary>
    public const uint LogicClockHz = 300_000_000;

    private const double MaxStretch = 100;

    /// <summary>A model on this machine's processor, which others use too: 8 ms for a frame.</summary>
    public static FabricTiming Model { get; } = Milliseconds(6, 2, 5000, 1000) with
    {
        Background = TimeSpan.FromSeconds(1),
    };

    /// <summary>For a simulation of every cycle, or a corpus to be scored: nobody waits.</summary>
    public static FabricTiming LongTimeouts { get; } = Milliseconds(60_000, 5000, 600_000, 10_000) with
    {
        Wait = TimeSpan.FromSeconds(60),
    };

    /// <summary>
    /// The same in cycles for logic with a slower clock than <see cref="LogicClockHz"/>: longer in proportion, a hundred times
    /// at most, so that a register of nonsense does not keep software waiting.
    /// </summary>
    public FabricTiming At(uint clockHz)
    {
        double stretch = Math.Clamp(LogicClockHz / Math.Max(1.0, clockHz), 1, MaxStretch);
        return new(stretch * Job, stretch * Frame, stretch * Load, stretch * Reset) { Wait = stretch * Wait, Background = stretch * Background };
    }

    /// <summary>For a job of so many frames.</summary>
    public TimeSpan Of(int frames) => Job + (frames * Frame);

    private static FabricTiming Milliseconds(int job, int frame, int load, int reset) => new(
        TimeSpan.FromMilliseconds(job), TimeSpan.FromMilliseconds(frame), TimeSpan.FromMilliseconds(load),
        TimeSpan.FromMilliseconds(reset));
}
