namespace OnBoard.Device.Evaluation;

/// <summary>How one system did on one mixture.</summary>
/// <param name="System">The system's name.</param>
/// <param name="Clip">The clip's name.</param>
/// <param name="Noise">The noise recording's name.</param>
/// <param name="Ratio">Signal-to-noise ratio over the clip, dB.</param>
/// <param name="SiSdr">Scale-invariant signal-to-distortion ratio, dB.</param>
/// <param name="Stoi">Short-time objective intelligibility.</param>
/// <param name="Estoi">Extended short-time objective intelligibility.</param>
/// <param name="Pesq">PESQ wide band, MOS-LQO (ITU-T P.862.2).</param>
/// <param name="CrossEntropy">Mean binary cross-entropy of the mask, nats per band; NaN for the noisy input.</param>
/// <param name="MaskSquare">Mean squared error of the mask; NaN for the noisy input.</param>
/// <param name="Activity">Share of cells active; NaN for the noisy input.</param>
/// <param name="EventsPerHop">Forward synaptic events per hop; NaN for the noisy input.</param>
public sealed record MixtureScore(
    string System, string Clip, string Noise, double Ratio, double SiSdr, double Stoi, double Estoi, double Pesq,
    double CrossEntropy, double MaskSquare, double Activity, double EventsPerHop)
{
    /// <summary>The mean of several scores; ratio and names are taken from the first.</summary>
    public static MixtureScore Mean(IReadOnlyCollection<MixtureScore> scores) => scores.First() with
    {
        SiSdr = scores.Average(score => score.SiSdr),
        Stoi = scores.Average(score => score.Stoi),
        Estoi = scores.Average(score => score.Estoi),
        Pesq = scores.Average(score => score.Pesq),
        CrossEntropy = scores.Average(score => score.CrossEntropy),
        MaskSquare = scores.Average(score => score.MaskSquare),
        Activity = scores.Average(score => score.Activity),
        EventsPerHop = scores.Average(score => score.EventsPerHop),
    };
}
