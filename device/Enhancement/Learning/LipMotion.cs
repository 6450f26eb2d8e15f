using OnBoard.Sensors.Sight;

namespace OnBoard.Device.Enhancement.Learning;

/// <summary>
/// Distinguishes moving lips from resting ones: the change of the mouth's coarse shape from frame to frame, its median over a
/// quarter of a second (a single jump is a blink, a cut or a lost frame), against a threshold between what this talker's
/// lips did when they moved least and most lately.
/// Allocates nothing after it was made.
/// </summary>
internal sealed class LipMotion
{
    /// <summary>Frames of which the median is taken; what is reported is of the frame in their middle.</summary>
    public const int Span = 7;

    /// <summary>How many frames ago the frame was of which <see cref="Push"/> reports.</summary>
    public const int Delay = Span / 2;

    /// <summary>Coefficients each way that make the coarse shape; finer ones are mostly noise of the camera.</summary>
    private const int Side = 4;

    private const int Memory = 500;
    private const int MinCount = 50;
    private const float StillShare = 0.1f;
    private const float BusyShare = 0.8f;
    private const float Between = 0.3f;

    /// <summary>Lips that never move more than this many times as much as when they move least do not speak.</summary>
    private const float MinContrast = 2.5f;

    private readonly float[] _before = new float[MouthFeatures.Count];
    private readonly float[] _motions = new float[Span];
    private readonly float[] _lately = new float[Memory];
    private readonly float[] _sorted = new float[Memory];
    private long _frames;
    private long _known;

    /// <summary>Takes the next frame's mouth.</summary>
    /// <param name="mouth">[64] before normalisation.</param>
    /// <returns>Whether lips rested <see cref="Delay"/> frames ago; null where that is not known.</returns>
    public bool? Push(ReadOnlySpan<float> mouth)
    {
        float change = 0;
        for (int row = 0; row < Side; row++)
        {
            for (int column = 0; column < Side; column++)
            {
                int i = (row * MouthFeatures.Side) + column;
                float difference = mouth[i] - _before[i];
                change += difference * difference;
            }
        }

        mouth.CopyTo(_before);
        bool first = _frames++ == 0;
        if (first) return null;
        _motions[_frames % Span] = MathF.Sqrt(change);
        if (_frames <= Span) return null;
        Span<float> window = _sorted.AsSpan(0, LipMotion.Span);
        _motions.CopyTo(window);
        window.Sort();
        float typical = window[Span / 2];
        _lately[_known++ % Memory] = typical;
        int count = (int)Math.Min(_known, Memory);
        if (count < MinCount) return null;

        Span<float> sorted = _sorted.AsSpan(0, count);
        _lately.AsSpan(0, count).CopyTo(sorted);
        sorted.Sort();
        float still = sorted[(int)(StillShare * count)], busy = sorted[(int)(BusyShare * count)];
        return busy < MinContrast * still ? null : typical < still + (Between * (busy - still));
    }

    /// <summary>The mouth is gone: what follows is not a change of it. What is known of this talker stays.</summary>
    public void Interrupt() => _frames = 0;
}
