using OnBoard.Drivers;
using OnBoard.Sensors.Media;
using OnBoard.Sensors.Talker;

namespace OnBoard.Device.Sources;

/// <summary>A recording with noise added, played together with the recording as it was.</summary>
/// <param name="noisy">With the noise.</param>
/// <param name="clean">Without; as long, and of the same timing.</param>
internal sealed class ReferencedClip(ClipMicrophone noisy, ClipMicrophone clean) : IReferenceMicrophone
{
    public string Name => noisy.Name;

    public int SampleRate => noisy.SampleRate;

    public long Overruns => noisy.Overruns;

    public ReadResult Read(Span<float> samples, out long capturedAt, TimeSpan timeout) =>
        noisy.Read(samples, out capturedAt, timeout);

    public ReadResult Read(Span<float> noisySamples, Span<float> cleanSamples, out long capturedAt, TimeSpan timeout)
    {
        ReadResult result = noisy.Read(noisySamples, out capturedAt, timeout);

        // What was due for the one is due for the other: this does not wait.
        return result == ReadResult.Ok ? clean.Read(cleanSamples, out _, timeout) : result;
    }

    public void Dispose()
    {
        noisy.Dispose();
        clean.Dispose();
    }
}
