using OnBoard.Drivers;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Enhancement;

/// <summary>
/// The fixed normalisation that goes with a network, stored beside its weights: mean and deviation of each feature that it hears
/// and of each measure that it sees.
/// </summary>
/// <param name="AudioMean">As many as <see cref="HearingInputs.FeatureCount"/>.</param>
/// <param name="AudioDeviation">Likewise, above zero.</param>
/// <param name="VideoMean">As many as <see cref="SightInputs.MeasureCount"/>.</param>
/// <param name="VideoDeviation">Likewise, above zero.</param>
public sealed record FeatureScaling(
    float[] AudioMean, float[] AudioDeviation, float[] VideoMean, float[] VideoDeviation)
{
    private const string DeltaTensor = "features.delta";
    private const string ExponentTensor = "gains.exponent";
    private const string FloorTensor = "gains.floor";
    private const string ContrastTensor = "gains.contrast"; // files from before there was one have a rule all the same

    /// <summary>
    /// By how many deviations a feature has to change to be sent on; until then the network hears what was sent last (send on
    /// delta). 0 sends every feature at every hop.
    /// </summary>
    public float Delta { get; init; }

    /// <summary>How the network's gains are applied.</summary>
    public GainRule Gains { get; init; } = GainRule.Former;

    /// <summary>What the audio inputs are.</summary>
    public HearingFeatures Hearing { get; init; }

    /// <summary>How finely it hears: its bands and the windows around its gains.</summary>
    public AnalysisFormat Format => HearingInputs.FormatOf(Hearing);

    /// <summary>What the video inputs are.</summary>
    public SightFeatures Sight { get; init; }

    /// <summary>Scaling that changes nothing, for networks that hear and see histories.</summary>
    public static FeatureScaling Identity { get; } = Unscaled(HearingFeatures.History, SightFeatures.History);

    /// <summary>Scaling that changes nothing.</summary>
    public static FeatureScaling Unscaled(HearingFeatures hearing, SightFeatures sight)
    {
        int heard = HearingInputs.FeatureCount(hearing), seen = SightInputs.MeasureCount(sight);
        return new FeatureScaling(new float[heard], Ones(heard), new float[seen], Ones(seen)) { Hearing = hearing, Sight = sight };
    }

    /// <summary>Reads the scaling from a network file's extra tensors.</summary>
    /// <param name="extras">The tensors.</param>
    /// <param name="description">The network, whose features they scale.</param>
    /// <param name="origin">The file, for messages.</param>
    /// <exception cref="BadInputException">A tensor is missing, of the wrong length, or no scaling.</exception>
    public static FeatureScaling Read(IReadOnlyDictionary<string, float[]> extras, NetworkDescription description, string origin)
    {
        int heard = HearingInputs.FeatureCount(description.Hearing), seen = SightInputs.MeasureCount(description.Sight);
        return new FeatureScaling(
            Get("features.audio.mean", heard), Positive("features.audio.deviation", heard),
            Get("features.video.mean", seen), Positive("features.video.deviation", seen))
        {
            Hearing = description.Hearing,
            Sight = description.Sight,
            Delta = extras.ContainsKey(DeltaTensor) ? Get(DeltaTensor, 1)[0] : 0f,
            Gains = extras.ContainsKey(ExponentTensor)
                ? new GainRule(
                    Positive(ExponentTensor, 1)[0], Get(FloorTensor, 1)[0],
                    extras.ContainsKey(ContrastTensor)
                        ? Checked(ContrastTensor, 1, value => value is >= 0 and <= BandContrast.MaxStrength, $"0 to {BandContrast.MaxStrength}")[0]
                        : GainRule.Standard.Contrast)
                : GainRule.Former,
        };

        float[] Positive(string name, int length) => Checked(name, length, value => value > 0, "above zero");

        float[] Checked(string name, int length, Predicate<float> holds, string what) => Array.TrueForAll(Get(name, length), holds)
            ? extras[name]
            : throw new BadInputException(origin, $"has a number in {name} that is not {what}", "Name a file that `onboard train` wrote");

        float[] Get(string name, int length)
        {
            if (!extras.TryGetValue(name, out float[]? values) || values.Length != length || !values.All(float.IsFinite))
            {
                throw new BadInputException(
                    origin, $"lacks the feature scaling {name} of {length} numbers", "Name a file that `onboard train` wrote");
            }

            return values;
        }
    }

    /// <summary>The scaling as a network file's extra tensors.</summary>
    public Dictionary<string, float[]> ToExtras()
    {
        Dictionary<string, float[]> extras = new()
        {
            ["features.audio.mean"] = AudioMean,
            ["features.audio.deviation"] = AudioDeviation,
            ["features.video.mean"] = VideoMean,
            ["features.video.deviation"] = VideoDeviation,
        };
        if (Delta > 0) extras[DeltaTensor] = [Delta];
        if (Gains != GainRule.Former)
        {
            extras[ExponentTensor] = [Gains.Exponent];
            extras[FloorTensor] = [Gains.FloorDecibels];
            extras[ContrastTensor] = [Gains.Contrast];
        }

        return extras;
    }

    private static float[] Ones(int count)
    {
        float[] ones = new float[count];
        ones.AsSpan().Fill(1f);
        return ones;
    }
}
