namespace OnBoard.Sensors.Quality.Pesq;

/// <summary>
/// A histogram of delays that grows frame by frame in one direction, so that a longer stretch at the same delay costs
/// only its new frames.
/// </summary>
internal sealed class FrameRun
{
    private readonly DelayHistogram _histogram;
    private readonly int _delay;
    private readonly int _step;
    private int _at;

    private FrameRun(DelayHistogram histogram, int start, int delay, int step)
    {
        _histogram = histogram;
        _at = start;
        _delay = delay;
        _step = step;
    }

    /// <summary>From a sample of the reference on; frames are compared at a delay in samples.</summary>
    public static FrameRun Forward(DelayHistogram histogram, int start, int delay) =>
        new(histogram, start, delay, histogram.Step);

    /// <summary>From a sample of the reference back in time; frames are compared at a delay in samples.</summary>
    public static FrameRun Backward(DelayHistogram histogram, int start, int delay) =>
        new(histogram, start, delay, -histogram.Step);

    /// <summary>Adds frames as long as the sample of the reference at which the next one starts is fit.</summary>
    public void AddWhile(Predicate<int> fits)
    {
        for (; fits(_at); _at += _step) _histogram.Add(_at, _at + _delay);
    }

    /// <summary>The delay of all frames so far.</summary>
    public PartDelay Delay()
    {
        (int lag, double confidence) = _histogram.Best();
        return new PartDelay(_delay, _delay + lag, confidence);
    }
}
