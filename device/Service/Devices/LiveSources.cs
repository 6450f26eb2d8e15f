using OnBoard.Device.Service.Pipeline;
using OnBoard.Drivers;
using OnBoard.Drivers.Audio;
using OnBoard.Drivers.Video;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Media;
using OnBoard.Sensors.Talker.Traits;
using OnBoard.Sensors.Talker;
using OnBoard.Sensors.Talker.Room;

namespace OnBoard.Device.Service.Devices;

/// <summary>
/// Camera, microphone and loudspeaker as they were chosen. Making it does what takes long (recordings are read, noise is
/// measured); opening is quick, so that nothing is missed between opening and the first read.
/// </summary>
internal sealed class LiveSources : IDisposable
{
    private const int IntermittentSeed = 1;

    // What is mixed whole takes four times its room.
    private const int MaxMixed = 120 * AudioFormat.SampleRate;

    private static readonly TalkerOptions Person = new();

    private readonly SourceChoice _choice;
    private readonly IPace _heardAt, _seenAt;
    private readonly Lazy<SyntheticTalker> _talker = new(() => new SyntheticTalker(Person));
    private readonly ClipTiming _timing;
    private readonly List<string> _warnings = [];
    private readonly float _gain = 1;
    private readonly VirtualRoom? _room;
    private readonly Clip? _heard;
    private readonly Clip? _clean;
    private readonly Clip? _seen;

    /// <exception cref="BadInputException">A recording is unfit.</exception>
    /// <exception cref="DeviceMissingException">There is no ffmpeg to read a recording with.</exception>
    public LiveSources(SourceChoice choice)
    {
        _choice = choice;
        _heardAt = choice.VirtualTime is { } heard ? new VirtualPace(heard, moves: true) : new PaceFromFirstRead();
        _seenAt = choice.VirtualTime is { } seen ? new VirtualPace(seen, moves: false) : _heardAt;
        _timing = new ClipTiming(paced: true, looped: choice.Looped);
        try
        {
            Func<INoise>? noise = NoiseChoice.Prepare(choice.Noise);
            if (choice.HasIntermittentNoise && noise is { } steady) noise = () => new IntermittentNoise(steady(), IntermittentSeed);
            switch (choice.Microphone.Kind)
            {
                case EndpointKind.Virtual:
                    _room = noise is null ? VirtualRoom.Quiet() : new VirtualRoom(_talker.Value, choice.Snr, noise);
                    KnowsClean = true;
                    break;
                case EndpointKind.File:
                    Clip clip = Clip.Open(choice.Microphone.Name, new ClipOptions
                    {
                        Audio = StreamUse.Required,
                        Video = choice.Camera == choice.Microphone ? StreamUse.Optional : StreamUse.Skipped,
                    });
                    _seen = clip;
                    _warnings.AddRange(clip.Warnings.Select(warning => $"{choice.Microphone.Name}: {warning}"));
                    if (noise is not null && (choice.HasIntermittentNoise || clip.Sound.Length > MaxMixed))
                    {
                        _gain = GainFor(clip.Sound, choice.Snr);
                        (_heard, _room) = (clip, new VirtualRoom(_gain * clip.Sound.Level, choice.Snr, noise));
                    }
                    else
                    {
                        (_heard, _clean) = noise is null ? (clip, null) : Mix(clip, noise(), choice.Snr);
                    }

                    KnowsClean = noise is not null;
                    break;
            }

            if (choice.Camera.Kind == EndpointKind.File && choice.Camera != choice.Microphone)
            {
                _seen = Clip.Open(choice.Camera.Name, new ClipOptions { Audio = StreamUse.Skipped, Video = StreamUse.Required });
                _warnings.AddRange(_seen.Warnings.Select(warning => $"{choice.Camera.Name}: {warning}"));
            }
        }
        catch
        {
            // A long recording is being decoded already.
            Dispose();
            throw;
        }
    }

    /// <summary>The seeds of the virtual talker and its noise, by what they make; none where sound is not virtual.</summary>
    public IReadOnlyDictionary<string, long> Seeds
    {
        get
        {
            Dictionary<string, long> seeds = [];
            if (_choice.Microphone.Kind == EndpointKind.Virtual) seeds["talker"] = Person.Seed;
            if (_choice.Noise.Kind == EndpointKind.Virtual) seeds["noise"] = CafeNoise.UsualSeed;
            return seeds;
        }
    }

    /// <summary>What is odd about the recordings, each with its file's name.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Receives what is odd about frames that are decoded while they are shown. On another thread.</summary>
    public Action<string> Warned
    {
        set
        {
            if (_seen is not null) _seen.Warned = value;
        }
    }

