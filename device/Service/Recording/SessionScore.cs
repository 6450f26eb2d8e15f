namespace OnBoard.Device.Service.Recording;

/// <summary>Noisy and enhanced sound of one stretch of a session, scored against the clean speech.</summary>
/// <param name="From">Where the stretch begins, seconds from the start.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Noisy">What the microphone heard.</param>
/// <param name="Enhanced">What went out.</param>
public sealed record SessionScore(double From, double To, SignalScore Noisy, SignalScore Enhanced);
