using OnBoard.Device.Enhancement;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Device.Service.Devices;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Service.Hosting;

/// <summary>Reads the pipeline's status; what is said of "lately" is since the reading before. Used by one thread.</summary>
/// <param name="pipeline">Running or not.</param>
/// <param name="cells">Cells of its network.</param>
/// <param name="power">The rails beside it; null where they are not read.</param>
public sealed class LiveStatusReader(LivePipeline pipeline, int cells, LivePower? power = null)
{
    private long _inferred;
    private long _active;
    private long _events;

    /// <summary>Receives each status that was read, on the thread that read it.</summary>
    public event Action<LiveStatus>? WasRead;

    /// <summary>How it is now.</summary>
    public LiveStatus Read()
    {
        LiveCounters counters = pipeline.Counters;
        long inferred = counters.InferredHops, active = counters.ActiveCells, events = counters.Events;
        double hops = inferred - _inferred;
        (double noisy, double enhanced) = pipeline.RunningSdr;
        LearningStatus? learning = pipeline.Learning;
        (RailsSnapshot? Rails, WindowEnergy? PerInference) measured = power is null ? (null, null) : power.Read();
        LiveStatus status = new()
        {
            Time = TimeSpan.FromSeconds((double)counters.Hops / AudioFormat.HopsPerSecond),
            Hops = counters.Hops,
            LatencyMedian = counters.Latency.Quantile(0.5) / 1e6,
            Latency99 = counters.Latency.Quantile(0.99) / 1e6,
            LatencyMax = counters.Latency.Max / 1e6,
            DeadlineMisses = counters.DeadlineMisses,
            LostHops = pipeline.LostHops + pipeline.UnplayedHops + pipeline.UnrecordedHops,
            SilentHops = counters.SilentHops,
            GuardedHops = counters.GuardedHops,
            Xruns = counters.Xruns,
            Activity = hops > 0 ? (active - _active) / hops / cells : double.NaN,
            EventsPerHop = hops > 0 ? (events - _events) / hops : double.NaN,
            HasCamera = pipeline.HasCamera,
            SeesMouth = counters.MouthVisible,
            NoisySdr = noisy,
            EnhancedSdr = enhanced,
            EstimatedGain = counters.EstimatedGain,
            Voice = Knows(counters.Certainty, learning),
            Rails = measured.Rails,
            InferenceEnergy = measured.PerInference,
            Learning = learning,
            Conditions = pipeline.Conditions.Current,
        };
        (_inferred, _active, _events) = (inferred, active, events);
        WasRead?.Invoke(status);
        return status;
    }

    private static VoiceKnowledge Knows(double certainty, LearningStatus? learning) =>
        double.IsNaN(certainty) ? VoiceKnowledge.Unheard
        : certainty >= GainGuard.SureFrom || learning is { Trust: > 0 } ? VoiceKnowledge.Yes
        : learning?.State is LearningState.Gathering or LearningState.Training ? VoiceKnowledge.Learning
        : VoiceKnowledge.No;
}
