using OnBoard.Drivers.Audio;
using OnBoard.Drivers.Video;

namespace OnBoard.Device.Pipeline;

/// <summary>What a live pipeline is made of; it takes over all of it.</summary>
/// <param name="Enhancer">Runs the network.</param>
/// <param name="Microphone">Where sound comes from.</param>
/// <param name="Camera">Where pictures come from; null goes without.</param>
/// <param name="Loudspeaker">Where sound goes; null goes without.</param>
/// <param name="Files">Where sound is kept.</param>
public sealed record LiveParts(
    SpeechEnhancer Enhancer,
    Slot<IMicrophone> Microphone,
    Slot<ICamera>? Camera,
    Slot<ILoudspeaker>? Loudspeaker,
    Recording.SoundFiles Files);
