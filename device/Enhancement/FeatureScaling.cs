using OnBoard.Drivers;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Enhancement;

/// <summary>
/// The fixed normalisation that goes with a network, stored beside its weights: per-band mean and deviation of the sound's
/// log energies, and per-coefficient mean and deviation of the mouth features.
/// </summary>
/// <param name="AudioMean">[48].</param>
/// <param name="AudioDeviation">[48], above zero.</param>
/// <param name="VideoMean">[64].</param>
/// <param name="VideoDeviation">[64], above zero.</param>
public sealed record FeatureScaling(
    float[] AudioMean, float[] AudioDeviation, float[] VideoMean, float[] VideoDeviation)
{
    private const float Limit = 4f;
    private const string DeltaTensor = "features.delta";

    /// <summary>
    /// By how many deviations a feature has to change to be sent on; until then the network hears what was sent last (send on
    /// delta). 0 sends every feature at every hop.
    /// </summary>
    public float Delta { get; init; }

    /// <summary>Scaling that changes nothing.</summary>
    public static FeatureScaling Identity { get; } = new(
        new float[AudioFormat.Bands], Ones(AudioFormat.Bands),
        new float[NetworkInputs.MouthFeatureCount], Ones(NetworkInputs.MouthFeatureCount));

    /// <summary>Reads the scaling from a network file's extra tensors.</summary>
    /// <exception cref="BadInputException">A tensor is missing or of the wrong length.</exception>
    public static FeatureScaling Read(IReadOnlyDictionary<string, float[]> extras, string origin)
    {
        return new FeatureScaling(
            Get("features.audio.mean", AudioFormat.Bands), Get("features.audio.deviation", AudioFormat.Bands),
            Get("features.video.mean", NetworkInputs.MouthFeatureCount),
            Get("features.video.deviation", NetworkInputs.MouthFeatureCount))
        {
            Delta = extras.ContainsKey(DeltaTensor) ? Get(DeltaTensor, 1)[0] : 0f,
        };

        float[] Get(string name, int length)
        {
            if (!extras.TryGetValue(name, out float[]? values) || values.Length != length)
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
        return extras;
    }

    /// <summary>A normaliser of the sound, with a level tracker of its own.</summary>
    public FeatureNormalizer CreateAudioNormalizer() => new(AudioMean, AudioDeviation);

    /// <summary>Normalises the mouth features of one picture.</summary>
    public void ScaleVideo(ReadOnlySpan<float> mouth, Span<float> features)
    {
        for (int i = 0; i < features.Length; i++)
            features[i] = Math.Clamp((mouth[i] - VideoMean[i]) / VideoDeviation[i], -Limit, Limit);
    }

    private static float[] Ones(int count)
    {
        float[] ones = new float[count];
        ones.AsSpan().Fill(1f);
        return ones;
    }
}
