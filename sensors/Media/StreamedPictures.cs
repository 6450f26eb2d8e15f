using OnBoard.Drivers;
using OnBoard.Drivers.Video;

namespace OnBoard.Sensors.Media;

/// <summary>
/// Pictures that are decoded as they are shown, a second ahead, round after round. Each round has as many as the container says:
/// where fewer come, the last one stays. A decoder that is seconds behind begins anew where it will be by then.
/// </summary>
internal sealed class StreamedPictures : IClipPictures, IDisposable
{
    // A decoder that is so far behind shows nothing that is of use to who hears the sound.
    private const double LongestBehind = 2;

    private readonly MediaFile _file;
    private readonly PictureTrack _track;
    private readonly ReadAhead<VideoFrame> _ahead;
    private readonly Lazy<Thread> _thread;
    private readonly CancellationTokenSource _closing = new();
    private bool _told;

    /// <param name="file">The recording.</param>
    /// <param name="begun">Knows size and rate.</param>
    public StreamedPictures(MediaFile file, Y4mReader begun)
    {
        _file = file;
        _track = file.Description.Picture!;
        Width = begun.Width;
        Height = begun.Height;
        FramesPerSecond = begun.FramesPerSecond;
        Count = file.CountPictures(_track);
        _ahead = new ReadAhead<VideoFrame>((int)Math.Ceiling(FramesPerSecond), () => new VideoFrame(Width, Height));
        _thread = new Lazy<Thread>(Start);
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
        if (!_closing.IsCancellationRequested) _ = _thread.Value;
        if (_ahead.TakeNewest(from, index, timeout) is not (var decoded, var given)) return null;
        MemoryPictures.Copy(decoded, frame);
        return given;
    }

    /// <summary>Begins to decode, and waits until there is half a second to show.</summary>
    public void Prepare(TimeSpan timeout)
    {
        _ = _thread.Value;
        _ahead.Wait((long)(FramesPerSecond / 2), timeout);
    }

    public void Close() => Dispose();

    public void Dispose()
    {
        if (_closing.IsCancellationRequested) return;
        _closing.Cancel();
        _ahead.Close();
        if (_thread.IsValueCreated) _thread.Value.Join();
        _closing.Dispose();
    }

    private Thread Start()
    {
        Thread thread = new(Decode) { IsBackground = true, Name = "clip pictures" };
        thread.Start();
        return thread;
    }

    private void Decode()
    {
        try
        {
            VideoFrame last = new(Width, Height);
            long next = 0;
            while (!_closing.IsCancellationRequested) next = DecodeFrom(next, last);
        }
        catch (OperationCanceledException)
        {
            // Closed.
        }
        catch (Exception error) when (error is OnBoardException or IOException)
        {
            _ahead.Fail(error);
        }
    }

    /// <summary>Decodes from a picture to the end of its round, or until the decoder is too far behind.</summary>
    /// <param name="next">The picture's number, through all rounds.</param>
    /// <param name="last">Holds the latest picture.</param>
    /// <returns>The number to go on with.</returns>
    private long DecodeFrom(long next, VideoFrame last)
    {
        long begin = next, within = next % Count, end = next - within + Count;
        long lead = 0;
        bool behind = false;
        Y4mReader reader = new(_file.Name, double.MaxValue, frame =>
        {
            if (next == end) return;
            MemoryPictures.Copy(frame, last);
            Give(last);
            if (next++ == begin) lead = _ahead.Behind;

            // A second is shown in any case, however late.
            if (next - begin < FramesPerSecond || _ahead.Behind < LongestBehind * FramesPerSecond) return;
            behind = true;
            throw new OperationCanceledException();
        }, reuse: true);
        try
        {
            FfmpegOutcome outcome = _file.DecodePictures(_track, reader.Read, Timeout.InfiniteTimeSpan, within, _closing.Token);
            if (begin == 0 && !_closing.IsCancellationRequested) Validate(outcome, next);
        }
        catch (OperationCanceledException) when (behind)
        {
            ReportBehind();

            // As far ahead as the decoder needed to begin, and as it is behind now.
            long to = next + _ahead.Behind + lead;
            _ahead.SkipTo(to);
            return to;
        }

        for (; next < end && !_closing.IsCancellationRequested; next++) Give(last);
        return next;
    }

    private void ReportBehind()
    {
        if (_told || Warned is not { } report) return;
        _told = true;
        report($"{_file.Name}: its pictures are decoded too slowly on this machine; some are left out, others come late");
    }

    private void Give(VideoFrame frame)
    {
        MemoryPictures.Copy(frame, _ahead.Rent());
        _ahead.Commit();
    }

    private void Validate(FfmpegOutcome outcome, long given)
    {
        if (Warned is not { } report) return;
        if (given < Count - FramesPerSecond)
            report(FormattableString.Invariant($"{_file.Name}: it ends after {given} of {Count} pictures; the last one stays"));
        if (outcome.MessageCount == 0) return;

        // Decoding all of it once more takes long: not while the next round is waited for.
        Task.Run(() =>
        {
            foreach (string damage in _file.CountDamage([_track.Stream]).Describe()) report($"{_file.Name}: {damage}");
        });
    }
}
