using OnBoard.Device.Experiments.Training;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Experiments.Evaluation;

/// <summary>Enhances whole clips, one after the other, as it would enhance live sound. Used by one thread.</summary>
public interface IClipEnhancer : IDisposable
{
    /// <summary>Begins anew and enhances one clip.</summary>
    /// <param name="clip">What the camera sees; its sound is not used.</param>
    /// <param name="noisy">The noisy sound.</param>
    /// <param name="parts">Speech and noise apart, to score gains against; null where that is not wanted.</param>
    /// <param name="sound">
    /// Written: the enhanced sound in time with the noisy one, that is with the system's delay taken out; up to a hop shorter than
    /// <paramref name="noisy"/>.
    /// </param>
    NetworkFigures Enhance(SpeechClip clip, ReadOnlySpan<float> noisy, NoisyMixture? parts, Span<float> sound);
}
