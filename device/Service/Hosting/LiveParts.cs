using OnBoard.Device.Enhancement;
using OnBoard.Device.Service.Learning;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Device.Service.Recording;
using OnBoard.Drivers.Audio;
using OnBoard.Drivers.Video;

namespace OnBoard.Device.Service.Hosting;

/// <summary>What a live pipeline is made of. Devices are opened when it starts, so that none waits to be read.</summary>
/// <param name="Enhancer">Runs the network; taken over.</param>
/// <param name="OpenMicrophone">Where sound comes from.</param>
/// <param name="OpenCamera">Where video comes from; gives null to go without.</param>
/// <param name="OpenLoudspeaker">Where sound goes; gives null to go without.</param>
/// <param name="Recording">What is kept; opened last, so that a missing device leaves no empty files.</param>
public sealed record LiveParts(
    SpeechEnhancer Enhancer,
    Func<Slot<IMicrophone>> OpenMicrophone,
    Func<Slot<ICamera>?> OpenCamera,
    Func<Slot<ILoudspeaker>?> OpenLoudspeaker,
    RecordingPlan Recording)
{
    /// <summary>Who learns from what is heard and seen; null where nobody does.</summary>
    public LiveLearning? Learning { get; init; }

    /// <summary>
    /// When virtual time ends, nanoseconds of the pipeline's clock; null for real time. In virtual time one thread does the work of all,
    /// hop by hop, and the clock stands still meanwhile: nothing is late or lost, and the same parts do the same every time.
    /// </summary>
    public long? VirtualEnd { get; init; }
}
