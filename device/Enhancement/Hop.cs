using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Sight;

namespace OnBoard.Device.Enhancement;

/// <summary>10 ms of sound on its way from thread to thread; made once and filled again and again.</summary>
internal sealed class Hop
{
    /// <summary>Counts what was captured, from 0 at the start.</summary>
    public long Number { get; set; }

    /// <summary>Counts what the hop thread processed, from 0; without gaps where nothing was lost behind that thread.</summary>
    public long Step { get; set; }

    /// <summary>When its first sample was taken, nanoseconds of the monotonic clock.</summary>
    public long CapturedAt { get; set; }

    /// <summary>When the whole hop was there, nanoseconds of the monotonic clock. The deadline counts from here.</summary>
    public long ArrivedAt { get; set; }

    /// <summary>When the hop thread was done with it, nanoseconds of the monotonic clock.</summary>
    public long FinishedAt { get; set; }

    /// <summary>What became of it.</summary>
    public HopOutcome Outcome { get; set; }

    /// <summary>Cells whose output was not zero; 0 where the network was not asked.</summary>
    public int ActiveCells { get; set; }

    /// <summary>Forward events; 0 where the network was not asked.</summary>
    public long Events { get; set; }

    /// <summary>What the network came to see.</summary>
    public SightChange Sight { get; set; }

    /// <summary>When that frame was taken, nanoseconds of the monotonic clock.</summary>
    public long FrameAt { get; set; }

    /// <summary>Features of that frame's mouth, [64] before normalisation.</summary>
    public float[] Mouth { get; } = new float[MouthFeatures.Count];

    /// <summary>Whether <see cref="Clean"/> is known.</summary>
    public bool HasReference { get; set; }

    /// <summary>What the microphone heard.</summary>
    public float[] Noisy { get; } = new float[AudioFormat.HopLength];

    /// <summary>The talker alone; zeros where it is not known.</summary>
    public float[] Clean { get; } = new float[AudioFormat.HopLength];

    /// <summary>What goes out.</summary>
    public float[] Enhanced { get; } = new float[AudioFormat.HopLength];

    /// <summary>Takes over everything but the enhanced sound.</summary>
    public void CopyFrom(Hop other)
    {
        Number = other.Number;
        Step = other.Step;
        CapturedAt = other.CapturedAt;
        ArrivedAt = other.ArrivedAt;
        FinishedAt = other.FinishedAt;
        Outcome = other.Outcome;
        ActiveCells = other.ActiveCells;
        Events = other.Events;
        Sight = other.Sight;
        FrameAt = other.FrameAt;
        HasReference = other.HasReference;
        if (other.Sight == SightChange.Mouth) other.Mouth.CopyTo(Mouth, 0);
        other.Noisy.CopyTo(Noisy, 0);
        if (other.HasReference) other.Clean.CopyTo(Clean, 0);
        else Clean.AsSpan().Clear();
    }
}
