using System.Numerics.Tensors;
using OnBoard.Device.Enhancement;
using OnBoard.Fabric.Engines.Float;
using OnBoard.Fabric.Learning;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Experiments.Training;

/// <summary>
/// Fixed mixtures of clips and noises that training never sees, run side by side after every epoch: every clip at every
/// ratio, the noises in turn.
/// </summary>
public sealed class ValidationSet
{
    private readonly List<Sequence> _sequences = [];
    private readonly int _hops;

    /// <param name="clips">Clear speech.</param>
    /// <param name="noises">Noise recordings, mono at 16 kHz.</param>
    /// <param name="ratios">Signal-to-noise ratios, dB.</param>
    /// <param name="scaling">The features' normalisation.</param>
    /// <param name="options">How bands are weighted in training.</param>
    public ValidationSet(
        IReadOnlyList<SpeechClip> clips, IReadOnlyList<float[]> noises, IReadOnlyList<double> ratios, FeatureScaling scaling,
        MixtureOptions options)
    {
        int turn = 0;
        foreach (SpeechClip clip in clips)
        {
            foreach (double ratio in ratios)
            {
                float[] noise = noises[turn % noises.Count];
                int offset = (int)(turn * 7919L % Math.Max(1, noise.Length - clip.Samples.Length));
                turn++;
                MixtureFeatures features = new(HearingInputs.Create(scaling));
                features.Compute(NoiseMixer.Mix(clip.Samples, noise, ratio, offset));
                _sequences.Add(new Sequence(clip, features, scaling, options));
            }
        }

        _hops = _sequences.Max(sequence => sequence.Features.Hops);
    }

    /// <summary>How many mixtures.</summary>
    public int Count => _sequences.Count;

    /// <summary>Runs a network over all mixtures.</summary>
    /// <param name="parameters">The weights.</param>
    /// <param name="roundOutputs">Whether cell outputs are rounded as the integer engines round them.</param>
    /// <param name="blind">Whether the frames are withheld.</param>
    public ValidationResult Run(NetworkParameters parameters, bool roundOutputs = false, bool blind = false)
    {
        NetworkDescription description = parameters.Topology.Description;
        FloatEngine engine = new(parameters, _sequences.Count) { RoundOutputs = roundOutputs };
        float[] audio = new float[_sequences.Count * description.AudioInputs];
        float[] video = new float[_sequences.Count * description.VideoInputs];
        float[] weights = new float[description.Outputs];
        MaskLoss loss = default;
        double weighted = 0, weight = 0;
        long active = 0, cells = 0;
        foreach (Sequence sequence in _sequences) sequence.Sight.Begin(blind ? null : sequence.Clip);
        for (int hop = 0; hop < _hops; hop++)
        {
            for (int i = 0; i < _sequences.Count; i++)
            {
                if (hop >= _sequences[i].Features.Hops) continue;
                _sequences[i].Sight.Push(hop);
                _sequences[i].Features.Audio(hop).CopyTo(audio.AsSpan(i * description.AudioInputs));
                _sequences[i].Sight.Inputs.CopyTo(video.AsSpan(i * description.VideoInputs));
            }

            engine.Forward(audio, video);
            for (int i = 0; i < _sequences.Count; i++)
            {
                if (hop >= _sequences[i].Features.Hops) continue;
                ReadOnlySpan<float> gains = engine.Gains.Slice(i * description.Outputs, description.Outputs);
                ReadOnlySpan<float> targets = _sequences[i].Features.Targets(hop);
                loss += MaskLoss.Of(gains, targets);
                _sequences[i].Weights.Write(hop, weights);
                weighted += MaskLoss.Of(gains, targets, weights);
                weight += TensorPrimitives.Sum<float>(weights);
            }

            for (int layer = 0; layer < description.Layers; layer++)
            {
                foreach (StreamName stream in NetworkTopology.Streams)
                {
                    ReadOnlySpan<float> outputs = engine.Outputs(stream, layer);
                    active += outputs.Length - outputs.Count(0f);
                    cells += outputs.Length;
                }
            }
        }

        return new ValidationResult(loss, weighted / weight, (double)active / cells);
    }

    private sealed class Sequence
    {
        public Sequence(SpeechClip clip, MixtureFeatures features, FeatureScaling scaling, MixtureOptions options)
        {
            Clip = clip;
            Features = features;
            Sight = new ClipSight(SightInputs.Create(scaling));
            Weights = new BandWeights(options);
            Weights.Begin(features);
        }

        public SpeechClip Clip { get; }

        public MixtureFeatures Features { get; }

        public ClipSight Sight { get; }

        public BandWeights Weights { get; }
    }
}
