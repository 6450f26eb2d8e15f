using System.Numerics;
using System.Runtime.Intrinsics;

namespace OnBoard.Sensors.Hearing;

/// <summary>
/// The discrete Fourier transform of N real samples, N a power of two from 4: a complex transform of N/2 points
/// (Stockham radix 4, no bit reversal) and one unpacking pass. Allocates nothing after construction.
/// It holds work buffers: one instance a thread.
/// </summary>
/// <typeparam name="T">float on the hop path, double in the metrics.</typeparam>
public sealed class RealFft<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int _half;
    private readonly T[] _unpackReal;
    private readonly T[] _unpackImaginary;
    private readonly T[] _twiddles;
    private T[] _fromReal;
    private T[] _fromImaginary;
    private T[] _toReal;
    private T[] _toImaginary;

    /// <param name="length">N, the count of real samples: a power of two, at least 4.</param>
    public RealFft(int length)
    {
        if (length < 4 || !BitOperations.IsPow2(length))
            throw new ArgumentOutOfRangeException(nameof(length), length, "The length must be a power of two from 4.");
        Length = length;
        _half = length / 2;
        _fromReal = new T[_half];
        _fromImaginary = new T[_half];
        _toReal = new T[_half];
        _toImaginary = new T[_half];
        _twiddles = Twiddles(_half);
        _unpackReal = new T[_half + 1];
        _unpackImaginary = new T[_half + 1];
        for (int k = 0; k <= _half; k++)
        {
            (double sine, double cosine) = Math.SinCos(-2 * Math.PI * k / length);
            _unpackReal[k] = T.CreateTruncating(cosine);
            _unpackImaginary[k] = T.CreateTruncating(sine);
        }
    }

    /// <summary>N, the count of real samples.</summary>
    public int Length { get; }

    /// <summary>N/2 + 1, the count of complex bins.</summary>
    public int Bins => _half + 1;

    /// <summary>X[k] = sum over n of x[n] exp(-2 pi i k n / N), unscaled.</summary>
    /// <param name="time">N real samples.</param>
    /// <param name="real">N/2 + 1 real parts; written.</param>
    /// <param name="imaginary">N/2 + 1 imaginary parts; written.</param>
    public void Forward(ReadOnlySpan<T> time, Span<T> real, Span<T> imaginary)
    {
        Expect(time.Length, real.Length, imaginary.Length);
        for (int k = 0; k < _half; k++)
        {
            _fromReal[k] = time[2 * k];
            _fromImaginary[k] = time[(2 * k) + 1];
        }

        Transform();
        T half = T.CreateTruncating(0.5);
        for (int k = 0; k <= _half; k++)
        {
            int forward = k == _half ? 0 : k;
            int mirror = k == 0 ? 0 : _half - k;
            T evenReal = half * (_fromReal[forward] + _fromReal[mirror]);
            T evenImaginary = half * (_fromImaginary[forward] - _fromImaginary[mirror]);
            T oddReal = half * (_fromImaginary[forward] + _fromImaginary[mirror]);
            T oddImaginary = half * (_fromReal[mirror] - _fromReal[forward]);
            real[k] = evenReal + (_unpackReal[k] * oddReal) - (_unpackImaginary[k] * oddImaginary);
            imaginary[k] = evenImaginary + (_unpackReal[k] * oddImaginary) + (_unpackImaginary[k] * oddReal);
        }
    }

    /// <summary>
    /// The samples whose <see cref="Forward"/> gives these bins (scaled by 1/N). The imaginary parts of the first and
    /// the last bin, which no real signal has, are ignored.
    /// </summary>
    /// <param name="real">N/2 + 1 real parts.</param>
    /// <param name="imaginary">N/2 + 1 imaginary parts.</param>
    /// <param name="time">N real samples; written.</param>
    public void Inverse(ReadOnlySpan<T> real, ReadOnlySpan<T> imaginary, Span<T> time)
    {
        Expect(time.Length, real.Length, imaginary.Length);
        T scale = T.CreateTruncating(0.5 / _half);
        for (int k = 0; k < _half; k++)
        {
            int mirror = _half - k;
            T hereImaginary = k == 0 ? T.Zero : imaginary[k];
            T mirrorImaginary = k == 0 ? T.Zero : imaginary[mirror];
            T evenReal = real[k] + real[mirror];
            T evenImaginary = hereImaginary - mirrorImaginary;
            T differenceReal = real[k] - real[mirror];
            T differenceImaginary = hereImaginary + mirrorImaginary;
            T oddReal = (_unpackReal[k] * differenceReal) + (_unpackImaginary[k] * differenceImaginary);
            T oddImaginary = (_unpackReal[k] * differenceImaginary) - (_unpackImaginary[k] * differenceReal);

            // The inverse is the forward transform with real and imaginary parts exchanged, before and after.
            _fromImaginary[k] = scale * (evenReal - oddImaginary);
            _fromReal[k] = scale * (evenImaginary + oddReal);
        }

        Transform();
        for (int k = 0; k < _half; k++)
        {
            time[2 * k] = _fromImaginary[k];
            time[(2 * k) + 1] = _fromReal[k];
        }
    }

    private static T[] Twiddles(int points)
    {
        var twiddles = new List<T>();
        for (int size = points; size >= 4; size /= 4)
        {
            for (int p = 0; p < size / 4; p++)
            {
                for (int power = 1; power <= 3; power++)
                {
                    (double sine, double cosine) = Math.SinCos(-2 * Math.PI * power * p / size);
                    twiddles.Add(T.CreateTruncating(cosine));
                    twiddles.Add(T.CreateTruncating(sine));
                }
            }
        }

        return [.. twiddles];
    }

    /// <summary>The complex transform of the "from" buffers, back into the "from" buffers.</summary>
    private void Transform()
    {
        int size = _half;
        int stride = 1;
        ReadOnlySpan<T> twiddles = _twiddles;
        for (; size >= 4; size /= 4, stride *= 4)
        {
            Radix4(size / 4, stride, twiddles);
            twiddles = twiddles[(size / 4 * 6)..];
            Swap();
        }

        if (size != 2) return;
        for (int q = 0; q < stride; q++)
        {
            _toReal[q] = _fromReal[q] + _fromReal[q + stride];
            _toImaginary[q] = _fromImaginary[q] + _fromImaginary[q + stride];
            _toReal[q + stride] = _fromReal[q] - _fromReal[q + stride];
            _toImaginary[q + stride] = _fromImaginary[q] - _fromImaginary[q + stride];
        }

        Swap();
    }

    private void Swap()
    {
        (_fromReal, _toReal) = (_toReal, _fromReal);
        (_fromImaginary, _toImaginary) = (_toImaginary, _fromImaginary);
    }

    private void Radix4(int quarter, int stride, ReadOnlySpan<T> twiddles)
    {
        int step = quarter * stride;
        for (int p = 0; p < quarter; p++)
        {
            ReadOnlySpan<T> w = twiddles.Slice(6 * p, 6);
            int from = stride * p;
            int to = 4 * stride * p;
            int q = 0;
            for (; q + Vector128<T>.Count <= stride; q += Vector128<T>.Count)
                Butterfly(from + q, step, to + q, stride, w);
            for (; q < stride; q++)
                ScalarButterfly(from + q, step, to + q, stride, w);
        }
    }

    private void Butterfly(int from, int step, int to, int stride, ReadOnlySpan<T> w)
    {
        Vector128<T> ar = Load(_fromReal, from), ai = Load(_fromImaginary, from);
        Vector128<T> br = Load(_fromReal, from + step), bi = Load(_fromImaginary, from + step);
        Vector128<T> cr = Load(_fromReal, from + (2 * step)), ci = Load(_fromImaginary, from + (2 * step));
        Vector128<T> dr = Load(_fromReal, from + (3 * step)), di = Load(_fromImaginary, from + (3 * step));
        Vector128<T> sumR = ar + cr, sumI = ai + ci, differenceR = ar - cr, differenceI = ai - ci;
        Vector128<T> otherR = br + dr, otherI = bi + di, turnedR = bi - di, turnedI = dr - br;
        Store(to, sumR + otherR, sumI + otherI);
        StoreTurned(to + stride, differenceR + turnedR, differenceI + turnedI, w[0], w[1]);
        StoreTurned(to + (2 * stride), sumR - otherR, sumI - otherI, w[2], w[3]);
        StoreTurned(to + (3 * stride), differenceR - turnedR, differenceI - turnedI, w[4], w[5]);
    }

    private static Vector128<T> Load(T[] from, int at) => Vector128.Create(from.AsSpan(at));

    private void Store(int at, Vector128<T> real, Vector128<T> imaginary)
    {
        real.CopyTo(_toReal, at);
        imaginary.CopyTo(_toImaginary, at);
    }

    private void StoreTurned(int at, Vector128<T> real, Vector128<T> imaginary, T cosine, T sine) =>
        Store(at, (real * cosine) - (imaginary * sine), (real * sine) + (imaginary * cosine));

    private void ScalarButterfly(int from, int step, int to, int stride, ReadOnlySpan<T> w)
    {
        T ar = _fromReal[from], ai = _fromImaginary[from];
        T br = _fromReal[from + step], bi = _fromImaginary[from + step];
        T cr = _fromReal[from + (2 * step)], ci = _fromImaginary[from + (2 * step)];
        T dr = _fromReal[from + (3 * step)], di = _fromImaginary[from + (3 * step)];
        T sumR = ar + cr, sumI = ai + ci, differenceR = ar - cr, differenceI = ai - ci;
        T otherR = br + dr, otherI = bi + di, turnedR = bi - di, turnedI = dr - br;
        _toReal[to] = sumR + otherR;
        _toImaginary[to] = sumI + otherI;
        StoreTurned(to + stride, differenceR + turnedR, differenceI + turnedI, w[0], w[1]);
        StoreTurned(to + (2 * stride), sumR - otherR, sumI - otherI, w[2], w[3]);
        StoreTurned(to + (3 * stride), differenceR - turnedR, differenceI - turnedI, w[4], w[5]);
    }

    private void StoreTurned(int at, T real, T imaginary, T cosine, T sine)
    {
        _toReal[at] = (real * cosine) - (imaginary * sine);
        _toImaginary[at] = (real * sine) + (imaginary * cosine);
    }

    private void Expect(int time, int real, int imaginary)
    {
        if (time != Length || real != Bins || imaginary != Bins)
            throw new ArgumentException($"A transform of {Length} samples takes {Length} samples and {Bins} bins.");
    }
}
