using System.Globalization;

namespace OnBoard.Device.Experiments.Evaluation;

/// <summary>Ratios of speech to noise by name, with two that are no number of dB: noise alone, and silence.</summary>
public static class RatioName
{
    /// <summary>The talker is seen and says nothing: noise alone.</summary>
    public const double NoiseAlone = double.NegativeInfinity;

    /// <summary>Neither speech nor noise.</summary>
    public const double Silence = double.NaN;

    /// <summary>Whether a ratio is <see cref="Silence"/>.</summary>
    public static bool IsSilence(double ratio) => double.IsNaN(ratio);

    /// <summary>What tables and files call a ratio.</summary>
    public static string Of(double ratio) => IsSilence(ratio) ? "silence" : double.IsNegativeInfinity(ratio)
        ? "noise"
        : string.Create(CultureInfo.InvariantCulture, $"{ratio:+0.##;-0.##;0} dB");

    /// <summary>Reads a number of dB, <c>noise</c> or <c>silence</c>.</summary>
    public static bool TryParse(string text, out double ratio)
    {
        ratio = text == "noise" ? NoiseAlone : Silence;
        return text is "noise" or "silence" || (double.TryParse(text, CultureInfo.InvariantCulture, out ratio) && double.IsFinite(ratio));
    }
}