    /// <summary>Whether the clean speech is known, so that scores can be given.</summary>
    public bool KnowsClean { get; }

    /// <summary>
    /// Lets the virtual talker speak a moment unheard, so that its code is compiled before the first hop that counts.
    /// </summary>
    public void Rehearse()
    {
        if (_choice.Microphone.Kind != EndpointKind.Virtual) return;
        Unpaced pace = new();
        using VirtualMicrophone microphone = new(_talker.Value, _room!, pace);
        float[] noisy = new float[AudioFormat.HopLength], clean = new float[AudioFormat.HopLength];
        for (int hop = 0; hop < AudioFormat.HopsPerSecond; hop++) microphone.Read(noisy, clean, out _, TimeSpan.Zero);
        if (_choice.Camera.Kind != EndpointKind.Virtual) return;
        using VirtualCamera camera = new(_talker.Value, pace);
        VideoFrame frame = new(camera.Width, camera.Height);
        for (int i = 0; i < 5; i++) camera.Read(frame, TimeSpan.Zero);
    }

    /// <summary>Ends what decodes recordings while they play.</summary>
    public void Dispose()
    {
        _heard?.Close();
        _seen?.Close();
    }

    /// <summary>Opens the microphone.</summary>
    /// <exception cref="DeviceMissingException">There is no such microphone, and the choice is strict.</exception>
    public Slot<IMicrophone> OpenMicrophone() => _choice.Microphone.Kind switch
    {
        EndpointKind.Virtual => new(new VirtualMicrophone(_talker.Value, _room!, _heardAt)),
        EndpointKind.File when _room is not null => Played<IMicrophone>(new ClipInRoom(new ClipMicrophone(_heard!, _timing), _room, _gain)),
        EndpointKind.File when _clean is null => Played<IMicrophone>(new ClipMicrophone(_heard!, _timing)),
        EndpointKind.File => new(
            new ReferencedClip(new ClipMicrophone(_heard!, _timing), new ClipMicrophone(_clean, _timing))),
        _ => Opened<IMicrophone>(() => AlsaMicrophone.Open(_choice.Microphone.Name, channels: _choice.Channels)),
    };

    /// <summary>Opens the camera; null where there is none.</summary>
    /// <exception cref="DeviceMissingException">There is no such camera, and the choice is strict.</exception>
    public Slot<ICamera>? OpenCamera() => _choice.Camera.Kind switch
    {
        EndpointKind.None => null,
        EndpointKind.Virtual => new(new VirtualCamera(_talker.Value, _seenAt)),
        EndpointKind.Device => Opened<ICamera>(() => V4L2Camera.Open(_choice.Camera.Name, _choice.CameraRequest)),

        // A recording of sound alone that was named as microphone.
        _ => _seen!.HasVideo ? Played<ICamera>(new ClipCamera(_seen, _timing)) : null,
    };

    /// <summary>Opens the loudspeaker; null where there is none.</summary>
    /// <exception cref="DeviceMissingException">There is no such loudspeaker, and the choice is strict.</exception>
    public Slot<ILoudspeaker>? OpenLoudspeaker() => _choice.Output.Kind == EndpointKind.Device
        ? Opened<ILoudspeaker>(() => AlsaLoudspeaker.Open(_choice.Output.Name))
        : null;

    /// <summary>A recording whose decoder was too slow for a while goes on where it was.</summary>
    private static Slot<T> Played<T>(T device)
        where T : class, IDisposable =>
        new(device, () => device);

    /// <summary>A device that is not there yet is the same case as one that is lost later.</summary>
    private Slot<T> Opened<T>(Func<T> open)
        where T : class, IDisposable
    {
        try
        {
            return new(open(), open);
        }
        catch (OnBoardException absence) when (!_choice.IsStrict)
        {
            return new(null, open, absence);
        }
    }

    /// <summary>Leaves room for the noise's peaks, of fourteen decibels over its RMS.</summary>
    private static float GainFor(IClipSound sound, double ratio)
    {
        double peak = sound.Peak + (5 * sound.Level * Math.Pow(10, -ratio / 20));
        return peak > NoiseMixer.Ceiling ? (float)(NoiseMixer.Ceiling / peak) : 1;
    }

    private static (Clip Noisy, Clip Clean) Mix(Clip clip, INoise noise, double ratio)
    {
        float[] excerpt = new float[clip.Samples.Length];
        noise.Read(excerpt);
        NoisyMixture mixture = NoiseMixer.Mix(clip.Samples, excerpt, ratio);
        return (WithSound(mixture.Noisy), WithSound(mixture.Clean));

        Clip WithSound(float[] samples) => new(clip.Name, samples, clip.Frames, clip.FramesPerSecond);
    }
}
