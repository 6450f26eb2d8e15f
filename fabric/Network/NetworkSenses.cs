using System.Text.Json.Serialization;

namespace OnBoard.Fabric.Network;

/// <summary>What the audio stream of a network hears at each step. The features themselves are made in front of the network.</summary>
public enum HearingFeatures
{
    /// <summary>The band energies of the newest hop and of the four before it: networks up to 0.1.0.</summary>
    [JsonStringEnumMemberName("history")] History,

    /// <summary>
    /// The newest hop beside a slow memory of the noise in each band, and how periodic each band is at the talker's pitch.
    /// </summary>
    [JsonStringEnumMemberName("memory")] Memory,

    /// <summary>As <see cref="Memory"/>, in 80 bands of a window of 32 ms instead of 48 of 20 ms.</summary>
    [JsonStringEnumMemberName("fine-memory")] FineMemory,
}

/// <summary>What the video stream of a network sees at each step.</summary>
public enum SightFeatures
{
    /// <summary>Mouth coefficients of the newest frame and of the two before it: networks up to 0.1.0.</summary>
    [JsonStringEnumMemberName("history")] History,

    /// <summary>The lips relative to what this talker's lips did lately: shape, change, opening, width, motion.</summary>
    [JsonStringEnumMemberName("lips")] Lips,
}
