using System.Globalization;
using System.Runtime.InteropServices;
using OnBoard.Drivers;
using OnBoard.Drivers.Video;

namespace OnBoard.Sensors.Media;

/// <summary>
/// Decodes a recording with one run of ffmpeg for the sound and one for the pictures, side by side, and judges what
/// ffmpeg says of it. ffmpeg ends with success on files that are cut short, so its messages are read too.
/// </summary>
internal static class ClipReader
{
    // Sound is brought to time 0 of the recording, and several channels are averaged so that the sum cannot clip.
    private static readonly string[] AudioArguments =
    [
        "-map", "0:a:0", "-vn", "-af",
        "aresample=osr=16000:ochl=mono:osf=flt:rematrix_maxval=1:first_pts=0", "-c:a", "pcm_f32le", "-f", "f32le", "-",
    ];

    // YUV4MPEG2 states size and rate and makes ffmpeg keep a constant rate, so the n-th picture is at n / rate.
    private static readonly string[] VideoArguments =
    [
        "-map", "0:v:0", "-an", "-vf", "crop=trunc(iw/2)*2:trunc(ih/2)*2,scale=out_range=pc,format=yuv420p",
        "-f", "yuv4mpegpipe", "-",
    ];

    private static readonly string[] SignsOfTruncation =
        ["corrupt input packet", "packet corrupt", "partial file", "ended prematurely", "moov atom not found"];

    private static readonly string[] SignsOfDamage = ["damaged", "corrupt", "invalid", "error", "concealing"];

    public static Clip Read(string path, ClipOptions options)
    {
        RefuseMissingOrEmpty(path);
        FfmpegProgram ffmpeg = FfmpegProgram.Find(options.FfmpegPath);
        float[] samples = [];
        var pictures = new Y4mReader(path, options.LongestSeconds);
        FfmpegOutcome? audio = null;
        FfmpegOutcome? video = null;

        // Two processes, not two cores' worth of work: the sound is a tenth of it.
        Task audioRun = options.Audio == StreamUse.Skipped
            ? Task.CompletedTask
            : Task.Run(() => audio = Run(ffmpeg, path, AudioArguments, options,
                output => samples = ReadSamples(output, path, options.LongestSeconds)));
        try
        {
            if (options.Video != StreamUse.Skipped)
                video = Run(ffmpeg, path, VideoArguments, options, pictures.Read);
        }
        finally
        {
            // The run is waited for whatever became of the other one; its own error is raised below.
            audioRun.ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
        }

        audioRun.GetAwaiter().GetResult();

        string[] messages = [.. (audio?.Messages ?? []).Concat(video?.Messages ?? [])];
        RefuseTruncated(path, messages);
        if (samples.Length == 0 && pictures.Frames.Count == 0) throw NotARecording(path, audio, video, options);
        if (options.Audio == StreamUse.Required && samples.Length == 0)
            throw new BadInputException(path, "it has no sound", "choose a recording with an audio stream");
        if (options.Video == StreamUse.Required && pictures.Frames.Count == 0)
            throw new BadInputException(path, "it has no pictures", "choose a recording with a video stream");

        double soundSeconds = (double)samples.Length / Clip.SampleRate;
        double pictureSeconds = pictures.Frames.Count > 0 ? pictures.Frames.Count / pictures.FramesPerSecond : 0;
        RefuseShorterThanDeclared(path, messages, Math.Max(soundSeconds, pictureSeconds));
        return new Clip(Path.GetFileNameWithoutExtension(path), samples, pictures.Frames, pictures.FramesPerSecond,
            Warnings(messages, soundSeconds, pictureSeconds));
    }

    private static void RefuseMissingOrEmpty(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new BadInputException(path, Directory.Exists(path) ? "it is a folder" : "there is no such file",
                "name a recording");
        }

