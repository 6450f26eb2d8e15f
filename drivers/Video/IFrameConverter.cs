namespace OnBoard.Drivers.Video;

/// <summary>Turns a frame as the camera lays it out into planar YUV 4:2:0. Used by one thread.</summary>
internal interface IFrameConverter
{
    /// <summary>
    /// Bytes that a whole frame has at least; shorter ones are not given to <see cref="TryConvert"/>.
    /// </summary>
    int MinBytes { get; }

    /// <summary>Fills the planes of <paramref name="frame"/>; false where the frame is damaged.</summary>
    bool TryConvert(ReadOnlyMemory<byte> data, VideoFrame frame);
}
