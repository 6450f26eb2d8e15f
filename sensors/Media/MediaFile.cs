using System.Globalization;
using OnBoard.Drivers;

namespace OnBoard.Sensors.Media;

/// <summary>A recording that was looked at: what is in it and how ffmpeg is to decode it.</summary>
internal sealed class MediaFile
{
    // Enough for a face that fills a fifth of the frame's height, and few enough bytes to hold a second of them.
    private const int MaxShortSide = 576, MaxLongSide = 1280;

    private static readonly TimeSpan TimePerSecond = TimeSpan.FromSeconds(2);

    // Frames of even size at most so large, full range. YUV4MPEG2 states size and rate and makes ffmpeg keep a constant rate, so the
    // n-th frame is at n / rate.
    private static readonly string VideoFilter = FormattableString.Invariant(
        $"crop=trunc(iw/2)*2:trunc(ih/2)*2,scale=w='{Side("iw")}':h='{Side("ih")}':out_range=pc,format=yuv420p");

    private readonly FfmpegProgram _ffmpeg;
    private readonly ClipOptions _options;
    private readonly WavLayout? _wav;

    private MediaFile(string name, string path, FfmpegProgram ffmpeg, ClipOptions options, MediaDescription description, WavLayout? wav)
    {
        Name = name;
        Path = path;
        _ffmpeg = ffmpeg;
        _options = options;
        Description = description;
        _wav = wav;
    }

    /// <summary>What to call it in messages.</summary>
    public string Name { get; }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>What is in it.</summary>
    public MediaDescription Description { get; }

    /// <summary>The sound track that was chosen, from 1; null where none was.</summary>
    public int? ChosenTrack { get; private init; }

    /// <summary>Looks at a recording.</summary>
    /// <param name="named">See <see cref="RecordingName"/>.</param>
    /// <param name="options">How it will be read.</param>
    /// <exception cref="BadInputException">It is missing, empty, cut short, no recording or lacks the track.</exception>
    /// <exception cref="DeviceMissingException">There is no ffmpeg.</exception>
    public static MediaFile Open(string named, ClipOptions options)
    {
        RecordingName recording = RecordingName.Parse(named);
        bool piped = recording.Path == RecordingName.StandardInput;
        string path = piped ? StandardInputFile.Path : recording.Path;
        string name = piped ? "standard input" : recording.Path;
        using FileStream file = OpenFile(path, name);
        Span<byte> start = stackalloc byte[12];
        int there = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        WavLayout? wav = WavLayout.IsWav(start[..there]) ? WavLayout.Read(file, name, anyCoding: true) : null;
        if (ContainerEnd.MissingBytes(file) is > 0 and var missing)
        {
            throw new BadInputException(
                name, $"it is cut short: {missing} bytes are missing at its end", "copy the recording again");
        }

        FfmpegProgram ffmpeg = FfmpegProgram.Find(options.FfmpegPath);
        MediaDescription description = wav?.Format is { } format
            ? new MediaDescription(
                (double)wav.Frames / format.SampleRate, [new SoundTrack(0, format.Channels, IsSurround: false)], Video: null)
            : MediaProbe.Describe(ffmpeg, path)
                ?? throw new BadInputException(name, "it is not a recording that ffmpeg knows", "name a media file");
        if (recording.Track is { } track && (track < 1 || track > description.Sounds.Count))
        {
            throw new BadInputException(
                named, $"it has {description.Sounds.Count} sound tracks", $"choose one of them with {recording.Path}#1 and so on");
        }

        return new MediaFile(name, path, ffmpeg, options, description, wav) { ChosenTrack = recording.Track };
    }

    /// <summary>Decodes a sound track to interleaved floats at 16 kHz, or to one channel of them.</summary>
    /// <param name="track">Of the description.</param>
    /// <param name="channel">The channel to give; -1 for the mean of all; null for all.</param>
    /// <param name="read">Reads what comes; its end ends the run.</param>
    /// <param name="timeout">After this ffmpeg is ended; null for as long as the recording's length allows.</param>
    /// <param name="cancel">Ends ffmpeg: what it gives ends where it is.</param>
    public FfmpegOutcome DecodeSound(
        SoundTrack track, int? channel, Action<Stream> read, TimeSpan? timeout = null, CancellationToken cancel = default)
    {
        string trim = _wav?.Format is null ? "" : string.Create(CultureInfo.InvariantCulture, $"atrim=end_sample={_wav.Frames},");

        // A film's surround sound is brought to mono as ffmpeg knows to do it. Sound is brought to time 0 of the recording, and
        // what is missing between is silence, so that it stays in step with the video.
        string layout = track.IsSurround ? ":ochl=mono:rematrix_maxval=1" : "";
        string pan = track.IsSurround || channel is null ? "" : $",pan=mono|c0={Mix(channel.Value, track.Channels)}";
        int channels = track.IsSurround || channel is not null ? 1 : track.Channels;
        return Run(
            [
                .. _wav?.Format is { } format ? RawInput(format) : MediaProbe.Input(Path),
                "-map", $"0:{track.Stream}", "-vn", "-af", $"{trim}aresample=osr=16000{layout}:osf=flt:first_pts=0:async=1{pan}",
                "-ac", channels.ToString(CultureInfo.InvariantCulture), "-c:a", "pcm_f32le", "-f", "f32le", "-",
            ],
            read, timeout, cancel);
    }

