using OnBoard.Fabric.Engines;

namespace OnBoard.Device.Service.Pipeline;

/// <summary>
/// What the live pipeline counts, from its start. Each number is written by one thread and may be read by any.
/// </summary>
public sealed class LiveCounters
{
    private long _hops, _missed, _silent, _guarded, _activeCells, _inferredHops, _events, _frames, _mouths, _microphoneOverruns;
    private long _loudspeakerUnderruns, _mouthVisible, _learningFailures;
    private readonly SharedEventCounts _trainingOnFabric = new(), _trainingOnProcessor = new();
    private double _certainty = double.NaN, _estimatedGain = double.NaN;

    /// <summary>Hops delivered.</summary>
    public long Hops => Volatile.Read(ref _hops);

    /// <summary>
    /// Hops that were delivered after their deadline. Where that showed before the sound was made they passed unprocessed.
    /// </summary>
    public long DeadlineMisses => Volatile.Read(ref _missed);

    /// <summary>Hops of silence in place of a lost microphone.</summary>
    public long SilentHops => Volatile.Read(ref _silent);

    /// <summary>Hops that were processed less, because the network is unsure or hears what it was not trained on.</summary>
    public long GuardedHops => Volatile.Read(ref _guarded);

    /// <summary>How sure the network is of its gains, 0 to 1; see <see cref="Enhancement.GainGuard.Certainty"/>.</summary>
    public double Certainty => Volatile.Read(ref _certainty);

    /// <summary>Improvement of the signal-to-noise ratio as the network sees it, dB; see <see cref="Enhancement.GainGuard.EstimatedGain"/>.</summary>
    public double EstimatedGain => Volatile.Read(ref _estimatedGain);

    /// <summary>Hops that the network processed.</summary>
    public long InferredHops => Volatile.Read(ref _inferredHops);

    /// <summary>Active cells summed over <see cref="InferredHops"/>.</summary>
    public long ActiveCells => Volatile.Read(ref _activeCells);

    /// <summary>Forward events summed over <see cref="InferredHops"/>.</summary>
    public long Events => Volatile.Read(ref _events);

    /// <summary>Events of the training steps that the fabric has done, as they come: the status has them once a second.</summary>
    public EventCounts TrainingOnFabric => _trainingOnFabric.Read();

    /// <summary>Events of the training steps that the processor has done.</summary>
    public EventCounts TrainingOnProcessor => _trainingOnProcessor.Read();

    /// <summary>Frames looked at.</summary>
    public long Frames => Volatile.Read(ref _frames);

    /// <summary>Frames in which a mouth was found.</summary>
    public long Mouths => Volatile.Read(ref _mouths);

    /// <summary>Whether the last frame showed a mouth.</summary>
    public bool MouthVisible => Volatile.Read(ref _mouthVisible) != 0;

    /// <summary>Xruns of the microphone and of the loudspeaker.</summary>
    public long Xruns => Volatile.Read(ref _microphoneOverruns) + Volatile.Read(ref _loudspeakerUnderruns);

    /// <summary>Failures of learning: whatever they were, the sound went on.</summary>
    public long LearningFailures => Volatile.Read(ref _learningFailures);

    /// <summary>From the end of a hop at the microphone to its delivery.</summary>
    public LatencyHistogram Latency { get; } = new();

    internal void AddHop(bool missed)
    {
        Volatile.Write(ref _hops, _hops + 1);
        if (missed) Volatile.Write(ref _missed, _missed + 1);
    }

    internal void AddInference(int activeCells, long events)
    {
        Volatile.Write(ref _activeCells, _activeCells + activeCells);
        Volatile.Write(ref _events, _events + events);
        Volatile.Write(ref _inferredHops, _inferredHops + 1);
    }

    internal void SetTraining(in EventCounts onFabric, in EventCounts onProcessor)
    {
        _trainingOnFabric.Write(onFabric);
        _trainingOnProcessor.Write(onProcessor);
    }

    internal void AddGuardedHop() => Volatile.Write(ref _guarded, _guarded + 1);

    internal void SetCertainty(double certainty, double estimatedGain)
    {
        Volatile.Write(ref _certainty, certainty);
        Volatile.Write(ref _estimatedGain, estimatedGain);
    }

    internal void AddSilentHop() => Volatile.Write(ref _silent, _silent + 1);

    internal void AddFrame(bool mouth)
    {
        Volatile.Write(ref _frames, _frames + 1);
        if (mouth) Volatile.Write(ref _mouths, _mouths + 1);
        Volatile.Write(ref _mouthVisible, mouth ? 1 : 0);
    }

    internal void LoseSight() => Volatile.Write(ref _mouthVisible, 0);

    internal void AddLearningFailure() => Volatile.Write(ref _learningFailures, _learningFailures + 1);

    internal void SetMicrophoneOverruns(long count) => Volatile.Write(ref _microphoneOverruns, count);

    internal void SetLoudspeakerUnderruns(long count) => Volatile.Write(ref _loudspeakerUnderruns, count);
}

/// <summary>Running totals of events that one thread writes and any may read: each number whole, together perhaps a step apart.</summary>
internal sealed class SharedEventCounts
{
    private long _input, _receptive, _context, _backward, _update, _steps;

    public EventCounts Read() => new(
        Volatile.Read(ref _input), Volatile.Read(ref _receptive), Volatile.Read(ref _context),
        Volatile.Read(ref _backward), Volatile.Read(ref _update), Volatile.Read(ref _steps));

    public void Write(in EventCounts counts)
    {
        Volatile.Write(ref _input, counts.Input);
        Volatile.Write(ref _receptive, counts.Receptive);
        Volatile.Write(ref _context, counts.Context);
        Volatile.Write(ref _backward, counts.Backward);
        Volatile.Write(ref _update, counts.Update);
        Volatile.Write(ref _steps, counts.Steps);
    }
}
