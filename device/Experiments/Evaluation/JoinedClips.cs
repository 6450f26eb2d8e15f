using OnBoard.Device.Experiments.Training;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Sight;

namespace OnBoard.Device.Experiments.Evaluation;

/// <summary>Longer clips out of short ones: what a system does after a while is heard in them.</summary>
internal static class JoinedClips
{
    /// <summary>
    /// The sentences of a talker one behind the other, each clip with those that follow it; where they are too few, they begin again.
    /// </summary>
    /// <param name="clips">The clips; stay as they are.</param>
    /// <param name="seconds">How long the joined clips are at least.</param>
    /// <returns>For each talker as many clips as fit into his sentences, one at least.</returns>
    public static IReadOnlyList<EvaluationClip> Join(IReadOnlyList<EvaluationClip> clips, double seconds)
    {
        List<EvaluationClip> joined = [];
        foreach (IGrouping<(Talker, bool, string, double), EvaluationClip> talker in clips.GroupBy(
                     clip => (clip.Talker, clip.HasFace, clip.Split, clip.Clip.FramesPerSecond)))
        {
            EvaluationClip[] sentences = [.. talker];
            int next = 0;
            while (next < sentences.Length)
            {
                List<SpeechClip> taken = [];
                int first = next;
                while (taken.Sum(Seconds) < seconds) taken.Add(sentences[next++ % sentences.Length].Clip);
                joined.Add(sentences[first] with { Clip = Join(taken) });
            }
        }

        return joined;
    }

    /// <summary>A clip lasts as long as its sound or its video, whatever is longer, so that neither runs ahead.</summary>
    private static double Seconds(SpeechClip clip) => Math.Max(
        (double)clip.Samples.Length / AudioFormat.SampleRate, clip.Frames > 0 ? clip.Frames / clip.FramesPerSecond : 0);

    private static SpeechClip Join(List<SpeechClip> clips)
    {
        double end = 0, rate = clips[0].FramesPerSecond;
        List<float> samples = [], mouth = [];
        List<bool> seen = [];
        foreach (SpeechClip clip in clips)
        {
            samples.AddRange(clip.Samples);
            mouth.AddRange(clip.Mouth);
            seen.AddRange(clip.Seen);
            end += Seconds(clip);
            int silence = (int)Math.Round(end * AudioFormat.SampleRate) - samples.Count;
            int unseen = clip.Frames > 0 ? (int)Math.Round(end * rate) - seen.Count : 0;
            samples.AddRange(Enumerable.Repeat(0f, Math.Max(0, silence)));
            mouth.AddRange(Enumerable.Repeat(0f, Math.Max(0, unseen) * MouthFeatures.Count));
            seen.AddRange(Enumerable.Repeat(false, Math.Max(0, unseen)));
        }

        return clips[0] with { Samples = [.. samples], Mouth = [.. mouth], Seen = [.. seen], Warnings = [.. clips.SelectMany(clip => clip.Warnings).Distinct()] };
    }
}
