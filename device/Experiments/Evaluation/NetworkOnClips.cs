using OnBoard.Device.Enhancement;
using OnBoard.Device.Enhancement.Learning;
using OnBoard.Device.Experiments.Training;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Learning;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Experiments.Evaluation;

/// <summary>A network of ours on clips, through the same enhancer as the live service.</summary>
/// <param name="model">The network.</param>
/// <param name="engine">The engine that runs it.</param>
public sealed class NetworkOnClips(EnhancerModel model, string engine) : IClipEnhancer
{
    private readonly SpeechEnhancer _enhancer = new(model.CreateEngine(engine), model.Scaling);
    private readonly float[] _hop = new float[AudioFormat.HopLength];
    private readonly MixtureHop _ideal = new(model.Scaling.Format);
    private readonly float[] _target = new float[model.Scaling.Format.Bands];

    /// <inheritdoc/>
    public NetworkFigures Enhance(SpeechClip clip, ReadOnlySpan<float> noisy, NoisyMixture? parts, Span<float> sound)
    {
        _enhancer.Reset();
        _ideal.Reset();
        EventCounts before = _enhancer.Events;
        MaskLoss loss = default;
        long active = 0;
        int frame = -1, hops = noisy.Length / AudioFormat.HopLength;
        for (int hop = 0; hop < hops; hop++)
        {
            int latest = clip.FrameAt(hop);
            if (latest != frame)
            {
                frame = latest;
                if (clip.Seen[frame]) _enhancer.SeeMouth(clip.Frame(frame));
                else _enhancer.SeeNoMouth();
            }

            // What comes out is the hop before.
            int at = hop * AudioFormat.HopLength;
            _enhancer.Process(noisy.Slice(at, AudioFormat.HopLength), _hop);
            if (hop > 0) _hop.CopyTo(sound.Slice(at - AudioFormat.HopLength, AudioFormat.HopLength));
            if (parts is not null)
            {
                _ideal.Push(parts.Clean.AsSpan(at, AudioFormat.HopLength), parts.Noise.AsSpan(at, AudioFormat.HopLength), _target);
                loss += MaskLoss.Of(_enhancer.Gains, _target);
            }

            active += _enhancer.ActiveCells;
        }

        EventCounts events = _enhancer.Events - before;
        return new NetworkFigures(
            parts is null ? double.NaN : loss.CrossEntropy, parts is null ? double.NaN : loss.MeanSquare,
            (double)active / ((long)hops * _enhancer.Cells), (double)events.Forward / events.Steps);
    }

    /// <inheritdoc/>
    public void Dispose() => _enhancer.Dispose();
}
