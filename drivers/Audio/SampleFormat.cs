namespace OnBoard.Drivers.Audio;

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
