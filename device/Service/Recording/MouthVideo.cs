using System.Text;
using OnBoard.Drivers;
using OnBoard.Drivers.Files;
using OnBoard.Sensors.Sight;

namespace OnBoard.Device.Service.Recording;

/// <summary>
/// The mouth as the tracker cut it out, frame by frame, in grey: a YUV4MPEG2 file (yuv4mpeg(5), colour space mono),
/// lossless, which ffmpeg, mpv and VLC read. Rate and pixels are in its header; when each frame was taken is in the table
/// beside it. Used by one thread.
/// </summary>
public sealed class MouthVideo : IDisposable
{
    private readonly Stream _file;
    private readonly string _name;
    private readonly byte[] _frame = [.. Mark, .. new byte[MouthFeatures.RegionWidth * MouthFeatures.RegionHeight]];
    private bool _failed;

    /// <summary>Begins with the header.</summary>
    /// <param name="file">Empty; disposed with the video, and also where this fails.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="framesPerSecond">The rate that players read.</param>
    /// <exception cref="DeviceFailedException">The disk is full or fails.</exception>
    public MouthVideo(Stream file, string name, int framesPerSecond = 25)
    {
        _file = file;
        _name = name;
        try
        {
            Put(Encoding.ASCII.GetBytes(FormattableString.Invariant(
                $"YUV4MPEG2 W{MouthFeatures.RegionWidth} H{MouthFeatures.RegionHeight} F{framesPerSecond}:1 Ip A1:1 Cmono\n")));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Frames written.</summary>
    public long Frames { get; private set; }

    /// <summary>Appends a frame.</summary>
    /// <param name="pixels">48 rows of 64 grey levels.</param>
    /// <exception cref="DeviceFailedException">The disk is full or fails.</exception>
    public void Write(ReadOnlySpan<byte> pixels)
    {
        pixels.CopyTo(_frame.AsSpan(Mark.Length));
        Put(_frame);
        Frames++;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static ReadOnlySpan<byte> Mark => "FRAME\n"u8;

    private void Put(ReadOnlySpan<byte> bytes)
    {
        if (_failed) throw new DeviceFailedException(_name, "writing failed before", "Start a new recording");
        try
        {
            _file.Write(bytes);
        }
        catch (IOException error)
        {
            _failed = true;
            throw DiskFailure.Of(_name, error);
        }
    }
}
