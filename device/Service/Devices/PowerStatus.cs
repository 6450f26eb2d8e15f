using OnBoard.Sensors.Power;

namespace OnBoard.Device.Service.Devices;

/// <summary>The rails of the live service.</summary>
/// <param name="Rails">Their latest figures.</param>
/// <param name="Inference">Energy of one inference; null until the first second is over.</param>
public sealed record PowerStatus(RailsSnapshot Rails, InferenceEnergy? Inference);

/// <summary>
/// Energy of one inference of the live service, all that flows meanwhile included: idling, capture, everything. What the
/// network alone costs is a difference, which <c>onboard energy</c> takes.
/// </summary>
/// <param name="Joules">Mean over a second or so; not a number where it cannot be told.</param>
/// <param name="Interval95">Half width of its 95 % interval; likewise.</param>
/// <param name="Unresolved">Why it cannot be told; null where it can.</param>
/// <param name="Inferences">How many it is the mean of.</param>
/// <param name="Seconds">Over how long.</param>
/// <param name="Of">What it is the energy of: <c>rails</c> (all but the board input) or <c>board input</c>.</param>
/// <param name="Provenance">"measured" or "modelled".</param>
public sealed record InferenceEnergy(
    double Joules, double Interval95, string? Unresolved, long Inferences, double Seconds, string Of, string Provenance);
