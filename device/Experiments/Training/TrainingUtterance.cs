using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Experiments.Training;

/// <summary>One utterance to train on.</summary>
/// <param name="Mixture">Clean is what is to be kept; Noise is all else: noise, the room's tail, what clipping adds.</param>
/// <param name="Seen">What the camera sees of it.</param>
/// <param name="Talker">Name of the clip or of the talker; "" where nobody talks.</param>
/// <param name="Ratio">Of the speech in the noise, dB; minus infinity where nobody talks.</param>
/// <param name="SpeechFrom">The first sample of speech; noise alone comes before it.</param>
internal sealed record TrainingUtterance(NoisyMixture Mixture, SeenLips Seen, string Talker, double Ratio, int SpeechFrom)
{
    /// <summary>Length, seconds.</summary>
    public double Seconds => (double)Mixture.Clean.Length / AudioFormat.SampleRate;
}
