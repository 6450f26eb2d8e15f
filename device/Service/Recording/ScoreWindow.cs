using OnBoard.Drivers;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Service.Recording;

/// <summary>
/// The last seconds of a session, clean, noisy and enhanced, kept to be scored. One thread adds and takes out; scoring
/// what was taken out may go on elsewhere.
/// </summary>
public sealed class ScoreWindow
{
    private readonly float[] _clean;
    private readonly float[] _noisy;
    private readonly float[] _enhanced;
    private long _samples;

    /// <param name="seconds">How much is kept.</param>
    public ScoreWindow(int seconds)
    {
        int length = seconds * AudioFormat.SampleRate;
        _clean = new float[length];
        _noisy = new float[length];
        _enhanced = new float[length];
    }

    /// <summary>Seconds since the start.</summary>
    public double Seconds => (double)_samples / AudioFormat.SampleRate;

    /// <summary>Takes the next hop.</summary>
    public void Add(ReadOnlySpan<float> clean, ReadOnlySpan<float> noisy, ReadOnlySpan<float> enhanced)
    {
        int at = (int)(_samples % _clean.Length);
        clean.CopyTo(_clean.AsSpan(at));
        noisy.CopyTo(_noisy.AsSpan(at));
        enhanced.CopyTo(_enhanced.AsSpan(at));
        _samples += clean.Length;
    }

    /// <summary>
    /// Takes out what is kept; the function that comes back scores it, which takes seconds, and gives null where there is
    /// too little speech to score.
    /// </summary>
    public Func<SessionScore?> TakeOut()
    {
        int length = (int)Math.Min(_samples, _clean.Length);
        double to = Seconds;
        double from = to - ((double)length / AudioFormat.SampleRate);
        float[] clean = Ordered(_clean, length), noisy = Ordered(_noisy, length), enhanced = Ordered(_enhanced, length);
        return () =>
        {
            try
            {
                return new SessionScore(from, to, SignalScore.Of(clean, noisy), SignalScore.Of(clean, enhanced));
            }
            catch (BadInputException)
            {
                return null;
            }
        };
    }

    private float[] Ordered(float[] ring, int length)
    {
        float[] ordered = new float[length];
        for (int n = 0; n < length; n++) ordered[n] = ring[(_samples - length + n) % ring.Length];
        return ordered;
    }
}
