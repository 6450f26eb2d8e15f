using System.Runtime.InteropServices;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Experiments.Training;
using OnBoard.Fabric.Arithmetic;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Sight;

namespace OnBoard.Device.Experiments.Study;

/// <summary>
/// Mixtures of speech and noise as the frames that a network hears and sees, in events as the integer engines take them, made
/// once and kept: every trial of a study learns from the same ones, and floating point hears exactly what integers hear.
/// </summary>
internal sealed class StudyFrames
{
    private static readonly int AudioLength = HearingInputs.Length(HearingFeatures.History);
    private static readonly int Bands = HearingInputs.FormatOf(HearingFeatures.History).Bands;
    private static readonly int VideoLength = SightInputs.Length(SightFeatures.History);

    private readonly sbyte[] _audio;
    private readonly sbyte[] _video;
    private readonly short[] _targets;

    private StudyFrames(int[] begins, sbyte[] audio, sbyte[] video, short[] targets)
    {
        Begins = begins;
        _audio = audio;
        _video = video;
        _targets = targets;
    }

    /// <summary>The first frame of each utterance, and behind the last the number of frames.</summary>
    public IReadOnlyList<int> Begins { get; }

    /// <summary>How many utterances.</summary>
    public int Utterances => Begins.Count - 1;

    /// <summary>How many frames.</summary>
    public int Count => Begins[^1];

    /// <summary>
    /// Mixes clips and noises: each clip so many times, every time with other noise at another ratio. The same seed gives the
    /// same frames.
    /// </summary>
    /// <param name="clips">Clear speech.</param>
    /// <param name="noises">Noise recordings, mono at 16 kHz.</param>
    /// <param name="scaling">The features' normalisation.</param>
    /// <param name="options">Ratios and the share of utterances without pictures.</param>
    /// <param name="mixtures">Mixtures of each clip.</param>
    /// <param name="seed">Of all choices.</param>
    public static StudyFrames Mix(
        IReadOnlyList<SpeechClip> clips, IReadOnlyList<float[]> noises, FeatureScaling scaling, MixtureOptions options,
        int mixtures, int seed)
    {
        if (clips.Count == 0) return new StudyFrames([0], [], [], []);
        MixtureSource source = new(clips, noises, scaling, options, lanes: 1);
        source.BeginEpoch(seed, epoch: 1);
        List<int> begins = [];
        List<sbyte> audio = [], video = [];
        List<short> targets = [];
        float[] heard = new float[AudioLength], seen = new float[VideoLength];
        float[] target = new float[Bands];
        for (int frame = 0; ; frame++)
        {
            if (source.Next(0, heard, seen, target))
            {
                begins.Add(frame);
                if (begins.Count > clips.Count * mixtures) break;
            }

            foreach (float value in heard) audio.Add((sbyte)EventFormat.FromInput(value));
            foreach (float value in seen) video.Add((sbyte)EventFormat.FromInput(value));
            foreach (float value in target) targets.Add(MaskFormat.FromFloat(value));
        }

        return new StudyFrames([.. begins], [.. audio], [.. video], [.. targets]);
    }

    /// <summary>Writes the frames, to be read again by a run that goes on.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(Begins.Count);
        foreach (int begin in Begins) writer.Write(begin);
        Write<sbyte>(_audio);
        Write<sbyte>(_video);
        Write<short>(_targets);

        void Write<T>(ReadOnlySpan<T> array)
            where T : unmanaged
        {
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(array);
            writer.Write(bytes.Length);
            writer.Write(bytes);
        }
    }

    /// <summary>Reads frames that <see cref="Save"/> wrote.</summary>
    /// <exception cref="IOException">They are cut off.</exception>
    public static StudyFrames Load(BinaryReader reader)
    {
        int[] begins = new int[reader.ReadInt32()];
        for (int i = 0; i < begins.Length; i++) begins[i] = reader.ReadInt32();
        return new StudyFrames(begins, Read<sbyte>(), Read<sbyte>(), Read<short>());

        T[] Read<T>()
            where T : unmanaged
        {
            int bytes = reader.ReadInt32();
            T[] array = new T[bytes / Marshal.SizeOf<T>()];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(array.AsSpan()));
            return array;
        }
    }

    /// <summary>Copies what is heard in a frame, as events: the newest hop first, and the hops before it as far as there is room.</summary>
    public void Audio(int frame, Span<short> events) => Widen(_audio.AsSpan(frame * AudioLength), events);

    /// <summary>Copies what is seen in a frame, as events: the newest picture first.</summary>
    public void Video(int frame, Span<short> events) => Widen(_video.AsSpan(frame * VideoLength), events);

    /// <summary>The ideal mask of a frame, Q.12.</summary>
    public ReadOnlySpan<short> Targets(int frame) => _targets.AsSpan(frame * Bands, Bands);

    /// <summary>Copies one stream's inputs of a frame, as numbers, the newest first.</summary>
    public void Inputs(StreamName stream, int frame, Span<float> inputs)
    {
        ReadOnlySpan<sbyte> events = stream == StreamName.Audio ? _audio.AsSpan(frame * AudioLength) : _video.AsSpan(frame * VideoLength);
        for (int i = 0; i < inputs.Length; i++) inputs[i] = EventFormat.ToFloat(events[i]);
    }

    /// <summary>Copies the ideal mask of a frame, 0..1.</summary>
    public void Targets(int frame, Span<float> targets)
    {
        ReadOnlySpan<short> masks = Targets(frame);
        for (int i = 0; i < targets.Length; i++) targets[i] = MaskFormat.ToFloat(masks[i]);
    }

    /// <summary>
    /// The same frames with inputs that are sent when they have changed by so much since they were sent last, as
    /// <see cref="NetworkInputs"/> holds them: the newest of each history is held, the others are what it was before.
    /// </summary>
    /// <param name="change">In steps of 1/32 of a deviation.</param>
    public StudyFrames Hold(int change) => new(
        [.. Begins], Held(_audio, Bands, AudioLength, change),
        Held(_video, MouthFeatures.Count, VideoLength, change), _targets);

    /// <summary>The first utterances alone.</summary>
    public StudyFrames First(int utterances) =>
        new([.. Begins.Take(utterances + 1)], _audio, _video, _targets);

    private sbyte[] Held(sbyte[] events, int features, int length, int change)
    {
        sbyte[] held = new sbyte[events.Length];
        for (int utterance = 0; utterance < Utterances; utterance++)
        {
            ReadOnlySpan<sbyte> heard = default;
            ReadOnlySpan<sbyte> before = new sbyte[length];
            for (int frame = Begins[utterance]; frame < Begins[utterance + 1]; frame++)
            {
                ReadOnlySpan<sbyte> hears = events.AsSpan(frame * length, length);
                Span<sbyte> now = held.AsSpan(frame * length, length);
                if (hears.SequenceEqual(heard))
                {
                    before.CopyTo(now); // no new picture
                }
                else
                {
                    before[..^features].CopyTo(now[features..]);
                    for (int i = 0; i < features; i++)
                        now[i] = Math.Abs(hears[i] - before[i]) >= change ? hears[i] : before[i];
                }

                heard = hears;
                before = now;
            }
        }

        return held;
    }

    private static void Widen(ReadOnlySpan<sbyte> source, Span<short> events)
    {
        for (int i = 0; i < events.Length; i++) events[i] = source[i];
    }
}
