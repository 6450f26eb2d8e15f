using System.Globalization;
using System.Text.Json;
using OnBoard.Drivers;

namespace OnBoard.Sensors.Media;

/// <summary>Asks ffprobe, in JSON, what is in a container and which of its frames and blocks of sound cannot be decoded whole.</summary>
internal static class MediaProbe
{
    // A rate above this is the container's clock and not the camera's (Matroska: 1000, MPEG transport streams: 90000).
    private const double MaxFramesPerSecond = 61;
    private const int ErrorLevel = 16; // AV_LOG_ERROR of libavutil/log.h
    private static readonly TimeSpan MaxLook = TimeSpan.FromMinutes(1);

    // Containers whose header states the length. The others' length is guessed by ffprobe, from the rate of bytes or the last time stamp.
    private static readonly string[] StatingContainers =
        ["flac", "mov", "mp4", "matroska", "webm", "avi", "aiff", "au", "caf", "w64", "asf", "tta", "wv"];

    /// <summary>What is in a container.</summary>
    /// <returns>Null where it is no recording.</returns>
    /// <exception cref="DeviceMissingException">There is no ffprobe.</exception>
    public static MediaDescription? Describe(FfmpegProgram ffmpeg, string path)
    {
        using JsonDocument? answer = Ask(ffmpeg, path, MaxLook, "-show_format", "-show_streams");
        if (answer is null || !answer.RootElement.TryGetProperty("streams", out JsonElement streams)) return null;
        double? declared = Declared(answer.RootElement);
        List<SoundTrack> sounds = [];
        VideoTrack? video = null;
        foreach (JsonElement stream in streams.EnumerateArray())
        {
            int index = stream.GetProperty("index").GetInt32();
            string kind = Text(stream, "codec_type");
            double? length = declared is null ? null : Seconds(stream, "duration");
            if (kind == "audio" && stream.TryGetProperty("channels", out JsonElement counted) && counted.GetInt32() is > 0 and var channels)
                sounds.Add(new SoundTrack(index, channels, channels > 2 && Text(stream, "channel_layout").Length > 0, length));
            if (kind == "video" && video is null && !IsCover(stream)) video = VideoTrackOf(stream, index, length);
        }

        return sounds.Count == 0 && video is null ? null : new MediaDescription(declared, sounds, video);
    }

    /// <summary>Decodes the tracks once more, block by block, and counts what the decoders complain of.</summary>
    public static MediaDamage CountDamage(FfmpegProgram ffmpeg, string path, IEnumerable<int> streams, TimeSpan timeout)
    {
        MediaDamage damage = new();
        foreach (int stream in streams)
        {
            // ffprobe gives each block the messages of its decoding, with their level; their text is not looked at.
            using JsonDocument? answer = Ask(
                ffmpeg, path, timeout, "-select_streams", stream.ToString(CultureInfo.InvariantCulture), "-show_frames", "-show_log",
                ErrorLevel.ToString(CultureInfo.InvariantCulture), "-show_entries",
                "frame=media_type,best_effort_timestamp_time,nb_samples,sample_rate:log=level");
            if (answer is null || !answer.RootElement.TryGetProperty("frames", out JsonElement frames)) continue;
            foreach (JsonElement frame in frames.EnumerateArray())
            {
                bool isSound = Text(frame, "media_type") == "audio";
                if (isSound) damage.Blocks++;
                else damage.Frames++;
                if (!frame.TryGetProperty("logs", out JsonElement logs) || logs.GetArrayLength() == 0) continue;
                double? at = Seconds(frame, "best_effort_timestamp_time");
                if (isSound)
                {
                    damage.DamagedSamples += frame.TryGetProperty("nb_samples", out JsonElement samples) ? samples.GetInt64() : 0;
                    damage.FirstSound ??= at;
                }
                else
                {
                    damage.DamagedFrames++;
                    damage.FirstDamagedFrame ??= at;
                }
            }
        }

        return damage;
    }

    /// <summary>How many packets of a track there are: read, not decoded.</summary>
    public static long CountPackets(FfmpegProgram ffmpeg, string path, int stream, TimeSpan timeout)
    {
        using JsonDocument? answer = Ask(
            ffmpeg, path, timeout, "-select_streams", stream.ToString(CultureInfo.InvariantCulture), "-count_packets", "-show_entries",
            "stream=nb_read_packets");
        return answer is not null && answer.RootElement.TryGetProperty("streams", out JsonElement streams)
            && streams.GetArrayLength() > 0 && long.TryParse(Text(streams[0], "nb_read_packets"), out long count) ? count : 0;
    }

    /// <summary>The file as ffmpeg and ffprobe are given it: never taken for a URL, and never allowed to name one.</summary>
    public static string[] Input(string path) => ["-protocol_whitelist", "file", "-i", "file:" + Path.GetFullPath(path)];

    private static VideoTrack VideoTrackOf(JsonElement stream, int index, double? seconds)
    {
        double rate = Ratio(Text(stream, "r_frame_rate"));
        double mean = Ratio(Text(stream, "avg_frame_rate"));
        if (rate is <= 0 or > MaxFramesPerSecond) rate = mean is > 0 and <= MaxFramesPerSecond ? mean : 30;
        long? count = long.TryParse(Text(stream, "nb_frames"), CultureInfo.InvariantCulture, out long frames) && frames > 0
            ? frames
            : null;

        // Of video at no constant rate there will be another count.
        if (count is not null && Math.Abs((mean / rate) - 1) > 0.001) count = null;
        return new VideoTrack(index, rate, count, seconds);
    }

    private static bool IsCover(JsonElement stream) =>
        stream.TryGetProperty("disposition", out JsonElement disposition)
        && disposition.TryGetProperty("attached_pic", out JsonElement cover) && cover.GetInt32() != 0;

    private static double? Declared(JsonElement root)
    {
        if (!root.TryGetProperty("format", out JsonElement format)) return null;
        string[] names = Text(format, "format_name").Split(',');
        return names.Any(name => StatingContainers.Contains(name)) ? Seconds(format, "duration") : null;
    }

    private static double? Seconds(JsonElement element, string name) =>
        double.TryParse(Text(element, name), CultureInfo.InvariantCulture, out double value) ? value : null;

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static double Ratio(string text)
    {
        int slash = text.IndexOf('/');
        return slash > 0 && double.TryParse(text.AsSpan(0, slash), CultureInfo.InvariantCulture, out double above)
            && double.TryParse(text.AsSpan(slash + 1), CultureInfo.InvariantCulture, out double below) && below > 0
            ? above / below
            : 0;
    }

    private static JsonDocument? Ask(FfmpegProgram ffmpeg, string path, TimeSpan timeout, params string[] questions)
    {
        JsonDocument? answer = null;
        try
        {
            ffmpeg.Probe().Run(
                ["-hide_banner", "-v", "quiet", "-threads", "1", "-of", "json=compact=1", .. questions, .. Input(path)],
                output => answer = Parse(output), timeout);
        }
        catch (TimeoutException error)
        {
            throw new BadInputException(path, $"ffprobe took longer than {timeout.TotalSeconds:0} s", "use a shorter recording", error);
        }

        return answer;
    }

    private static JsonDocument? Parse(Stream output)
    {
        try
        {
            return JsonDocument.Parse(output);
        }
        catch (JsonException)
        {
            // Nothing, or half an answer: it is no recording.
            return null;
        }
    }
}
