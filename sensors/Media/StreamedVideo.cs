using OnBoard.Drivers.Video;

namespace OnBoard.Sensors.Media;

/// <summary>
/// Frames that are decoded as they are shown, a second ahead, round after round. Each round has as many as the container says:
/// where fewer come, the last one stays. A decoder that is seconds behind begins anew where it will be by then.
/// </summary>
internal sealed class StreamedVideo : StreamedTrack<VideoFrame>, IClipVideo
{
    // A decoder that is so far behind shows nothing that is of use to who hears the sound.
    private const double MaxBehind = 2;

    private readonly MediaFile _file;
    private readonly VideoTrack _track;
    private readonly VideoFrame _last;
    private long _next;
    private bool _isBehindReported;

    /// <param name="file">The recording.</param>
    /// <param name="begun">Knows size and rate.</param>
    public StreamedVideo(MediaFile file, Y4mReader begun)
        : base((int)Math.Ceiling(begun.FramesPerSecond), () => new VideoFrame(begun.Width, begun.Height))
    {
        _file = file;
        _track = file.Description.Video!;
        Width = begun.Width;
        Height = begun.Height;
        FramesPerSecond = begun.FramesPerSecond;
        Count = file.CountFrames(_track);
        _last = new VideoFrame(Width, Height);
    }

    public int Width { get; }

    public int Height { get; }

    public double FramesPerSecond { get; }

    public long Count { get; }

    /// <summary>
    /// Receives once what was damaged, when the first round is through, and once that the decoder is too slow. On another thread.
    /// </summary>
    public Action<string>? Warned { get; set; }

    public long? Read(long from, long index, VideoFrame frame, TimeSpan timeout)
    {
        Begin();
        if (Ahead.TakeNewest(from, index, timeout) is not (var decoded, var given)) return null;
        MemoryVideo.Copy(decoded, frame);
        return given;
    }

    /// <summary>Begins to decode, and waits until there is half a second to show.</summary>
    public void Prepare(TimeSpan timeout)
    {
        Begin();
        Ahead.Wait((long)(FramesPerSecond / 2), timeout);
    }

    protected override Thread NewThread(ThreadStart decode) => new Thread(decode) { IsBackground = true, Name = "clip video" };

    protected override void DecodeOn() => _next = DecodeFrom(_next, _last);

    /// <summary>Decodes from a frame to the end of its round, or until the decoder is too far behind.</summary>
    /// <param name="next">The frame's number, through all rounds.</param>
    /// <param name="last">Holds the latest frame.</param>
    /// <returns>The number to go on with.</returns>
    private long DecodeFrom(long next, VideoFrame last)
    {
        long begin = next, within = next % Count, end = next - within + Count;
        long lead = 0;
        bool behind = false;
        Y4mReader reader = new(_file.Name, double.MaxValue, frame =>
        {
            if (next == end) return;
            MemoryVideo.Copy(frame, last);
            Give(last);
            if (next++ == begin) lead = Ahead.Behind;

            // A second is shown in any case, however late.
            if (next - begin < FramesPerSecond || Ahead.Behind < MaxBehind * FramesPerSecond) return;
            behind = true;
            throw new OperationCanceledException();
        }, reuse: true);
        try
        {
            FfmpegOutcome outcome = _file.DecodeVideo(_track, reader.Read, Timeout.InfiniteTimeSpan, within, Closing);
            if (begin == 0 && !IsClosing) Validate(outcome, next);
        }
        catch (OperationCanceledException) when (behind)
        {
            ReportBehind();

            // As far ahead as the decoder needed to begin, and as it is behind now.
            long to = next + Ahead.Behind + lead;
            Ahead.SkipTo(to);
            return to;
        }

        for (; next < end && !IsClosing; next++) Give(last);
        return next;
    }

    private void ReportBehind()
    {
        if (_isBehindReported || Warned is not { } report) return;
        _isBehindReported = true;
        report($"{_file.Name}: its video is decoded too slowly on this machine; some frames are left out, others come late");
    }

    private void Give(VideoFrame frame)
    {
        MemoryVideo.Copy(frame, Ahead.Rent());
        Ahead.Commit();
    }

    private void Validate(FfmpegOutcome outcome, long given)
    {
        if (Warned is not { } report) return;
        if (given < Count - FramesPerSecond)
            report(FormattableString.Invariant($"{_file.Name}: it ends after {given} of {Count} frames; the last one stays"));
        if (outcome.MessageCount == 0) return;

        // Decoding all of it once more takes long: not while the next round is waited for.
        Task.Run(() =>
        {
            foreach (string damage in _file.CountDamage([_track.Stream]).Describe()) report($"{_file.Name}: {damage}");
        });
    }
}
