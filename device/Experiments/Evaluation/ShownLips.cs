using OnBoard.Device.Experiments.Training;
using OnBoard.Drivers;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Experiments.Evaluation;

/// <summary>Whose lips a system sees while it hears a clip.</summary>
public enum ShownLips
{
    /// <summary>The talker's own.</summary>
    Own,

    /// <summary>None: the camera is covered.</summary>
    None,

    /// <summary>Another talker's, who says something else.</summary>
    Other,

    /// <summary>The talker's own, which stand still from within the first second on.</summary>
    Frozen,

    /// <summary>The talker's own, 200 to 400 ms late.</summary>
    Late,
}

/// <summary>Shows right and wrong lips; the same mixture is shown the same ones in every run.</summary>
/// <param name="clips">All clips that are scored on.</param>
internal sealed class LipShow(IReadOnlyList<EvaluationClip> clips)
{
    private readonly EvaluationClip[] _faces = [.. clips.Where(clip => clip.HasFace)];

    /// <summary>The clip as a system sees it.</summary>
    /// <exception cref="BadInputException">Another talker's lips are wanted, and there is no other.</exception>
    public SpeechClip Show(Condition condition, ShownLips lips)
    {
        SpeechClip clip = condition.Clip.Clip;
        if (!condition.Clip.HasFace || lips == ShownLips.Own) return clip;
        if (lips == ShownLips.None) return clip with { Mouth = [], Seen = [], FramesPerSecond = 0 };

        // Drawn like the stretch of noise: by the mixture's names.
        double drawn = condition.NoiseOffset % 1000 / 1000.0, seconds = (double)clip.Samples.Length / AudioFormat.SampleRate;
        SeenLips seen = lips switch
        {
            ShownLips.Frozen => new SeenLips(clip, FrozenFrom: drawn),
            ShownLips.Late => new SeenLips(clip, 0.2 + (0.2 * drawn)),
            _ => Other(condition, drawn),
        };
        return seen.ToClip(seconds)!;
    }

    private SeenLips Other(Condition condition, double drawn)
    {
        EvaluationClip[] others = [.. _faces.Where(clip => clip.Talker.Name != condition.Clip.Talker.Name)];
        if (others.Length == 0)
            throw new BadInputException("lips of another talker", "all clips with a face are of one", "take more talkers into --split");
        SpeechClip other = others[condition.NoiseOffset % others.Length].Clip;

        // From within, or all clips of a corpus would begin to talk at the same time.
        return new SeenLips(other, -(0.5 + drawn));
    }
}
