using System.Numerics;

namespace OnBoard.Drivers.Audio;

/// <summary>
/// Changes the rate of a stream by a ratio of integers, chunk by chunk, with linear phase: a bank of windowed-sinc
/// filters, one for each phase of the output between two inputs. What is above the lower of the two Nyquist frequencies
/// is 80 dB down; up to 7/8 of it the response is flat within 0.01 dB. (Crochiere and Rabiner, Multirate Digital Signal
/// Processing, 1983, ch. 4; Kaiser window by Oppenheim and Schafer, Discrete-Time Signal Processing, sec. 7.5.3.)
/// </summary>
/// <remarks>
/// Outputs are aligned with inputs (the first belongs to the first input), only late: one comes out when half a filter
/// of inputs beyond it is known, 2.7 ms at 16 kHz. Positions are counted in integers, so nothing drifts however long
/// the stream is. Allocates nothing after construction. Used by one thread.
/// </remarks>
public sealed class StreamingResampler
{
    // Kaiser's design formulas for 80 dB, with a transition from 7/8 of the lower Nyquist frequency up to it; a few dB
    // more than promised, for the rounding of single precision.
    private const double Attenuation = 84, PassEdge = 0.875;
    private const int MaxChunk = 4096;

    private readonly int _up, _down, _taps;
    private readonly float[] _bank;
    private readonly float[] _window;
    private int _filled;

    // The next output lies _phase/_up of an input after the middle of the filter, which starts at _window[_start].
    private int _start, _phase;

    /// <param name="from">Samples per second that come.</param>
    /// <param name="to">Samples per second that go.</param>
    public StreamingResampler(int from, int to)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(from);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(to);
        (From, To) = (from, to);
        int divisor = (int)BigInteger.GreatestCommonDivisor(from, to);
        (_up, _down) = (to / divisor, from / divisor);

        // In inputs: half the filter, and how much of the input's band is kept.
        double kept = Math.Min(1.0, (double)to / from);
        double transition = Math.PI * kept * (1 - PassEdge);
        int half = (int)Math.Ceiling((Attenuation - 8) / (2.285 * transition) / 2);
        _taps = (2 * half) + 1;
        _bank = Design(_up, half, kept * (1 + PassEdge) / 2);
        _window = new float[_taps + MaxChunk];
        Reset();
    }

    /// <summary>Samples per second that come.</summary>
    public int From { get; }

    /// <summary>Samples per second that go.</summary>
    public int To { get; }

    /// <summary>How many inputs beyond its own place an output needs: the delay, in inputs.</summary>
    public int Lookahead => _taps / 2;

    /// <summary>
    /// How far the next output lies before the end of what has come, in inputs: the end of the last input is the time
    /// this many inputs after the next output.
    /// </summary>
    public double Pending => _filled - _start - Lookahead - ((double)_phase / _up);

    /// <summary>The maximum of outputs that so many inputs can give.</summary>
    public int MaxOutputs(int inputs) => (int)((((long)inputs * _up) + _down - 1) / _down) + 1;

    /// <summary>Forgets all that has come; the next input is the first one.</summary>
    public void Reset()
    {
        // Before the first input there was silence.
        Array.Clear(_window);
        _filled = Lookahead;
        _start = 0;
        _phase = 0;
    }

    /// <summary>Takes inputs and gives what is known by now.</summary>
    /// <param name="input">Samples; any number.</param>
    /// <param name="output">Room for <see cref="MaxOutputs"/> of them.</param>
    /// <returns>Samples written to <paramref name="output"/>.</returns>
    public int Process(ReadOnlySpan<float> input, Span<float> output)
    {
        int written = 0;
        while (!input.IsEmpty)
        {
            // Keep what the next output still needs at the front.
            int keep = Math.Max(0, _filled - _start);
            _window.AsSpan(_filled - keep, keep).CopyTo(_window);
            _start -= _filled - keep;
            _filled = keep;

            int taken = Math.Min(input.Length, _window.Length - _filled);
            input[..taken].CopyTo(_window.AsSpan(_filled));
            _filled += taken;
            input = input[taken..];
            written += Produce(output[written..]);
        }

        return written;
    }

    private int Produce(Span<float> output)
    {
        int written = 0;
        while (_start + _taps <= _filled)
        {
            output[written++] = Dot(_bank.AsSpan(_phase * _taps, _taps), _window.AsSpan(_start, _taps));
            _phase += _down;
            _start += _phase / _up;
            _phase %= _up;
        }

        return written;
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Vector<float> sums = Vector<float>.Zero;
        int i = 0;
        for (; i <= a.Length - Vector<float>.Count; i += Vector<float>.Count)
            sums += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
        float sum = Vector.Sum(sums);
        for (; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    /// <summary>One filter for each phase; cutoff as a fraction of the input's Nyquist frequency.</summary>
    private static float[] Design(int phases, int half, double cutoff)
    {
        double beta = 0.1102 * (Attenuation - 8.7), norm = Bessel(beta);
        int taps = (2 * half) + 1;
        float[] bank = new float[phases * taps];
        double[] filter = new double[taps];
        for (int phase = 0; phase < phases; phase++)
        {
            double sum = 0;
            for (int i = 0; i < taps; i++)
            {
                double x = i - half - ((double)phase / phases), inside = x / (half + 1);
                double sinc = x == 0 ? cutoff : Math.Sin(Math.PI * cutoff * x) / (Math.PI * x);
                filter[i] = sinc * Bessel(beta * Math.Sqrt(Math.Max(0, 1 - (inside * inside)))) / norm;
                sum += filter[i];
            }

            // Every phase passes a constant unchanged, so that phases do not modulate it.
            for (int i = 0; i < taps; i++) bank[(phase * taps) + i] = (float)(filter[i] / sum);
        }

        return bank;
    }

    /// <summary>The modified Bessel function of the first kind and order zero.</summary>
    private static double Bessel(double x)
    {
        double sum = 1, term = 1;
        for (int k = 1; term > sum * 1e-17; k++)
        {
            term *= x / 2 / k * (x / 2 / k);
            sum += term;
        }

        return sum;
    }
}
