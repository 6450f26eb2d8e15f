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
    private readonly double _soundWeight, _clarityWeight;

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
                _sequences.Add(new Sequence(clip, NoiseMixer.Mix(clip.Samples, noise, ratio, offset), scaling, options));
            }
        }

        _soundWeight = options.SoundWeight;
        _clarityWeight = options.ClarityWeight;
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
        double[] soundErrors = new double[_sequences.Count];
        double clarity = 0;
        long judged = 0, active = 0, cells = 0;
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
                float sound = _sequences[i].Sound.Of(hop, gains);
                ClarityError envelopes = _sequences[i].Clarity;
                weighted += (_soundWeight * sound) + (_clarityWeight * envelopes.Of(hop, gains));
                soundErrors[i] += sound;
                if (!envelopes.Judged) continue;
                judged++;
                clarity += (envelopes.Along + envelopes.Across) / 2;
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

        double fidelity = _sequences.Select((sequence, i) => 10 * Math.Log10(sequence.Speech / Math.Max(soundErrors[i], 1e-9))).Average();
        return new ValidationResult(loss, weighted / weight, fidelity, clarity / Math.Max(1, judged), (double)active / cells);
    }

    private sealed class Sequence
    {
        public Sequence(SpeechClip clip, NoisyMixture mixture, FeatureScaling scaling, MixtureOptions options)
        {
            Clip = clip;
            Sound = new SoundError(scaling.Format, scaling.Gains);
            Clarity = new ClarityError(scaling.Format, scaling.Gains);
            Features = new MixtureFeatures(HearingInputs.Create(scaling), [Sound, Clarity]);
            Features.Compute(mixture);
            for (int hop = 0; hop < Features.Hops; hop++) Speech += Sound.Speech(hop);
            Sight = new ClipSight(SightInputs.Create(scaling));
            Weights = new BandWeights(options);
            Weights.Begin(Features);
        }

        public SpeechClip Clip { get; }

        public MixtureFeatures Features { get; }

        public SoundError Sound { get; }

        public ClarityError Clarity { get; }

        /// <summary>Energy of all its speech, in the unit of <see cref="Sound"/>.</summary>
        public double Speech { get; }

        public ClipSight Sight { get; }

        public BandWeights Weights { get; }
    }
}
