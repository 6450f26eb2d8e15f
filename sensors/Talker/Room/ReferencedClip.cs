using OnBoard.Drivers;
using OnBoard.Sensors.Media;

namespace OnBoard.Sensors.Talker.Room;

/// <summary>A recording with noise added, played together with the recording as it was.</summary>
/// <param name="withNoise">With the noise.</param>
/// <param name="without">Without; as long, and of the same timing.</param>
public sealed class ReferencedClip(ClipMicrophone withNoise, ClipMicrophone without) : IReferenceMicrophone
{
    public string Name => withNoise.Name;

    public int SampleRate => withNoise.SampleRate;

    public long Overruns => withNoise.Overruns;

    public ReadResult Read(Span<float> samples, out long capturedAt, TimeSpan timeout) =>
        withNoise.Read(samples, out capturedAt, timeout);

    public ReadResult Read(Span<float> noisy, Span<float> clean, out long capturedAt, TimeSpan timeout)
    {
        ReadResult result = withNoise.Read(noisy, out capturedAt, timeout);

        // What was due for the one is due for the other: this does not wait.
        return result == ReadResult.Ok ? without.Read(clean, out _, timeout) : result;
    }

    public void Dispose()
    {
        withNoise.Dispose();
        without.Dispose();
    }
}
