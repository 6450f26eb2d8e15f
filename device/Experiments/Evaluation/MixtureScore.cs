namespace OnBoard.Device.Experiments.Evaluation;

/// <summary>How one system did on one mixture.</summary>
/// <param name="System">The system's name.</param>
/// <param name="Clip">The clip's name.</param>
/// <param name="Noise">The noise recording's name.</param>
/// <param name="Ratio">Signal-to-noise ratio over the clip, dB.</param>
/// <param name="SiSdr">Scale-invariant signal-to-distortion ratio, dB. NaN, as for the next three, where it is not defined.</param>
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
    /// <summary>
    /// The mean of several scores, measure by measure over those that have it; ratio and names are taken from the first.
    /// </summary>
    public static MixtureScore Mean(IReadOnlyCollection<MixtureScore> scores)
    {
        return scores.First() with
        {
            SiSdr = Average(score => score.SiSdr),
            Stoi = Average(score => score.Stoi),
            Estoi = Average(score => score.Estoi),
            Pesq = Average(score => score.Pesq),
            CrossEntropy = Average(score => score.CrossEntropy),
            MaskSquare = Average(score => score.MaskSquare),
            Activity = Average(score => score.Activity),
            EventsPerHop = Average(score => score.EventsPerHop),
        };

        double Average(Func<MixtureScore, double> measure) =>
            scores.Select(measure).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
    }
}
