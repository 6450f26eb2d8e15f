using OnBoard.Drivers;

namespace OnBoard.Sensors.Talker.Room;

/// <summary>A recording of a noise, over and over.</summary>
public sealed class LoopedNoise : INoise
{
    private readonly float[] _recording;
    private int _at;

    /// <param name="recording">Mono at 16 kHz, at least a second of it; kept, not copied.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="BadInputException">The recording is shorter than a second.</exception>
    public LoopedNoise(float[] recording, string name)
    {
        if (recording.Length < 16_000)
        {
            throw new BadInputException(
                name, $"it holds {recording.Length} samples, less than a second", "choose a longer recording");
        }

        _recording = recording;
    }

    /// <inheritdoc/>
    public void Read(Span<float> samples)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = _recording[_at];
            if (++_at == _recording.Length) _at = 0;
        }
    }
}
