namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>
/// P.862 clause 10.1, time alignment: the power of a signal in windows of 4 ms, and which of them are speech by a
/// threshold that adapts to the noise.
/// </summary>
internal sealed class SpeechEnvelope
{
    /// <summary>Speech shorter than this many windows and one is a click (16 ms).</summary>
    private const int MaxClick = 4;

    /// <summary>Pauses up to this many windows belong to the speech around them (200 ms).</summary>
    private const int MaxJoinedPause = 50;

    private const int ThresholdIterations = 12;

    private SpeechEnvelope(double[] level, double[] logLevel)
    {
        Level = level;
        LogLevel = logLevel;
    }

    /// <summary>Mean square of each window of speech; 0 where there is no speech.</summary>
    public double[] Level { get; }

    /// <summary>
    /// Natural logarithm of the level over the threshold, 0 below it; what delays are estimated from.
    /// </summary>
    public double[] LogLevel { get; }

    /// <summary>Finds the speech in a signal that has passed the alignment filter.</summary>
    public static SpeechEnvelope Of(GuardedSignal signal, int windowLength)
    {
        double[] power = WindowPowers(signal, windowLength);
        double initialThreshold = power.Average();
        double floor = power.Max() is > 0 and var peak ? peak * 1e-4 : 1;
        for (int i = 0; i < power.Length; i++) power[i] = Math.Max(power[i], floor);

        double threshold = NoiseThreshold(power, initialThreshold);
        List<Range> speech = SpeechRuns(power, floor, ref threshold);
        double[] level = new double[power.Length];
        foreach (Range run in speech) power.AsSpan(run).CopyTo(level.AsSpan(run));
        SoftenEdges(level);

        double reference = threshold > 0 ? threshold : floor;
        return new SpeechEnvelope(level, Array.ConvertAll(level, x => x > reference ? Math.Log(x / reference) : 0));
    }

    private static double[] WindowPowers(GuardedSignal signal, int windowLength)
    {
        var power = new double[signal.Windows];
        for (int window = 0; window < power.Length; window++)
        {
            double sum = 0;
            foreach (double sample in signal.Samples.AsSpan(window * windowLength, windowLength))
                sum += sample * sample;
            power[window] = sum / windowLength;
        }

        return power;
    }

    /// <summary>Two standard deviations above the mean of what lies below the threshold, until it settles.</summary>
    private static double NoiseThreshold(double[] power, double threshold)
    {
        for (int iteration = 0; iteration < ThresholdIterations; iteration++)
        {
            double[] noise = Array.FindAll(power, x => x <= threshold);
            double mean = noise.Length > 0 ? noise.Average() : 0;
            double variance = noise.Length > 0 ? noise.Average(x => (x - mean) * (x - mean)) : 0;
            threshold = 1.001 * (mean + 2 * Math.Sqrt(variance));
        }

        return threshold;
    }

    /// <summary>
    /// The stretches of speech, with <paramref name="power"/> of joined pauses set to the floor. Where nothing rises
    /// above the noise everything counts as speech, and the threshold becomes negative.
    /// </summary>
    private static List<Range> SpeechRuns(double[] power, double floor, ref double threshold)
    {
        double border = threshold;
        double[] loud = Array.FindAll(power, x => x > border);
        double[] quiet = Array.FindAll(power, x => x <= border);
        double speechLevel = loud.Length > 0 ? loud.Average() : 0;
        double noiseLevel = quiet.Length > 0 ? quiet.Average() : 1;
        if (loud.Length == 0) threshold = -1;

        power[0] = floor;
        power[^1] = floor;
        List<Range> runs = RunsAbove(power, threshold);
        runs.RemoveAll(run => LengthOf(run) <= MaxClick);
        if (speechLevel >= 1000 * noiseLevel)
            runs.RemoveAll(run => Sum(power.AsSpan(run)) < 3 * border * LengthOf(run));
        JoinAcrossPauses(runs, power, floor);
        if (runs.Count == 0) runs.Add(1..(power.Length - 1));
        return runs;
    }

    /// <summary>Runs of windows above the threshold; the first and the last window never count.</summary>
    private static List<Range> RunsAbove(double[] power, double threshold)
    {
        var runs = new List<Range>();
        int last = power.Length - 1;
        for (int start = 1; start < last; start++)
        {
            int end = start;
            while (end < last && power[end] > threshold) end++;
            if (end == start) continue;
            runs.Add(start..end);
            start = end;
        }

        return runs;
    }

    private static void JoinAcrossPauses(List<Range> runs, double[] power, double floor)
    {
        for (int i = runs.Count - 1; i > 0; i--)
        {
            Range pause = runs[i - 1].End..runs[i].Start;
            if (LengthOf(pause) > MaxJoinedPause) continue;
            power.AsSpan(pause).Fill(floor);
            runs[i - 1] = runs[i - 1].Start..runs[i].End;
            runs.RemoveAt(i);
        }
    }

    /// <summary>Lets the level rise and fall over two windows on both sides of each stretch.</summary>
    private static void SoftenEdges(double[] level)
    {
        for (int i = 3; i < level.Length - 2; i++)
        {
            if (level[i] > 0 && level[i - 2] <= 0)
            {
                level[i - 2] = 0.1 * level[i];
                level[i - 1] = 0.3 * level[i];
                i++;
            }

            if (level[i] <= 0 && level[i - 1] > 0)
            {
                level[i] = 0.3 * level[i - 1];
                level[i + 1] = 0.1 * level[i - 1];
                i += 3;
            }
        }
    }

    private static int LengthOf(Range run) => run.End.Value - run.Start.Value;

    private static double Sum(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values) sum += value;
        return sum;
    }
}
