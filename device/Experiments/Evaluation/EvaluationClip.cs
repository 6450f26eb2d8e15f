using OnBoard.Device.Experiments.Training;

namespace OnBoard.Device.Experiments.Evaluation;

/// <summary>Who speaks in a clip, as the manifest says.</summary>
/// <param name="Name">The talker.</param>
/// <param name="Sex"><c>f</c>, <c>m</c>, or empty where the manifest does not say.</param>
/// <param name="AgeGroup"><c>adult</c>, <c>teen</c>, <c>child</c>, or empty where the manifest does not say.</param>
public sealed record Talker(string Name, string Sex, string AgeGroup);

/// <summary>Speech that mixtures are made of.</summary>
/// <param name="Name">Unique among all clips: <c>folder/clip</c> of a clip with a face, the file's name of speech by ear.</param>
/// <param name="Clip">The sound, and what the camera saw of the mouth where there is video.</param>
/// <param name="Talker">Who speaks.</param>
/// <param name="Split">The manifest's split.</param>
public sealed record EvaluationClip(string Name, SpeechClip Clip, Talker Talker, string Split)
{
    /// <summary>Whether there is video, or only sound.</summary>
    public bool HasFace => Clip.Frames > 0;
}

/// <summary>Noise that mixtures are made of.</summary>
/// <param name="Name">The recording's name.</param>
/// <param name="Type">The kind of place.</param>
/// <param name="Samples">Mono at 16 kHz.</param>
public sealed record EvaluationNoise(string Name, string Type, float[] Samples);
