using OnBoard.Fabric.Network;
using OnBoard.Sensors.Sight;

namespace OnBoard.Device.Enhancement;

/// <summary>
/// The inputs of a network's video stream, picture by picture; zeros where nothing is seen. Training and the live pipeline
/// build them here, so they cannot differ. Allocates nothing after it was made.
/// </summary>
public abstract class SightInputs
{
    private readonly SentInputs _inputs;
    private readonly float[] _features;

    private protected SightInputs(FeatureScaling scaling, int features, int frames)
    {
        _features = new float[features];
        _inputs = new SentInputs(features, frames, scaling.Delta);
    }

    /// <summary>The inputs, newest picture first.</summary>
    public ReadOnlySpan<float> Inputs => _inputs.Values;

    /// <summary>Numbers of the state that <see cref="Save"/> copies, beside the inputs.</summary>
    public abstract int StateLength { get; }

    /// <summary>Inputs of a kind for a scaling.</summary>
    public static SightInputs Create(FeatureScaling scaling) => scaling.Sight switch
    {
        SightFeatures.Lips => new LipSight(scaling),
        _ => new HistorySight(scaling),
    };

    /// <summary>Measures of one picture that are scaled by a mean and a deviation.</summary>
    public static int MeasureCount(SightFeatures sight) =>
        sight == SightFeatures.Lips ? LipMemory.MeasureCount : MouthFeatures.Count;

    /// <summary>Video inputs of a network that sees so.</summary>
    public static int Length(SightFeatures sight) =>
        sight == SightFeatures.Lips ? LipMemory.FeatureCount : HistorySight.Frames * MouthFeatures.Count;

    /// <summary>Takes the mouth of the next picture.</summary>
    /// <param name="mouth">[64] before normalisation.</param>
    public void Push(ReadOnlySpan<float> mouth)
    {
        Extract(mouth, _features);
        _inputs.Push(_features);
    }

    /// <summary>Takes a picture in which no mouth was found.</summary>
    public void PushNothing()
    {
        _features.AsSpan().Clear();
        Miss();
        _inputs.Push(_features);
    }

    /// <summary>Forgets what was seen: the camera is covered, gone or switched off.</summary>
    public void Clear()
    {
        _inputs.Clear();
        Miss();
    }

    /// <summary>Copies what is remembered beside the inputs.</summary>
    /// <param name="state">[<see cref="StateLength"/>]; written.</param>
    public abstract void Save(Span<float> state);

    /// <summary>Goes on from inputs and a state that another had.</summary>
    public void Restore(ReadOnlySpan<float> state, ReadOnlySpan<float> inputs)
    {
        Restore(state);
        _inputs.Restore(inputs);
    }

    /// <summary>Begins a new utterance.</summary>
    public void Reset()
    {
        _inputs.Clear();
        Forget();
    }

    private protected abstract void Extract(ReadOnlySpan<float> mouth, Span<float> features);

    private protected abstract void Miss();

    private protected abstract void Restore(ReadOnlySpan<float> state);

    private protected abstract void Forget();
}

/// <summary>The mouth coefficients of the newest picture and the two before it, scaled as in training.</summary>
internal sealed class HistorySight(FeatureScaling scaling) : SightInputs(scaling, MouthFeatures.Count, Frames)
{
    public const int Frames = 3;

    private const float Limit = 4f;

    private readonly float[] _mean = scaling.VideoMean;
    private readonly float[] _deviation = scaling.VideoDeviation;

    public override int StateLength => 0;

    public override void Save(Span<float> state)
    {
        // Nothing is remembered beside the inputs.
    }

    private protected override void Extract(ReadOnlySpan<float> mouth, Span<float> features)
    {
        for (int i = 0; i < features.Length; i++)
            features[i] = Math.Clamp((mouth[i] - _mean[i]) / _deviation[i], -Limit, Limit);
    }

    private protected override void Miss()
    {
        // Nothing is remembered beside the inputs.
    }

    private protected override void Restore(ReadOnlySpan<float> state)
    {
        // Nothing is remembered beside the inputs.
    }

    private protected override void Forget()
    {
        // Nothing is remembered beside the inputs.
    }
}

/// <summary>The newest picture's lips relative to what they did lately; see <see cref="LipMemory"/>.</summary>
internal sealed class LipSight(FeatureScaling scaling) : SightInputs(scaling, LipMemory.FeatureCount, frames: 1)
{
    private readonly LipMemory _lips = new(scaling.VideoDeviation);

    public override int StateLength => LipMemory.StateLength;

    public override void Save(Span<float> state) => _lips.Save(state);

    private protected override void Extract(ReadOnlySpan<float> mouth, Span<float> features) => _lips.Push(mouth, features);

    private protected override void Miss() => _lips.Miss();

    private protected override void Restore(ReadOnlySpan<float> state) => _lips.Restore(state);

    private protected override void Forget() => _lips.Reset();
}
