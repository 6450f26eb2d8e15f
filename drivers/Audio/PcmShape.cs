namespace OnBoard.Drivers.Audio;

/// <summary>How a PCM was set up.</summary>
/// <param name="Format">Layout of a sample.</param>
/// <param name="Channels">Samples per frame.</param>
/// <param name="Rate">Frames per second.</param>
/// <param name="Period">Frames between two wake-ups.</param>
/// <param name="Buffer">Frames that the device buffers.</param>
public readonly record struct PcmShape(SampleFormat Format, int Channels, int Rate, int Period, int Buffer)
{
    /// <summary>Bytes of one frame.</summary>
    public int FrameBytes => Channels * (Format == SampleFormat.Signed16 ? 2 : 4);

    /// <summary>How long a number of frames lasts, nanoseconds.</summary>
    public long Duration(long frames) => frames * 1_000_000_000 / Rate;

    /// <inheritdoc/>
    public override string ToString() => $"{Format}, {Channels} channel(s) at {Rate} Hz, {Period} of {Buffer} frames";
}

/// <summary>How a device lays out one sample; best first. The value is libasound's snd_pcm_format_t.</summary>
public enum SampleFormat
{
    /// <summary>16-bit signed integer, little endian.</summary>
    Signed16 = 2,

    /// <summary>32-bit signed integer, little endian; devices of 24 bits use its upper ones.</summary>
    Signed32 = 10,

    /// <summary>32-bit IEEE 754, -1..1, little endian.</summary>
    Real32 = 14,
}
