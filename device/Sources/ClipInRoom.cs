using OnBoard.Drivers;
using OnBoard.Sensors.Media;
using OnBoard.Sensors.Talker;
using OnBoard.Sensors.Talker.Room;

namespace OnBoard.Device.Sources;

/// <summary>A recording played in a room whose noise goes on while the recording starts again and again.</summary>
/// <param name="clip">The recording.</param>
/// <param name="room">The noise around; belongs to this microphone.</param>
internal sealed class ClipInRoom(ClipMicrophone clip, VirtualRoom room) : IReferenceMicrophone
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

    public ReadResult Read(Span<float> noisySamples, Span<float> cleanSamples, out long capturedAt, TimeSpan timeout)
    {
        ReadResult result = clip.Read(cleanSamples, out capturedAt, timeout);
        if (result == ReadResult.Ok) room.Hear(cleanSamples, noisySamples);
        return result;
    }

    /// <summary>RMS of a recording's sound: what a room's ratio refers to.</summary>
    public static float LevelOf(Clip clip) =>
        MathF.Sqrt(System.Numerics.Tensors.TensorPrimitives.SumOfSquares<float>(clip.Samples) / Math.Max(1, clip.Samples.Length));

    public void Dispose() => clip.Dispose();
}
