namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>
/// A run of frames so disturbed that a wrong delay is suspected (P.862 clause 10.2, realignment of bad intervals).
/// </summary>
/// <param name="Start">First frame.</param>
/// <param name="End">Frame after the last.</param>
internal readonly record struct BadInterval(int Start, int End)
{
    private const double Threshold = 30;
    private const int MinFrames = 5;

    /// <summary>A frame with a bad one within this many frames on each side counts as bad itself.</summary>
    private const int Reach = 2;

    /// <summary>
    /// The runs of at least five frames in <paramref name="disturbances"/>. The first two and the last three frames are
    /// never part of one.
    /// </summary>
    public static List<BadInterval> Find(double[] disturbances)
    {
        bool[] bad = Array.ConvertAll(disturbances, x => x > Threshold);
        bad[0] = false;

        var intervals = new List<BadInterval>();
        int stop = bad.Length - 1 - Reach;
        for (int start = Reach; start < stop; start++)
        {
            int end = start;
            while (end < stop && IsBetweenBad(bad, end)) end++;
            if (end - start >= MinFrames) intervals.Add(new BadInterval(start, end));
            start = end;
        }

        return intervals;
    }

    private static bool IsBetweenBad(bool[] bad, int frame) =>
        bad.AsSpan(frame - Reach, Reach + 1).Contains(true) && bad.AsSpan(frame, Reach + 1).Contains(true);
}
