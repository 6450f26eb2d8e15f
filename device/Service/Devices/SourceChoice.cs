using OnBoard.Drivers.Audio;
using OnBoard.Drivers.Video;
using OnBoard.Drivers.Virtual;

namespace OnBoard.Device.Service.Devices;

/// <summary>Where sound and video come from and go to, as <see cref="LiveSources"/> opens them.</summary>
public sealed record SourceChoice
{
    /// <summary>Where sound comes from.</summary>
    public required Endpoint Microphone { get; init; }

    /// <summary>Where video comes from.</summary>
    public required Endpoint Camera { get; init; }

    /// <summary>Where enhanced sound goes.</summary>
    public required Endpoint Output { get; init; }

    /// <summary>In which mode a camera of this machine runs.</summary>
    public CameraRequest CameraRequest { get; init; } = CameraRequest.Usual;

    /// <summary>Which channels of a microphone of this machine are heard.</summary>
    public ChannelChoice Channels { get; init; } = ChannelChoice.Fit;

    /// <summary>Whether a device that is not there is an error at once; else it is taken when it comes.</summary>
    public bool IsStrict { get; init; }

    /// <summary>Noise to add.</summary>
    public required Endpoint Noise { get; init; }

    /// <summary>Speech over added noise, dB.</summary>
    public double Snr { get; init; }

    /// <summary>Whether the added noise comes and goes.</summary>
    public bool HasIntermittentNoise { get; init; }

    /// <summary>Whether a recording starts again where it ends.</summary>
    public bool Looped { get; init; }

    /// <summary>The clock that the virtual talker speaks and moves by; null for real time.</summary>
    public VirtualClock? VirtualTime { get; init; }
}
