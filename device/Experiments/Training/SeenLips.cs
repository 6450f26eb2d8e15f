using OnBoard.Sensors.Sight;

namespace OnBoard.Device.Experiments.Training;

/// <summary>What of a talker's mouth is seen during an utterance, right or wrong.</summary>
/// <param name="Clip">Whose frames; null where nothing is seen.</param>
/// <param name="Start">When the first frame is shown, seconds from the beginning of the utterance; below 0 skips frames.</param>
/// <param name="HiddenFrom">From when on no mouth is found, seconds.</param>
/// <param name="HiddenTo">Until when; not above <paramref name="HiddenFrom"/> where the mouth is found all the time.</param>
/// <param name="FrozenFrom">From when on the frame stands still, seconds.</param>
internal sealed record SeenLips(
    SpeechClip? Clip, double Start = 0, double HiddenFrom = 0, double HiddenTo = 0, double FrozenFrom = double.PositiveInfinity)
{
    /// <summary>Nothing is seen.</summary>
    public static readonly SeenLips None = new((SpeechClip?)null);

    /// <summary>
    /// Before the first frame and behind the last, these many are shown back and forth: a mouth at rest moves a little, too. They
    /// are a quarter of a second at 25 frames a second, which clips are silent at either end.
    /// </summary>
    private const int AtRest = 6;

    /// <summary>The frames as a clip that begins with the utterance; null where nothing is seen.</summary>
    /// <param name="seconds">Length of the utterance.</param>
    public SpeechClip? ToClip(double seconds)
    {
        if (Clip is not { Frames: > 0 } clip) return null;
        if (Start == 0 && HiddenTo <= HiddenFrom && double.IsPositiveInfinity(FrozenFrom)) return clip;
        int count = Math.Max(1, (int)Math.Ceiling(seconds * clip.FramesPerSecond));
        float[] mouth = new float[count * MouthFeatures.Count];
        bool[] seen = new bool[count];
        for (int frame = 0; frame < count; frame++)
        {
            double time = frame / clip.FramesPerSecond;
            if (time >= HiddenFrom && time < HiddenTo) continue;
            double shown = Math.Min(time, FrozenFrom) - Start;
            int source = Folded((int)Math.Floor((shown * clip.FramesPerSecond) + 1e-6), clip.Frames);
            seen[frame] = clip.Seen[source];
            clip.Frame(source).CopyTo(mouth.AsSpan(frame * MouthFeatures.Count));
        }

        return clip with { Mouth = mouth, Seen = seen };
    }

    private static int Folded(int frame, int count)
    {
        int rest = Math.Min(AtRest, count);
        if (frame < 0) return Swung(-frame, rest);
        return frame < count ? frame : count - 1 - Swung(frame - (count - 1), rest);
    }

    private static int Swung(int step, int rest)
    {
        if (rest == 1) return 0;
        int turn = step % (2 * (rest - 1));
        return turn < rest ? turn : (2 * (rest - 1)) - turn;
    }
}
