using OnBoard.Drivers;
using OnBoard.Drivers.Video;

namespace OnBoard.Sensors.Media;

/// <summary>
/// Pictures that are decoded as they are shown, a second ahead, round after round. Each round has as many as the container says:
/// where fewer come, the last one stays.
/// </summary>
internal sealed class StreamedPictures : IClipPictures
{
    private readonly MediaFile _file;
    private readonly PictureTrack _track;
    private readonly ReadAhead<VideoFrame> _ahead;
    private readonly Lazy<Thread> _thread;

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

    /// <summary>Told what was damaged, once, when the first round is through. On another thread.</summary>
    public Action<string>? Warned { get; set; }

    public bool TryRead(long index, VideoFrame frame, TimeSpan timeout)
    {
        _ = _thread.Value;
        if (_ahead.Take(index, timeout) is not { } decoded) return false;
        MemoryPictures.Copy(decoded, frame);
        return true;
    }

    /// <summary>Begins to decode, and waits until there is something to show.</summary>
    public void Prepare(TimeSpan timeout)
    {
        _ = _thread.Value;
        _ahead.Wait(0, timeout);
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
            for (bool first = true; ; first = false)
            {
                long given = 0;
                Y4mReader reader = new(_file.Name, double.MaxValue, frame =>
                {
                    if (given == Count) return;
                    MemoryPictures.Copy(frame, last);
                    Give(last);
                    given++;
                }, reuse: true);
                FfmpegOutcome outcome = _file.DecodePictures(_track, reader.Read, Timeout.InfiniteTimeSpan);
                if (first) Judge(outcome, given);
                for (; given < Count; given++) Give(last);
            }
        }
        catch (Exception error) when (error is OnBoardException or IOException)
        {
            _ahead.Fail(error);
        }
    }

    private void Give(VideoFrame frame)
    {
        MemoryPictures.Copy(frame, _ahead.Rent());
        _ahead.Commit();
    }

    private void Judge(FfmpegOutcome outcome, long given)
    {
        if (Warned is not { } tell) return;
        if (given < Count - FramesPerSecond)
            tell(FormattableString.Invariant($"{_file.Name}: it ends after {given} of {Count} pictures; the last one stays"));
        if (outcome.MessageCount == 0) return;

        // Decoding all of it once more takes long: not while the next round is waited for.
        Task.Run(() =>
        {
            foreach (string damage in _file.CountDamage([_track.Stream]).Describe()) tell($"{_file.Name}: {damage}");
        });
    }
}
