using OnBoard.Fabric.Network;
using OnBoard.Sensors.Sight;

namespace OnBoard.Device.Enhancement;

/// <summary>
/// The inputs of a network's video stream, frame by frame; zeros where nothing is seen. Training and the live pipeline
/// build them here, so they cannot differ.
/// </summary>
public abstract class SightInputs : StreamInputs
{
    private protected SightInputs(FeatureScaling scaling, int features, int frames)
        : base(features, frames, scaling.Delta)
    {
    }

    /// <summary>Inputs of a kind for a scaling.</summary>
    public static SightInputs Create(FeatureScaling scaling) => scaling.Sight switch
    {
        SightFeatures.Lips => new LipSight(scaling),
        _ => new HistorySight(scaling),
    };

    /// <summary>Measures of one frame that are scaled by a mean and a deviation.</summary>
    public static int MeasureCount(SightFeatures sight) =>
        sight == SightFeatures.Lips ? LipMemory.MeasureCount : MouthFeatures.Count;

    /// <summary>Video inputs of a network that sees so.</summary>
    public static int Length(SightFeatures sight) =>
        sight == SightFeatures.Lips ? LipMemory.FeatureCount : HistorySight.Frames * MouthFeatures.Count;

    /// <summary>Takes the mouth of the next frame.</summary>
    /// <param name="mouth">[64] before normalisation.</param>
    public void Push(ReadOnlySpan<float> mouth)
    {
        Extract(mouth, Newest);
        Send();
    }

    /// <summary>Takes a frame in which no mouth was found.</summary>
    public void PushNothing()
    {
        Newest.AsSpan().Clear();
        Miss();
        Send();
    }

    /// <summary>Forgets what was seen: the camera is covered, gone or switched off.</summary>
    public void Clear()
    {
        ClearInputs();
        Miss();
    }

    private protected abstract void Extract(ReadOnlySpan<float> mouth, Span<float> features);

    private protected abstract void Miss();
}

/// <summary>The mouth coefficients of the newest frame and the two before it, scaled as in training.</summary>
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

/// <summary>The newest frame's lips relative to what they did lately; see <see cref="LipMemory"/>.</summary>
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
