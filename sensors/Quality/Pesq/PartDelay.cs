namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>The delay of a part of the signal.</summary>
/// <param name="EnvelopeDelay">Delay in samples as the envelopes show it, a multiple of the window.</param>
/// <param name="Delay">Delay to the sample.</param>
/// <param name="Confidence">Share of frames that agree on the delay, 0 to 1.</param>
internal readonly record struct PartDelay(int EnvelopeDelay, int Delay, double Confidence);
