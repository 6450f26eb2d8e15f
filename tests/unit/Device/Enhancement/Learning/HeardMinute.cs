using OnBoard.Device.Enhancement.Learning;
using OnBoard.Drivers.Video;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Sight;
using OnBoard.Sensors.Talker.Traits;
using OnBoard.Sensors.Talker;
using OnBoard.Sensors.Talker.Room;

namespace OnBoard.Tests.Unit.Device.Enhancement.Learning;

/// <summary>What microphone and camera of the virtual board give in a minute, with the truth beside it.</summary>
internal sealed class HeardMinute
{
    public const int Hops = 60 * AudioFormat.HopsPerSecond;

    private HeardMinute(Func<INoise> noise)
    {
        SyntheticTalker talker = new(new TalkerOptions());
        Unpaced pace = new();
        using VirtualMicrophone microphone = new(talker, new VirtualRoom(talker, 0, noise), pace);
        using VirtualCamera camera = new(talker, pace);
        MouthFeatureExtractor extractor = new();
        VideoFrame frame = new(camera.Width, camera.Height);
        for (int hop = 0; hop < Hops; hop++)
        {
            if (hop % 4 == 0)
            {
                camera.Read(frame, TimeSpan.Zero);
                Seen[hop / 4] = extractor.Extract(frame, Mouth.AsSpan(hop / 4 * MouthFeatures.Count, MouthFeatures.Count));
            }

            microphone.Read(
                Noisy.AsSpan(hop * AudioFormat.HopLength, AudioFormat.HopLength),
                Clean.AsSpan(hop * AudioFormat.HopLength, AudioFormat.HopLength), out _, TimeSpan.Zero);
        }
    }

    /// <summary>Noise that comes and goes.</summary>
    public static Lazy<HeardMinute> Intermittent { get; } = new(() => new HeardMinute(() => new IntermittentNoise(new CafeNoise(7), 1)));

    /// <summary>Noise that never goes.</summary>
    public static Lazy<HeardMinute> Steady { get; } = new(() => new HeardMinute(() => new CafeNoise(7)));

    public float[] Noisy { get; } = new float[Hops * AudioFormat.HopLength];

    public float[] Clean { get; } = new float[Hops * AudioFormat.HopLength];

    public float[] Mouth { get; } = new float[Hops / 4 * MouthFeatures.Count];

    public bool[] Seen { get; } = new bool[Hops / 4];

    /// <summary>Lets somebody hear and see it.</summary>
    public void Play(Action<ReadOnlyMemory<float>> mouth, Action<ReadOnlyMemory<float>> sound)
    {
        for (int hop = 0; hop < Hops; hop++)
        {
            if (hop % 4 == 0 && Seen[hop / 4]) mouth(Mouth.AsMemory(hop / 4 * MouthFeatures.Count, MouthFeatures.Count));
            sound(Noisy.AsMemory(hop * AudioFormat.HopLength, AudioFormat.HopLength));
        }
    }

    /// <summary>Where a piece of what was heard comes from.</summary>
    public int Find(ReadOnlySpan<float> samples)
    {
        for (int hop = 0; hop < Hops; hop++)
        {
            if (Noisy.AsSpan(hop * AudioFormat.HopLength).StartsWith(samples)) return hop * AudioFormat.HopLength;
        }

        throw new InvalidOperationException("Not from here.");
    }

    /// <summary>A replay memory that heard it.</summary>
    public ReplayMemory Gather()
    {
        ReplayMemory replay = new();
        StretchFinder finder = new(replay);
        Play(mouth => finder.SeeMouth(mouth.Span), sound => finder.Hear(sound.Span));
        return replay;
    }
}