    /// <summary>Decodes the video to YUV4MPEG2.</summary>
    /// <param name="track">Of the description.</param>
    /// <param name="read">Reads what comes; its end ends the run.</param>
    /// <param name="timeout">After this ffmpeg is ended; null for as long as the recording's length allows.</param>
    /// <param name="first">The frame to begin with.</param>
    /// <param name="cancel">Ends ffmpeg: what it gives ends where it is.</param>
    public FfmpegOutcome DecodeVideo(
        VideoTrack track, Action<Stream> read, TimeSpan? timeout = null, long first = 0, CancellationToken cancel = default) => Run(
        [
            .. Seek(first / track.FramesPerSecond), .. MediaProbe.Input(Path), "-map", $"0:{track.Stream}", "-an",
            "-vf", From(first / track.FramesPerSecond) + VideoFilter,
            "-r", track.FramesPerSecond.ToString("0.######", CultureInfo.InvariantCulture), "-f", "yuv4mpegpipe", "-",
        ],
        read, timeout, cancel);

    /// <summary>Counts what decoders complain of.</summary>
    public MediaDamage CountDamage(IEnumerable<int> streams) => MediaProbe.CountDamage(_ffmpeg, Path, streams, Limit);

    /// <summary>How many frames a track gives at its rate.</summary>
    public long CountFrames(VideoTrack track) =>
        Description.DeclaredSeconds is { } seconds && track.Count is null ? (long)Math.Round(seconds * track.FramesPerSecond)
        : track.Count is { } count ? count
        : MediaProbe.CountPackets(_ffmpeg, Path, track.Stream, Limit);

    private TimeSpan Limit => _options.Timeout + (TimePerSecond * (Description.DeclaredSeconds ?? 0));

    /// <summary>
    /// To a second before: with frames in another order than they are stored ffmpeg may land behind the one that was asked for.
    /// </summary>
    private static string[] Seek(double seconds) => seconds > 0
        ? ["-copyts", "-start_at_zero", "-ss", Math.Max(0, seconds - 1).ToString("0.###", CultureInfo.InvariantCulture)]
        : [];

    /// <summary>Takes frames by their own time stamps, which are rounded: a little before the first one.</summary>
    private static string From(double seconds) =>
        seconds > 0 ? FormattableString.Invariant($"trim=start={seconds - 0.002:0.####},setpts=PTS-{seconds - 0.002:0.####}/TB,") : "";

    private FfmpegOutcome Run(string[] arguments, Action<Stream> read, TimeSpan? timeout, CancellationToken cancel)
    {
        TimeSpan limit = timeout ?? Limit;
        try
        {
            return _ffmpeg.Run(
                ["-hide_banner", "-nostdin", "-nostats", "-loglevel", "error", "-threads", "1", .. arguments], read, limit, cancel);
        }
        catch (TimeoutException error)
        {
            throw new BadInputException(Name, $"decoding took longer than {limit.TotalSeconds:0} s", "use a shorter recording", error);
        }
        catch (EndOfStreamException error)
        {
            throw new BadInputException(Name, "ffmpeg broke off in the middle of a frame", "copy the recording again", error);
        }
    }

    private string[] RawInput(WavFormat format) =>
    [
        "-f", format.FfmpegName, "-ar", format.SampleRate.ToString(CultureInfo.InvariantCulture),
        "-ac", format.Channels.ToString(CultureInfo.InvariantCulture),
        "-skip_initial_bytes", _wav!.Start.ToString(CultureInfo.InvariantCulture), .. MediaProbe.Input(Path),
    ];

    private static string Mix(int channel, int channels)
    {
        if (channel >= 0) return $"c{channel}";
        string share = (1.0 / channels).ToString("R", CultureInfo.InvariantCulture);
        return string.Join('+', Enumerable.Range(0, channels).Select(c => $"{share}*c{c}"));
    }

    private static string Side(string side) => FormattableString.Invariant(
        $"max(2,trunc({side}*min(1,min({MaxShortSide}/min(iw,ih),{MaxLongSide}/max(iw,ih)))/2)*2)");

    private static FileStream OpenFile(string path, string name)
    {
        if (Directory.Exists(path)) throw new BadInputException(name, "it is a folder", "name a recording");
        try
        {
            FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (file.CanSeek && file.Length > 0) return file;
            bool seeks = file.CanSeek;
            file.Dispose();
            throw seeks
                ? new BadInputException(name, "it is empty", "copy the recording again")
                : new BadInputException(name, "it is a pipe or a device", "name a recording, or - for standard input");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BadInputException(name, "there is no such file", "name a recording", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(name, $"it cannot be read ({error.Message})", "check its permissions", error);
        }
    }
}
