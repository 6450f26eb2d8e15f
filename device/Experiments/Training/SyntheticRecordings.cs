using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Media;
using OnBoard.Sensors.Talker.Traits;
using OnBoard.Sensors.Talker;
using OnBoard.Sensors.Talker.Room;

namespace OnBoard.Device.Experiments.Training;

/// <summary>
/// Sentences of synthetic talkers and procedural noises to train on beside real recordings, so that the network also
/// serves the virtual board. Their seeds are far from those that the virtual board uses: it is as unseen as a real talker.
/// </summary>
internal static class SyntheticRecordings
{
    /// <summary>The first seed of talkers and noises that are trained on.</summary>
    public const int FirstSeed = 1000;

    private const int NoiseSeconds = 20;

    /// <summary>One sentence of each of so many talkers.</summary>
    public static IEnumerable<SpeechClip> Talkers(int count) =>
        Enumerable.Range(FirstSeed, count).AsParallel().AsOrdered().WithMergeOptions(ParallelMergeOptions.NotBuffered).Select(seed =>
        {
            Utterance utterance = new TalkerStudio(new SyntheticTalker(new TalkerOptions { Seed = seed })).Next();
            return SpeechClipReader.Describe(
                new Clip($"talker{seed}", utterance.Samples, utterance.Frames, framesPerSecond: 25, warnings: []));
        });

    /// <summary>One stretch of each kind of procedural noise.</summary>
    public static IEnumerable<float[]> Noises() =>
        ((INoise[])[new StreetNoise(FirstSeed), new BabbleNoise(FirstSeed), new CafeNoise(FirstSeed)]).Select(noise =>
        {
            float[] samples = new float[NoiseSeconds * AudioFormat.SampleRate];
            noise.Read(samples);
            return samples;
        });
}
