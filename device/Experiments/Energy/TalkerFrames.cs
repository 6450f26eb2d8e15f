using OnBoard.Device.Enhancement;
using OnBoard.Device.Experiments.Training;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Media;
using OnBoard.Sensors.Talker.Traits;
using OnBoard.Sensors.Talker;
using OnBoard.Sensors.Talker.Room;

namespace OnBoard.Device.Experiments.Energy;

/// <summary>
/// Inputs and targets of some seconds of the virtual talker in a noisy cafe at 0 dB, hop by hop, as the live pipeline would
/// compute them: what a network costs depends on what it hears, so it is measured on speech and not on chance.
/// </summary>
internal sealed class TalkerFrames
{
    private const int Sentences = 2;

    // Drawing and finding a face takes seconds: once for all networks.
    private static readonly Lazy<SpeechClip[]> Clips = new(Record);

    /// <param name="scaling">The features' normalisation of the network.</param>
    /// <param name="description">The network.</param>
    public TalkerFrames(FeatureScaling scaling, NetworkDescription description)
    {
        SpeechClip[] clips = Clips.Value;
        float[] noise = new float[2 * clips.Max(clip => clip.Samples.Length)];
        new CafeNoise(CafeNoise.UsualSeed).Read(noise);
        MixtureOptions options = MixtureOptions.Plain with { MinRatio = 0, MaxRatio = 0, BlindShare = 0 };
        MixtureSource source = new(clips, [noise], scaling, options, lanes: 1);
        source.BeginEpoch(seed: 1, epoch: 0);
        Count = (int)source.HopsPerPass;
        Begins = new bool[Count];
        Audio = Arrays(description.AudioInputs);
        Video = Arrays(description.VideoInputs);
        Targets = Arrays(description.Outputs);
        for (int i = 0; i < Count; i++) Begins[i] = source.Next(0, Audio[i], Video[i], Targets[i]);
    }

    /// <summary>Hops.</summary>
    public int Count { get; }

    /// <summary>Whether a hop begins an utterance.</summary>
    public bool[] Begins { get; }

    /// <summary>Audio inputs by hop.</summary>
    public float[][] Audio { get; }

    /// <summary>Video inputs by hop.</summary>
    public float[][] Video { get; }

    /// <summary>Ideal ratio masks by hop, 0..1.</summary>
    public float[][] Targets { get; }

    private static SpeechClip[] Record()
    {
        TalkerStudio studio = new(new SyntheticTalker(new TalkerOptions()));
        return
        [
            .. Enumerable.Range(0, Sentences).Select(_ => studio.Next()).Select(utterance => SpeechClipReader.Describe(
                new Clip("talker", utterance.Samples, utterance.Frames, framesPerSecond: 25))),
        ];
    }

    private float[][] Arrays(int length) => [.. Enumerable.Range(0, Count).Select(_ => new float[length])];
}
