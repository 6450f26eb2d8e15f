using OnBoard.Drivers;

namespace OnBoard.Sensors.Media;

/// <summary>
/// Takes the sound of a recording in: the track that was chosen, or else the first that is not silent; the mean of its channels, or
/// one of them where the mean would lose it.
/// </summary>
internal sealed class SoundDecoder(MediaFile file, ClipOptions options)
{
    private readonly List<string> _warnings = [];

    /// <summary>Mono sound at 16 kHz; empty where it is too long to be kept.</summary>
    public float[] Samples { get; private set; } = [];

    /// <summary>Samples there are.</summary>
    public long Length { get; private set; }

    /// <summary>RMS of all of them.</summary>
    public float Level { get; private set; }

    /// <summary>Their highest peak.</summary>
    public float Peak { get; private set; }

    /// <summary>The track that was taken; null where there is no sound.</summary>
    public SoundTrack? Track { get; private set; }

    /// <summary>The channel that was taken; -1 for the mean of all.</summary>
    public int Channel { get; private set; } = -1;

    /// <summary>How often ffmpeg complained.</summary>
    public int Messages { get; private set; }

    /// <summary>What is odd about it.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Decodes the whole sound.</summary>
    /// <exception cref="BadInputException">It is too long, or a sample is no number.</exception>
    public void Run()
    {
        IReadOnlyList<SoundTrack> tracks = file.Description.Sounds;
        if (tracks.Count == 0) return;
        int chosen = (file.ChosenTrack ?? 1) - 1;
        SoundMeter meter = Decode(tracks[chosen]);
        if (meter.IsSilent && file.ChosenTrack is null)
        {
            for (int other = 1; other < tracks.Count; other++)
            {
                SoundMeter also = Decode(tracks[other]);
                if (also.IsSilent) continue;
                _warnings.Add(
                    $"sound track 1 is silent: track {other + 1} of {tracks.Count} is taken ({file.Name}#{other + 1}); {file.Name}#1 chooses the first");
                meter = also;
                break;
            }

            if (meter.IsSilent && tracks.Count > 1) meter = Decode(tracks[0]);
        }
        else if (meter.IsSilent && tracks.Count > 1)
        {
            _warnings.Add($"sound track {chosen + 1} of {tracks.Count} is silent");
        }

        _warnings.AddRange(meter.Describe());
        if (meter.BestChannel is >= 0 and var best)
        {
            Channel = best;
            meter = Decode(Track!, best);
        }

        Length = meter.Length;
        Level = meter.Level;
        Peak = meter.Peak;
    }

    private SoundMeter Decode(SoundTrack track, int? channel = null)
    {
        Track = track;
        int channels = track.IsSurround || channel is not null ? 1 : track.Channels;
        SoundMeter meter = new(file.Name, channels);
        long most = (long)(options.MaxSeconds * Clip.SampleRate);
        double expected = file.Description.DeclaredSeconds ?? 0;
        float[] samples = new float[Math.Max(1024, (int)Math.Min(most, (expected + 0.1) * Clip.SampleRate))];
        bool kept = true;
        FfmpegOutcome outcome = file.DecodeSound(track, channel, output =>
        {
            int frameBytes = channels * sizeof(float);
            byte[] bytes = new byte[4096 * frameBytes];
            float[] mono = new float[4096];
            int count;
            do
            {
                int got = output.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
                count = got / frameBytes;
                long before = meter.Length;
                meter.Take(bytes.AsSpan(0, count * frameBytes), mono.AsSpan(0, count));
                if (meter.Length > most)
                {
                    if (!options.Streams) throw TooLong(file.Name, options.MaxSeconds);
                    kept = false;
                    samples = [];
                }

                if (!kept) continue;
                if (meter.Length > samples.Length) Array.Resize(ref samples, (int)Math.Min(most, 2 * meter.Length));
                mono.AsSpan(0, count).CopyTo(samples.AsSpan((int)before));
            }
            while (count == 4096);
        });
        Messages = outcome.MessageCount;
        if (kept && samples.Length != meter.Length) Array.Resize(ref samples, (int)meter.Length);
        Samples = samples;
        return meter;
    }

    internal static BadInputException TooLong(string subject, double maxSeconds) => new(
        subject, FormattableString.Invariant($"it is longer than {maxSeconds:0} s, the maximum that is taken into memory"),
        "cut it into shorter recordings");
}
