using OnBoard.Device.Enhancement;
using OnBoard.Device.Experiments.Training;
using OnBoard.Drivers;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Cpu;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Quality;

namespace OnBoard.Device.Experiments.Trials;

/// <summary>How well something does on mixtures that the learner never heard, means over them.</summary>
/// <param name="SiSdr">Scale-invariant signal-to-distortion ratio, dB.</param>
/// <param name="Stoi">0..1.</param>
/// <param name="Estoi">0..1.</param>
/// <param name="Activity">Share of active cells; 0 for the noisy input.</param>
internal readonly record struct TrialScore(double SiSdr, double Stoi, double Estoi, double Activity)
{
    /// <summary>The mean; a measure that one has none of counts over the others.</summary>
    public static TrialScore Mean(IReadOnlyCollection<TrialScore> scores)
    {
        return new(Of(score => score.SiSdr), Of(score => score.Stoi), Of(score => score.Estoi), Of(score => score.Activity));

        double Of(Func<TrialScore, double> measure) =>
            scores.Select(measure).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
    }
}

/// <summary>Speech in noise that the learner never hears; the clean speech is used for measuring alone.</summary>
/// <param name="Clean">The talker alone.</param>
/// <param name="Noisy">In noise; as long.</param>
/// <param name="Frames">In order; empty where nobody sees him.</param>
internal sealed record HeldOutMixture(float[] Clean, float[] Noisy, IReadOnlyList<TrialFrame> Frames)
{
    /// <summary>Every sentence in so many noises, at the ratios in turn; which is drawn by place, so that it is always the same.</summary>
    public static IReadOnlyList<HeldOutMixture> Cross(
        IReadOnlyList<SpeechClip> sentences, IReadOnlyList<float[]> noises, IReadOnlyList<double> ratios, int noisesEach)
    {
        List<HeldOutMixture> mixtures = [];
        int each = Math.Min(noisesEach, noises.Count);
        for (int sentence = 0; sentence < sentences.Count; sentence++)
        {
            for (int i = 0; i < each; i++)
            {
                int place = (sentence * each) + i;
                float[] noise = noises[place % noises.Count];
                SpeechClip clip = sentences[sentence];
                int spare = Math.Max(1, noise.Length - clip.Samples.Length);
                // The ratio goes on by one more with every round of the noises: each noise meets each ratio.
                double ratio = ratios[(place + (place / noises.Count)) % ratios.Count];
                NoisyMixture mixed = NoiseMixer.Mix(clip.Samples, noise, ratio, (int)(place * 104_729L % spare));
                mixtures.Add(new HeldOutMixture(mixed.Clean, mixed.Noisy, FramesOf(clip)));
            }
        }

        return mixtures;
    }

    /// <summary>Of the mixture as it is.</summary>
    public TrialScore MeasureNoisy()
    {
        int length = Length;
        return Score(Noisy.AsSpan(0, length), 0);
    }

    /// <summary>Of what weights make of it.</summary>
    /// <param name="model">Their network.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="trust">How far their gains are trusted: <see cref="GainGuard.Trust"/>.</param>
    public TrialScore Measure(EnhancerModel model, IntegerNetwork weights, float trust)
    {
        using SpeechEnhancer enhancer = new(new FeatureEngine(new CpuEngine(weights)), model.Scaling);
        enhancer.Guard.Trust = trust;
        float[] enhanced = new float[Noisy.Length];
        double active = 0;
        int next = 0, hops = enhanced.Length / AudioFormat.HopLength;
        for (int hop = 0; hop < hops; hop++)
        {
            for (; next < Frames.Count && Frames[next].Hop <= hop; next++)
            {
                if (Frames[next].Found) enhancer.SeeMouth(Frames[next].Mouth);
                else enhancer.SeeNoMouth();
            }

            int at = hop * AudioFormat.HopLength;
            enhancer.Process(Noisy.AsSpan(at, AudioFormat.HopLength), enhanced.AsSpan(at, AudioFormat.HopLength));
            active += (double)enhancer.ActiveCells / enhancer.Cells;
        }

        // What comes out is one hop late.
        return Score(enhanced.AsSpan(AudioFormat.HopLength, Length), active / hops);
    }

    private int Length => ((Noisy.Length / AudioFormat.HopLength) - 1) * AudioFormat.HopLength;

    private TrialScore Score(ReadOnlySpan<float> sound, double activity)
    {
        ReadOnlySpan<float> clean = Clean.AsSpan(0, Length);
        double sdr = double.NaN;
        Intelligibility intelligibility = new(double.NaN, double.NaN);
        try
        {
            sdr = ScaleInvariantSdr.Compute(clean, sound);
            intelligibility = ShortTimeObjectiveIntelligibility.Compute(clean, sound, AudioFormat.SampleRate);
        }
        catch (BadInputException)
        {
            // A measure that is not defined for a sound costs that one number only.
        }

        return new TrialScore(sdr, intelligibility.Stoi, intelligibility.Estoi, activity);
    }

    private static List<TrialFrame> FramesOf(SpeechClip clip)
    {
        List<TrialFrame> frames = [];
        int latest = -1;
        for (int hop = 0; hop < clip.Samples.Length / AudioFormat.HopLength; hop++)
        {
            if (clip.FrameAt(hop) is not (>= 0 and var frame) || frame == latest) continue;
            latest = frame;
            frames.Add(new TrialFrame(clip.Frame(frame).ToArray(), clip.Seen[frame], hop));
        }

        return frames;
    }
}
