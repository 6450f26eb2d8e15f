using OnBoard.Drivers;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Quality;
using OnBoard.Sensors.Quality.Pesq;

namespace OnBoard.Device.Service.Recording;

/// <summary>How close sound is to the clean speech.</summary>
/// <param name="SiSdr">Scale-invariant signal-to-distortion ratio, dB.</param>
/// <param name="Stoi">Short-time objective intelligibility.</param>
/// <param name="Estoi">Extended short-time objective intelligibility.</param>
/// <param name="Pesq">PESQ, wide band, MOS-LQO; not a number where the standard cannot score the sound.</param>
public sealed record SignalScore(double SiSdr, double Stoi, double Estoi, double Pesq)
{
    /// <summary>Scores sound against the clean speech.</summary>
    /// <param name="clean">Mono at 16 kHz.</param>
    /// <param name="sound">As long.</param>
    /// <exception cref="BadInputException">The clean speech is silent or too short.</exception>
    public static SignalScore Of(ReadOnlySpan<float> clean, ReadOnlySpan<float> sound)
    {
        Intelligibility intelligibility = ShortTimeObjectiveIntelligibility.Compute(clean, sound, AudioFormat.SampleRate);
        double pesq;
        try
        {
            pesq = PerceptualEvaluation.WideBand(clean, sound);
        }
        catch (BadInputException)
        {
            // A network may silence everything; the other measures say so, PESQ is not defined then.
            pesq = double.NaN;
        }

        return new SignalScore(
            ScaleInvariantSdr.Compute(clean, sound), intelligibility.Stoi, intelligibility.Estoi, pesq);
    }
}
