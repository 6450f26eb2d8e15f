namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>
/// P.862 clause 10.2, partial compensation of the distorted pitch power density for time-varying gain variations: a
/// gain that changes slowly does not disturb, so the degraded frames follow the level of the reference through a
/// smoother.
/// </summary>
internal struct GainCompensation
{
    private const double PowerOffset = 5e3;
    private const double MinGain = 3e-4;
    private const double MaxGain = 5;
    private double? _previous;

    /// <summary>Starts where no frame came before, so that the first ratio counts in full.</summary>
    public static GainCompensation FromStart() => default;

    /// <summary>Starts in the middle of a signal, from a ratio of one.</summary>
    public static GainCompensation FromUnity() => new() { _previous = 1 };

    /// <summary>Scales one frame of the degraded signal in place; frames come in the order of time.</summary>
    public void Apply(PitchPowerDensity reference, PitchPowerDensity degraded, int frame)
    {
        double ratio =
            (reference.AudiblePower(frame, 1) + PowerOffset) / (degraded.AudiblePower(frame, 1) + PowerOffset);
        if (_previous is { } previous) ratio = 0.2 * previous + 0.8 * ratio;
        _previous = ratio;
        double gain = Math.Clamp(ratio, MinGain, MaxGain);
        foreach (ref double value in degraded[frame]) value *= gain;
    }
}