        if (file.Length == 0) throw new BadInputException(path, "it is empty", "copy the recording again");
    }

    private static FfmpegOutcome Run(FfmpegProgram ffmpeg, string path, string[] streamArguments, ClipOptions options,
        Action<Stream> read)
    {
        // The file: prefix and the whitelist keep a file from being taken for a URL, or from naming one.
        string[] arguments =
        [
            "-hide_banner", "-nostdin", "-nostats", "-loglevel", "level+info", "-threads", "1",
            "-protocol_whitelist", "file", "-i", "file:" + Path.GetFullPath(path), .. streamArguments,
        ];
        try
        {
            return ffmpeg.Run(arguments, read, options.Timeout);
        }
        catch (TimeoutException error)
        {
            throw new BadInputException(path, $"decoding took longer than {options.Timeout.TotalSeconds:0} s",
                "use a shorter recording", error);
        }
        catch (EndOfStreamException error)
        {
            throw new BadInputException(path, "ffmpeg broke off in the middle of a picture", "copy the recording again",
                error);
        }
    }

    private static float[] ReadSamples(Stream output, string path, double longestSeconds)
    {
        var bytes = new MemoryStream(256 * 1024);
        byte[] block = new byte[64 * 1024];
        long limit = (long)(longestSeconds * Clip.SampleRate * sizeof(float));
        for (int got; (got = output.Read(block)) > 0;)
        {
            bytes.Write(block, 0, got);
            if (bytes.Length > limit) throw Y4mReader.TooLong(path, longestSeconds);
        }

        return MemoryMarshal.Cast<byte, float>(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)).ToArray();
    }

    private static void RefuseTruncated(string path, string[] messages)
    {
        foreach (string message in messages)
        {
            if (ContainsAny(message, SignsOfTruncation))
                throw new BadInputException(path, $"it is cut short ({message.Trim()})", "copy the recording again");
        }
    }

    /// <summary>
    /// A container that declares more than it yields was cut at a place where ffmpeg does not
    /// notice.
    /// </summary>
    private static void RefuseShorterThanDeclared(string path, string[] messages, double seconds)
    {
        const string Label = "Duration: ";
        if (messages.Any(m => m.Contains("Estimating duration", StringComparison.Ordinal))) return;
        string? line = messages.FirstOrDefault(m => m.Contains(Label, StringComparison.Ordinal));
        if (line is null) return;
        ReadOnlySpan<char> text = line.AsSpan(line.IndexOf(Label, StringComparison.Ordinal) + Label.Length);
        int comma = text.IndexOf(',');
        if (comma < 0 || !TimeSpan.TryParse(text[..comma], CultureInfo.InvariantCulture, out TimeSpan declared)) return;
        if (seconds < declared.TotalSeconds - 0.25)
        {
            throw new BadInputException(path,
                FormattableString.Invariant($"it declares {declared.TotalSeconds:0.00} s and holds {seconds:0.00} s"),
                "copy the recording again");
        }
    }

    private static BadInputException NotARecording(string path, FfmpegOutcome? audio, FfmpegOutcome? video,
        ClipOptions options)
    {
        bool known = (audio?.Messages ?? []).Concat(video?.Messages ?? [])
            .Any(m => m.Contains("matches no streams", StringComparison.Ordinal));
        if (!known) return new BadInputException(path, "it is not a recording that ffmpeg knows", "name a media file");
        string what = options.Audio == StreamUse.Skipped ? "pictures"
            : options.Video == StreamUse.Skipped ? "sound" : "sound and no pictures";
        return new BadInputException(path, $"it has no {what}", "choose another recording");
    }

    private static List<string> Warnings(string[] messages, double soundSeconds, double pictureSeconds)
    {
        List<string> warnings =
            [.. messages.Where(m => ContainsAny(m, SignsOfDamage) && !m.Contains("matches no streams",
                StringComparison.Ordinal)).Select(m => m.Trim()).Distinct()];
        // GRID's sound ends 22 ms before its pictures; that is no news.
        if (soundSeconds > 0 && pictureSeconds > 0 && Math.Abs(soundSeconds - pictureSeconds) > 0.035)
        {
            warnings.Add(FormattableString.Invariant(
                $"sound lasts {soundSeconds:0.000} s, pictures last {pictureSeconds:0.000} s"));
        }

        return warnings;
    }

    private static bool ContainsAny(string message, string[] signs) =>
        (message.Contains("[warning]", StringComparison.Ordinal)
            || message.Contains("[error]", StringComparison.Ordinal)
            || message.Contains("[fatal]", StringComparison.Ordinal))
        && Array.Exists(signs, sign => message.Contains(sign, StringComparison.OrdinalIgnoreCase));
}
