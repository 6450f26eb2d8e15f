using System.Globalization;
using OnBoard.Device.Commands.Checks;
using OnBoard.Device.Service.Devices;
using OnBoard.Drivers;
using OnBoard.Drivers.Audio;
using OnBoard.Drivers.Time;
using OnBoard.Drivers.Video;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Sight;

namespace OnBoard.Device.Commands.BringUp;

/// <summary>The camera in its chosen mode and in the best of each format: frames a second, ages, clock, and time to see.</summary>
internal sealed class CameraTrial : IBringUpTrial
{
    private const long Look = 2_000_000_000;
    private const double MinShare = 0.7, MaxFrameAge = 500;
    private const int MaxModes = 8;

    /// <inheritdoc/>
    public string Area => "camera";

    /// <inheritdoc/>
    public IEnumerable<BringUpRow> Run(CheckContext context)
    {
        Endpoint chosen = context.Settings.Camera;
        if (chosen.Kind == EndpointKind.None || context.Sources.OpenCamera() is not { } slot)
        {
            yield return BringUpRow.Skip(Area, "camera", "none is chosen", "name one with --camera");
            yield break;
        }

        yield return Try(slot.Device!, context.Stop);
        if (chosen.Kind != EndpointKind.Device) yield break;
        V4L2CameraInfo? info = V4L2CameraInfo.List().FirstOrDefault(found => found.Path == chosen.Name);
        foreach (CameraMode mode in (info?.Modes ?? []).DistinctBy(mode => mode.Format).Take(MaxModes))
        {
            context.Stop.ThrowIfCancellationRequested();
            CameraRequest request = new(mode.Width, mode.Height, Math.Max(1, mode.FramesPerSecond), mode.Format, IsExact: true);
            BringUpRow row;
            try
            {
                row = Try(V4L2Camera.Open(chosen.Name, request), context.Stop);
            }
            catch (OnBoardException error)
            {
                row = BringUpRow.Of(Area, error);
            }

            yield return row;
        }
    }

    private BringUpRow Try(ICamera camera, CancellationToken stop)
    {
        using ICamera held = camera;
        VideoFrame frame = new(camera.Width, camera.Height);
        MouthFeatureExtractor extractor = new();
        float[] features = new float[MouthFeatures.Count];
        Timings ages = new(), sight = new();
        long begin = SystemClock.Instance.Nanoseconds, first = 0, last = 0;
        int frames = 0, mouths = 0;
        while (SystemClock.Instance.Nanoseconds - begin < Look && !stop.IsCancellationRequested)
        {
            ReadResult result = camera.Read(frame, TimeSpan.FromMilliseconds(200));
            if (result == ReadResult.Ended) break;
            if (result != ReadResult.Ok) continue;
            long now = SystemClock.Instance.Nanoseconds;
            ages.Add((now - frame.CapturedAt) * 1e-6);
            last = now;
            if (frames++ == 0) first = last;
            sight.Time(() => mouths += extractor.Extract(frame, features) ? 1 : 0);
        }

        V4L2Camera? device = camera as V4L2Camera;
        string mode = device?.Mode.ToString() ?? string.Create(CultureInfo.InvariantCulture, $"{camera.Width}x{camera.Height}@{camera.FramesPerSecond:0.###}");
        if (frames < 2)
            return BringUpRow.Fail(Area, $"{camera.Name} {mode}", $"opened, but gave {frames} frames in {Look / 1e9:0} s", "plug it in again, try another USB port");
        double rate = (frames - 1) * 1e9 / Math.Max(1, last - first);
        string stamps = device is null ? "times of its own" : device.HasKernelTime ? "the kernel's times" : "times of arrival";
        string[] said = [stamps, .. camera.Remarks];
        return BringUpRow.Validate(
            rate >= MinShare * camera.FramesPerSecond && ages.Median < MaxFrameAge, Area, $"{camera.Name} {mode}", string.Join("; ", said),
            "give it more light, a faster USB port, or another mode (--camera-mode)",
            [
                new("rate", rate, "1/s"), new("stated_rate", camera.FramesPerSecond, "1/s"), .. ages.Figures("age"), .. sight.Figures("sight"),
                new("pictures", frames), new("mouths", mouths), new("lost", device?.LostFrames ?? 0), new("damaged", device?.DamagedFrames ?? 0),
            ]);
    }
}

/// <summary>The microphone: its level, its gaps, and its clock against the machine's.</summary>
internal sealed class MicrophoneTrial : IBringUpTrial
{
    private const int Hops = 500;
    private const double MaxError = 0.01;

    /// <inheritdoc/>
    public string Area => "microphone";

