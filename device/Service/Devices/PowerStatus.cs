using OnBoard.Sensors.Power;

namespace OnBoard.Device.Service.Devices;

/// <summary>The rails of the live service.</summary>
/// <param name="Rails">Their latest figures.</param>
/// <param name="Inference">Energy of one inference; null until the first second is over.</param>
public sealed record PowerStatus(RailsSnapshot Rails, InferenceEnergy? Inference);
