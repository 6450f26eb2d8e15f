namespace OnBoard.Sensors.Talker.Script;

/// <summary>
/// The spectrum of turbulent noise: two resonances in parallel and a flat part, amplitudes relative to each other
/// (the parallel branch of Klatt 1980, reduced to what the GRID vocabulary needs).
/// </summary>
/// <param name="Hertz1">Centre of the first resonance.</param>
/// <param name="Bandwidth1">Its bandwidth, Hz.</param>
/// <param name="Hertz2">Centre of the second resonance.</param>
/// <param name="Bandwidth2">Its bandwidth, Hz.</param>
/// <param name="Gain2">Its amplitude against the first.</param>
/// <param name="Flat">Amplitude of the flat part against the first resonance.</param>
public sealed record FricationSpectrum(
    float Hertz1, float Bandwidth1, float Hertz2, float Bandwidth2, float Gain2, float Flat);