    /// <inheritdoc/>
    public IEnumerable<BringUpRow> Run(CheckContext context)
    {
        using IMicrophone microphone = context.Sources.OpenMicrophone().Device!;
        float[] samples = new float[AudioFormat.HopLength];
        List<(long At, long Arrived)> hops = [];
        double energy = 0;
        while (hops.Count < Hops && !context.Stop.IsCancellationRequested)
        {
            if (microphone.Read(samples, out long at, TimeSpan.FromSeconds(1)) != ReadResult.Ok) break;
            hops.Add((at, SystemClock.Instance.Nanoseconds));
            foreach (float sample in samples) energy += (double)sample * sample;
        }

        if (hops.Count < 2)
        {
            yield return BringUpRow.Fail(Area, microphone.Name, "opened, but gave no sound within a second", "end other programs that use it, look at `arecord -l`");
            yield break;
        }

        // The first half may hold what was in store at the start, or a rate that was found wrong.
        (long At, long Arrived)[] later = [.. hops.Skip(hops.Count / 2)];
        double rate = RateOf([.. later.Select(hop => hop.Arrived)]);
        double level = 10 * Math.Log10(Math.Max(energy / (hops.Count * AudioFormat.HopLength), 1e-20));
        Timings ages = new();
        foreach ((long at, long arrived) in later) ages.Add((arrived - at) * 1e-6);
        string shape = microphone is AlsaMicrophone device ? $"{device.Shape}; {(device.HasKernelTime ? "the kernel's times" : "times of reading")}" : "mono at 16 kHz";
        string[] said = [shape, .. microphone.Remarks];
        double error = (rate / AudioFormat.SampleRate) - 1;
        yield return BringUpRow.Validate(
            Math.Abs(error) <= MaxError && microphone.Overruns == 0, Area, microphone.Name, string.Join("; ", said),
            "end programs that load the machine; see whether another rate or device does (--microphone)",
            [
                new("rate", rate, "Hz"), new("clock_error", 1e6 * error, "ppm"), new("level", level, "dBFS"), new("gaps", microphone.Overruns),
                .. ages.Figures("age"), new("hops", hops.Count),
            ]);
    }

    /// <summary>
    /// The rate that hops come at, Hz. A busy machine takes a hop late, never early: of a third at either end the earliest counts.
    /// </summary>
    /// <param name="arrived">When each hop of 160 samples came, nanoseconds.</param>
    internal static double RateOf(IReadOnlyList<long> arrived)
    {
        const double Hop = 1e9 / AudioFormat.HopsPerSecond;
        int third = Math.Max(1, arrived.Count / 3);
        double[] lateness = [.. arrived.Select((at, i) => (at - arrived[0]) - (i * Hop))];
        double drift = (lateness[^third..].Min() - lateness[..third].Min()) / (Math.Max(1, arrived.Count - third) * Hop);
        return AudioFormat.SampleRate / (1 + drift);
    }
}

/// <summary>The loudspeaker: a second of a soft tone, without gaps and at its own pace.</summary>
internal sealed class PlaybackTrial : IBringUpTrial
{
    private const int Hops = 150;
    private const float Level = 0.03f;

    /// <inheritdoc/>
    public string Area => "playback";

    /// <inheritdoc/>
    public IEnumerable<BringUpRow> Run(CheckContext context)
    {
        if (context.Settings.Output.Kind != EndpointKind.Device || context.Sources.OpenLoudspeaker() is not { } slot)
        {
            yield return BringUpRow.Skip(Area, "loudspeaker", "none is chosen", "name one with --output alsa:NAME");
            yield break;
        }

        using ILoudspeaker loudspeaker = slot.Device!;
        float[] tone = new float[AudioFormat.HopLength];
        long begin = SystemClock.Instance.Nanoseconds;
        for (int hop = 0; hop < Hops; hop++)
        {
            for (int i = 0; i < tone.Length; i++)
                tone[i] = Level * MathF.Sin(2 * MathF.PI * 440 * ((hop * AudioFormat.HopLength) + i) / AudioFormat.SampleRate);

            // As the hop thread does: a hop each ten milliseconds.
            SystemClock.Instance.SleepUntil(begin + (hop * 10_000_000L));
            loudspeaker.Write(tone);
        }

        long dropped = (loudspeaker as AlsaLoudspeaker)?.DroppedFrames ?? 0;
        yield return BringUpRow.Validate(
            loudspeaker.Underruns == 0 && dropped == 0, Area, loudspeaker.Name,
            $"{Hops * 10} ms of 440 Hz were played; {(loudspeaker as AlsaLoudspeaker)?.Shape.ToString() ?? "mono at 16 kHz"}",
            "end programs that load the machine, or use a PCM that shares the device",
            new("gaps", loudspeaker.Underruns), new("dropped_frames", dropped),
            new("time", (SystemClock.Instance.Nanoseconds - begin) * 1e-6, "ms"));
    }
}
