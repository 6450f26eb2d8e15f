using System.Numerics.Tensors;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Enhancement;

/// <summary>
/// The inputs of a network's audio stream, hop by hop. Training and the live pipeline build them here, so they cannot differ.
/// </summary>
public abstract class HearingInputs : StreamInputs
{
    /// <summary>Features are held within plus or minus this many deviations.</summary>
    public const float Limit = 5;

    private readonly float[] _mean;
    private readonly float[] _deviation;

    private protected HearingInputs(FeatureScaling scaling, int features, int hops)
        : base(features, hops, scaling.Delta)
    {
        Format = scaling.Format;
        _mean = scaling.AudioMean;
        _deviation = scaling.AudioDeviation;
        ArgumentOutOfRangeException.ThrowIfNotEqual(_mean.Length, features);
    }

    /// <summary>How finely the hops that it takes are analysed.</summary>
    public AnalysisFormat Format { get; }

    /// <summary>Inputs of a kind for a scaling.</summary>
    public static HearingInputs Create(FeatureScaling scaling) => scaling.Hearing switch
    {
        HearingFeatures.Memory or HearingFeatures.FineMemory => new MemoryHearing(scaling),
        _ => new HistoryHearing(scaling),
    };

    /// <summary>Features of one hop of a kind.</summary>
    public static int FeatureCount(HearingFeatures hearing) => hearing == HearingFeatures.History
        ? FormatOf(hearing).Bands
        : MemoryHearing.Features(FormatOf(hearing).Bands);

    /// <summary>Audio inputs of a network that hears so.</summary>
    public static int Length(HearingFeatures hearing) =>
        hearing == HearingFeatures.History ? HistoryHearing.Hops * FeatureCount(hearing) : FeatureCount(hearing);

    /// <summary>How finely a network of a kind hears.</summary>
    public static AnalysisFormat FormatOf(HearingFeatures hearing) =>
        hearing == HearingFeatures.FineMemory ? AnalysisFormat.Fine : AnalysisFormat.Standard;

    /// <summary>Takes the next hop.</summary>
    public void Push(HopAnalysis hop)
    {
        Extract(hop, Newest);
        TensorPrimitives.Subtract<float>(Newest, _mean, Newest);
        TensorPrimitives.Divide<float>(Newest, _deviation, Newest);
        TensorPrimitives.Clamp(Newest, -Limit, Limit, Newest);
        Send();
    }

    /// <summary>Writes the features of a hop before normalisation.</summary>
    /// <param name="hop">The hop.</param>
    /// <param name="features">As many as <see cref="FeatureCount"/>; written.</param>
    public abstract void Extract(HopAnalysis hop, Span<float> features);
}

/// <summary>The band energies relative to the level, of the newest hop and the four before it.</summary>
internal sealed class HistoryHearing(FeatureScaling scaling) : HearingInputs(scaling, scaling.Format.Bands, Hops)
{
    public const int Hops = 5;

    private readonly LevelTracker _level = new();

    public override int StateLength => LevelTracker.StateLength;

    public override void Extract(HopAnalysis hop, Span<float> features)
    {
        float level = _level.Update(hop.LogEnergies);
        for (int band = 0; band < features.Length; band++) features[band] = hop.LogEnergies[band] - level;
    }

    public override void Save(Span<float> state) => _level.Save(state);

    private protected override void Restore(ReadOnlySpan<float> state) => _level.Restore(state);

    private protected override void Forget() => _level.Reset();
}

/// <summary>
/// The newest hop relative to the level and to the floor of the noise, the running means relative to that floor, and the
/// periodicity: all but the first are the same whatever the microphone's gain and colour.
/// </summary>
internal sealed class MemoryHearing(FeatureScaling scaling) : HearingInputs(scaling, Features(scaling.Format.Bands), hops: 1)
{

    private readonly LevelTracker _level = new();
    private readonly NoiseMemory _noise = new(scaling.Format.Bands);
    private readonly PitchAnalyzer _pitch = new(scaling.Format);

    public override int StateLength => LevelTracker.StateLength + _noise.StateLength + PitchAnalyzer.StateLength;

    public static int Features(int bands) => (5 * bands) + PitchAnalyzer.WholeFeatures;

    public override void Extract(HopAnalysis hop, Span<float> features)
    {
        int bands = Format.Bands;
        float level = _level.Update(hop.LogEnergies);
        _noise.Update(hop.LogEnergies);
        TensorPrimitives.Subtract(hop.LogEnergies, level, features);
        TensorPrimitives.Subtract(hop.LogEnergies, _noise.Floor, features[bands..]);
        TensorPrimitives.Subtract(_noise.Fast, _noise.Floor, features[(2 * bands)..]);
        TensorPrimitives.Subtract(_noise.Slow, _noise.Floor, features[(3 * bands)..]);
        _pitch.Push(hop, features[(4 * bands)..]);
    }

    public override void Save(Span<float> state)
    {
        _level.Save(state[..LevelTracker.StateLength]);
        _noise.Save(state.Slice(LevelTracker.StateLength, _noise.StateLength));
        _pitch.Save(state[^PitchAnalyzer.StateLength..]);
    }

    private protected override void Restore(ReadOnlySpan<float> state)
    {
        _level.Restore(state[..LevelTracker.StateLength]);
        _noise.Restore(state.Slice(LevelTracker.StateLength, _noise.StateLength));
        _pitch.Restore(state[^PitchAnalyzer.StateLength..]);
    }

    private protected override void Forget()
    {
        _level.Reset();
        _noise.Reset();
        _pitch.Reset();
    }
}
