using OnBoard.Drivers;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Media;
using OnBoard.Sensors.Talker.Room;

namespace OnBoard.Device.Service.Devices;

/// <summary>The noise that is added to a virtual talker or to a recording.</summary>
internal static class NoiseChoice
{
    private const int MaxRecordings = 20;
    private const int MaxSamples = 30 * AudioFormat.SampleRate;

    /// <summary>Makes the noise from its beginning, as often as called; null for none.</summary>
    /// <exception cref="BadInputException">No such file or folder, or no sound in it.</exception>
    public static Func<INoise>? Prepare(Endpoint noise)
    {
        if (noise.Kind == EndpointKind.None) return null;
        if (noise.Kind == EndpointKind.Virtual) return () => new CafeNoise(CafeNoise.UsualSeed);
        float[] recording = Directory.Exists(noise.Name)
            ? LoadFolder(noise.Name)
            : new NoiseRecording(noise.Name, "", noise.Name).Load();
        return () => new LoopedNoise(recording, noise.Name);
    }

    /// <summary>
    /// Up to half a minute of each recording, all equally loud, one after the other: of a large corpus so many, evenly drawn by name.
    /// </summary>
    private static float[] LoadFolder(string folder)
    {
        List<float> all = [];
        IReadOnlyList<NoiseRecording> recordings = NoiseFolder.OneChannelEach(NoiseFolder.Open(folder));
        int count = Math.Min(recordings.Count, MaxRecordings);
        for (int n = 0; n < count; n++)
        {
            NoiseRecording recording = recordings[(int)((long)n * recordings.Count / count)];
            float[] samples = recording.Load();
            ReadOnlySpan<float> part = samples.AsSpan(0, Math.Min(samples.Length, MaxSamples));
            double energy = 0;
            foreach (float sample in part) energy += (double)sample * sample;
            if (energy <= 0) continue;
            float gain = (float)(0.1 / Math.Sqrt(energy / part.Length));
            foreach (float sample in part) all.Add(gain * sample);
        }

        return [.. all];
    }
}
