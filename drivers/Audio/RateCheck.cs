namespace OnBoard.Drivers.Audio;

/// <summary>
/// Compares a sound device's clock with the machine's: how many frames it captured against how much time went by. A device
/// that says 16 kHz and delivers 48 kHz is found within half a second; one that is off by a few in a hundred (44.1 for
/// 48 kHz) within three. A crystal's own error is far below both. Used by one thread.
/// </summary>
/// <param name="rate">Frames per second that the device was set to.</param>
internal sealed class RateCheck(int rate)
{
    private const long Short = 100_000_000, Long = 1_000_000_000;
    private const double Gross = 0.25, Slight = 0.03, Usual = 0.04, Alike = 0.02, Steady = 0.005;

    private static readonly int[] Rates = [8000, 11025, 16000, 22050, 32000, 44100, 48000, 88200, 96000, 176400, 192000];

    private Window _brief = new(Short), _full = new(Long);

    /// <summary>Begins anew: frames were lost.</summary>
    public void Reset() => (_brief, _full) = (new Window(Short), new Window(Long));

    /// <summary>Takes a look at both clocks.</summary>
    /// <param name="frames">Frames that were captured since the start.</param>
    /// <param name="at">When, nanoseconds.</param>
    /// <returns>What the device delivers, frames per second, where that is not what it says; else 0.</returns>
    public int Look(long frames, long at)
    {
        if (_brief.TryMeasure(frames, at, out double first, out double second) && IsOff(first, Gross) && IsOff(second, Gross)
            && Nearest(first) is var near && near == Nearest(second) && IsNear(first, near) && IsNear(second, near))
        {
            return near;
        }

        if (!_full.TryMeasure(frames, at, out first, out second) || !IsOff(first, Slight) || !IsOff(second, Slight)) return 0;
        double mean = (first + second) / 2;
        near = Nearest(mean);
        if (Math.Abs(mean - near) <= Alike * near) return near;

        // None of the usual ones, yet steady: a hundred more or less is as near as two seconds tell.
        return Math.Abs(first - second) <= Steady * mean ? (int)Math.Round(mean / 100) * 100 : 0;
    }

    private bool IsOff(double measured, double by) => Math.Abs(measured - rate) > by * rate;

    private static bool IsNear(double measured, int near) => Math.Abs(measured - near) <= Usual * near;

    private static int Nearest(double measured)
    {
        int best = Rates[0];
        foreach (int usual in Rates)
        {
            if (Math.Abs(usual - measured) < Math.Abs(best - measured)) best = usual;
        }

        return best;
    }

    /// <summary>The rates of the last two stretches of a length, the first of which is passed over.</summary>
    private struct Window(long length)
    {
        private long _frames, _at;
        private double _before;
        private int _stretches;

        public bool TryMeasure(long frames, long at, out double before, out double now)
        {
            (before, now) = (_before, 0);
            if (_stretches == 0)
            {
                (_frames, _at, _stretches) = (frames, at, 1);
                return false;
            }

            if (at - _at < length) return false;
            now = (frames - _frames) * 1e9 / (at - _at);
            (_frames, _at, _before) = (frames, at, now);
            _stretches++;

            // What a server had in store comes at once in the beginning.
            return _stretches > 3;
        }
    }
}
