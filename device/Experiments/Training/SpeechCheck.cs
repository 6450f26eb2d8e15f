using System.Numerics.Tensors;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Experiments.Training;

/// <summary>
/// Measures by which a recording is told to be clear wide-band speech: speech pauses, dense music and noise do not (sparse music
/// does, and is not told); what was sampled at 8 kHz has nothing above 4 kHz, but for what a resampler's slope lets through there.
/// </summary>
/// <param name="Depth">Mean power of the loudest quarter of 10 ms frames over that of the faintest twentieth, dB.</param>
/// <param name="Highs">Energy above 4.5 kHz over the energy of all, dB, over the loudest half of the frames.</param>
/// <param name="Loudness">Root mean square, full scale is 1.</param>
internal readonly record struct SpeechCheck(double Depth, double Highs, double Loudness)
{
    // Of the data pack's 381 talkers the least has 23 dB of depth; two of its three pieces of music have 9 and 11 dB.
    private const double MinDepth = 18;
    private const double MinHighs = -62;
    private const double MinLoudness = 1e-4;

    /// <summary>What is wrong with it as speech to train on; null where nothing is.</summary>
    public SpeechFault? Fault => this switch
    {
        { Loudness: < MinLoudness } => new SpeechFault("it is silent", "record it louder or remove it"),
        { Highs: < MinHighs } => new SpeechFault(
            "it holds nothing above 4 kHz, as recordings at 8 kHz do", "give the recording at 16 kHz or more, as it was made"),
        { Depth: < MinDepth } => new SpeechFault(
            "it never pauses, as music and noise do not", "give clear speech of one talker, or put the file into the noise folder"),
        _ => null,
    };

    /// <summary>Measures a recording, mono at 16 kHz.</summary>
    public static SpeechCheck Measure(ReadOnlySpan<float> samples)
    {
        const int window = 512;
        const double highHertz = 4500;
        int frames = (samples.Length - window) / AudioFormat.HopLength;
        if (frames <= 0) return default;

        // Hann's window: that of the features lets so much of loud lows into the highs that 8 kHz would not be told.
        float[] hann = [.. Enumerable.Range(0, window).Select(n => 0.5f - (0.5f * MathF.Cos(2 * MathF.PI * n / window)))];
        float[] energies = new float[frames], highs = new float[frames];
        float[] windowed = new float[window], real = new float[(window / 2) + 1], imaginary = new float[(window / 2) + 1];
        RealFft<float> transform = new(window);
        double all = 0;
        for (int frame = 0; frame < frames; frame++)
        {
            ReadOnlySpan<float> heard = samples.Slice(frame * AudioFormat.HopLength, window);
            all += TensorPrimitives.SumOfSquares(heard[..AudioFormat.HopLength]);
            TensorPrimitives.Multiply(heard, hann, windowed);
            transform.Forward(windowed, real, imaginary);
            energies[frame] = Above(0);
            highs[frame] = Above(highHertz);
        }

        float Above(double hertz)
        {
            int from = (int)(hertz * window / AudioFormat.SampleRate);
            return TensorPrimitives.SumOfSquares<float>(real.AsSpan(from)) + TensorPrimitives.SumOfSquares<float>(imaginary.AsSpan(from));
        }

        double loudness = Math.Sqrt(all / (frames * AudioFormat.HopLength));
        Array.Sort(energies, highs);
        double loud = 0, high = 0;
        for (int frame = frames / 2; frame < frames; frame++)
        {
            loud += energies[frame];
            high += highs[frame];
        }


        return new SpeechCheck(
            Decibels(Mean(energies.AsSpan(frames - ((frames + 3) / 4))) / Mean(energies.AsSpan(0, (frames + 19) / 20))),
            Decibels(high / loud), loudness);

        static double Mean(ReadOnlySpan<float> values) =>
            (TensorPrimitives.Sum(values) / values.Length) + 1e-9;

        static double Decibels(double ratio) => 10 * Math.Log10(Math.Max(ratio, 1e-12));
    }
}

/// <summary>What is wrong with a recording as speech to train on.</summary>
/// <param name="Cause">Why, as a clause that follows the file's name.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record SpeechFault(string Cause, string Remedy);
