using OnBoard.Device.Enhancement.Learning;
using OnBoard.Device.Service.Devices;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Service.Hosting;

/// <summary>How well the network knows the voice that it hears.</summary>
public enum VoiceKnowledge
{
    /// <summary>Nobody has talked yet.</summary>
    Unheard,

    /// <summary>It is unsure of what is speech: it does less, so as to do no harm.</summary>
    No,

    /// <summary>It is unsure, and learns.</summary>
    Learning,

    /// <summary>It is sure of what is speech.</summary>
    Yes,
}

/// <summary>How the live pipeline is doing, for people.</summary>
public sealed record LiveStatus
{
    /// <summary>Sound delivered so far.</summary>
    public TimeSpan Time { get; init; }

    /// <summary>Hops delivered.</summary>
    public long Hops { get; init; }

    /// <summary>Half of the hops were delivered within this, ms from the end of the hop.</summary>
    public double LatencyMedian { get; init; }

    /// <summary>99 of 100 hops were delivered within this, ms.</summary>
    public double Latency99 { get; init; }

    /// <summary>The slowest hop, ms.</summary>
    public double LatencyMax { get; init; }

    /// <summary>Hops that missed their deadline and passed unprocessed.</summary>
    public long DeadlineMisses { get; init; }

    /// <summary>Hops lost between threads.</summary>
    public long LostHops { get; init; }

    /// <summary>Hops of silence in place of a lost microphone.</summary>
    public long SilentHops { get; init; }

    /// <summary>Hops that were processed less, because the network is unsure or hears what it was not trained on.</summary>
    public long GuardedHops { get; init; }

    /// <summary>Xruns of the sound devices.</summary>
    public long Xruns { get; init; }

    /// <summary>Share of active cells lately, 0..1; not a number where the network was not asked.</summary>
    public double Activity { get; init; } = double.NaN;

    /// <summary>Forward events per hop lately; not a number where the network was not asked.</summary>
    public double EventsPerHop { get; init; } = double.NaN;

    /// <summary>Whether there is a camera.</summary>
    public bool HasCamera { get; init; }

    /// <summary>Whether the last frame showed a mouth.</summary>
    public bool SeesMouth { get; init; }

    /// <summary>SI-SDR of what is heard over the last seconds, dB; not a number where unknown.</summary>
    public double NoisySdr { get; init; } = double.NaN;

    /// <summary>SI-SDR of what goes out, dB; not a number where unknown.</summary>
    public double EnhancedSdr { get; init; } = double.NaN;

    /// <summary>
    /// By how much the signal-to-noise ratio is improved as the network itself sees it, dB: an estimate, for want of clean speech
    /// to compare with. Not a number before anybody talked.
    /// </summary>
    public double EstimatedGain { get; init; } = double.NaN;

    /// <summary>How well the network knows who talks.</summary>
    public VoiceKnowledge Voice { get; init; }

    /// <summary>The power rails; null where they are not read.</summary>
    public RailsSnapshot? Rails { get; init; }

    /// <summary>Energy of one inference, all that flows meanwhile included; null until the first second is over, and where no
    /// rails are read.</summary>
    public WindowEnergy? InferenceEnergy { get; init; }

    /// <summary>How learning is doing; null where nobody learns.</summary>
    public LearningStatus? Learning { get; init; }

    /// <summary>What is wrong, in plain words.</summary>
    public IReadOnlyList<string> Conditions { get; init; } = [];
}
