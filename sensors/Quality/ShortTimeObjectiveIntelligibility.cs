using OnBoard.Drivers;

namespace OnBoard.Sensors.Quality;

/// <summary>
/// STOI (Taal, Hendriks, Heusdens and Jensen, IEEE TASLP 2011) and ESTOI (Jensen and Taal, IEEE/ACM TASLP 2016), equal
/// to the authors' code. Both compare the envelopes of 15 third-octave bands in segments of 30 frames (384 ms): STOI
/// correlates band by band after clipping the processed one at -15 dB signal-to-distortion ratio; ESTOI normalises the
/// rows and then the columns of each segment and correlates the columns.
/// </summary>
public static class ShortTimeObjectiveIntelligibility
{
    private const int Segment = 30;
    private const int Bands = ThirdOctaveBands.Count;

    /// <summary>The distance from 1 to the next double: what the authors keep divisions by zero away with.</summary>
    private static readonly double Epsilon = double.BitIncrement(1) - 1;

    private static readonly double Clip = 1 + Math.Pow(10, 15 / 20.0);

    /// <summary>Compares processed speech with the clean speech that it came from.</summary>
    /// <param name="clean">The reference.</param>
    /// <param name="processed">As long as the reference and in time with it.</param>
    /// <param name="sampleRate">Of both, samples per second.</param>
    /// <exception cref="BadInputException">
    /// The lengths differ, the reference is silent, or less than 0.4 s of it is speech.
    /// </exception>
    public static Intelligibility Compute(ReadOnlySpan<float> clean, ReadOnlySpan<float> processed, int sampleRate)
    {
        SignalPair.Check(clean, processed);
        (double[] cleanSpeech, double[] processedSpeech) =
            IntelligibilityFrames.RemoveSilence(Resample(clean, sampleRate), Resample(processed, sampleRate));
        double[][] x = ThirdOctaveBands.Magnitudes(cleanSpeech);
        double[][] y = ThirdOctaveBands.Magnitudes(processedSpeech);
        int segments = x[0].Length - Segment + 1;
        if (segments < 1)
            throw new BadInputException(
                "reference", $"only {x[0].Length} of its frames of 12.8 ms hold speech, and {Segment} are needed",
                "Give at least half a second of speech");

        double stoi = 0;
        double estoi = 0;
        for (int segment = 0; segment < segments; segment++)
        {
            stoi += ClippedCorrelation(x, y, segment);
            estoi += ColumnCorrelation(x, y, segment);
        }

        return new Intelligibility(stoi / segments, estoi / segments);
    }

    private static double[] Resample(ReadOnlySpan<float> signal, int sampleRate)
    {
        var samples = new double[signal.Length];
        for (int n = 0; n < samples.Length; n++) samples[n] = signal[n];
        return PolyphaseResampler.Resample(samples, sampleRate, IntelligibilityFrames.SampleRate);
    }

    /// <summary>The mean over the bands of d_j,m, equations 2 to 5 of the paper of 2011.</summary>
    private static double ClippedCorrelation(double[][] x, double[][] y, int start)
    {
        Span<double> cleanRow = stackalloc double[Segment];
        Span<double> processedRow = stackalloc double[Segment];
        double sum = 0;
        for (int band = 0; band < Bands; band++)
        {
            x[band].AsSpan(start, Segment).CopyTo(cleanRow);
            y[band].AsSpan(start, Segment).CopyTo(processedRow);
            double gain = Norm(cleanRow) / (Norm(processedRow) + Epsilon);
            for (int n = 0; n < Segment; n++)
                processedRow[n] = Math.Min(gain * processedRow[n], Clip * cleanRow[n]);
            Standardize(cleanRow);
            Standardize(processedRow);
            sum += Dot(cleanRow, processedRow);
        }

        return sum / Bands;
    }

    /// <summary>The mean over the columns of their correlation, equation 8 of the paper of 2016.</summary>
    private static double ColumnCorrelation(double[][] x, double[][] y, int start)
    {
        // The authors add noise of size epsilon, so that no row is constant; here a constant row becomes zero.
        Span<double> cleanColumns = stackalloc double[Segment * Bands];
        Span<double> processedColumns = stackalloc double[Segment * Bands];
        NormalizedColumns(x, start, cleanColumns);
        NormalizedColumns(y, start, processedColumns);
        return Dot(cleanColumns, processedColumns) / Segment;
    }

    private static void NormalizedColumns(double[][] magnitudes, int start, Span<double> columns)
    {
        Span<double> row = stackalloc double[Segment];
        for (int band = 0; band < Bands; band++)
        {
            magnitudes[band].AsSpan(start, Segment).CopyTo(row);
            Standardize(row);
            for (int n = 0; n < Segment; n++) columns[(n * Bands) + band] = row[n];
        }

        for (int n = 0; n < Segment; n++) Standardize(columns.Slice(n * Bands, Bands));
    }

    /// <summary>Zero mean and unit length; all zero where all values are equal.</summary>
    private static void Standardize(Span<double> values)
    {
        double mean = 0;
        foreach (double value in values) mean += value;
        mean /= values.Length;
        foreach (ref double value in values) value -= mean;
        double scale = 1 / (Norm(values) + Epsilon);
        foreach (ref double value in values) value *= scale;
    }

    private static double Norm(ReadOnlySpan<double> values) => Math.Sqrt(Dot(values, values));

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int n = 0; n < a.Length; n++) sum += a[n] * b[n];
        return sum;
    }
}
