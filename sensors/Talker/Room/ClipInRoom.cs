using OnBoard.Drivers;
using OnBoard.Sensors.Media;

namespace OnBoard.Sensors.Talker.Room;

/// <summary>A recording played in a room whose noise goes on while the recording starts again and again.</summary>
/// <param name="clip">The recording.</param>
/// <param name="room">The noise around; belongs to this microphone.</param>
/// <param name="gain">What the recording is multiplied by, so that the noise has room above it.</param>
public sealed class ClipInRoom(ClipMicrophone clip, VirtualRoom room, float gain = 1) : IReferenceMicrophone
{
    private float[] _clean = [];

    public string Name => clip.Name;

    public int SampleRate => clip.SampleRate;

    public long Overruns => clip.Overruns;

    public ReadResult Read(Span<float> samples, out long capturedAt, TimeSpan timeout)
    {
        if (_clean.Length < samples.Length) _clean = new float[samples.Length];
        return Read(samples, _clean.AsSpan(0, samples.Length), out capturedAt, timeout);
    }

    public ReadResult Read(Span<float> noisy, Span<float> clean, out long capturedAt, TimeSpan timeout)
    {
        ReadResult result = clip.Read(clean, out capturedAt, timeout);
        if (result != ReadResult.Ok) return result;
        foreach (ref float sample in clean) sample *= gain;
        room.Hear(clean, noisy);
        return result;
    }

    public void Dispose() => clip.Dispose();
}
