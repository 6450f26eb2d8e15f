using System.Numerics;
using System.Runtime.CompilerServices;
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
    private const int Lanes = 4; // of single precision, where the passes over all samples are done in vectors; the bits are the same

    private readonly int _half;
    private readonly T[] _unpackReal;
    private readonly T[] _unpackImaginary;
    private readonly T[] _twiddles;
    private readonly T[] _firstTwiddles; // of the first pass, each of the six for so many neighbours as a vector has
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
        _firstTwiddles = new T[_half >= 4 * Lanes ? 6 * (_half / 4) : 0];
        for (int i = 0; i < _firstTwiddles.Length; i++)
            _firstTwiddles[i] = _twiddles[(6 * ((i / (6 * Lanes) * Lanes) + (i % Lanes))) + (i / Lanes % 6)];
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
        int next = 0;
        if (typeof(T) == typeof(float))
        {
            for (; next + Lanes <= _half; next += Lanes)
            {
                Vector128<ulong> low = Vector128.LoadUnsafe(in time[2 * next]).AsUInt64();
                Vector128<ulong> high = Vector128.LoadUnsafe(in time[(2 * next) + Lanes]).AsUInt64();
                Vector128.Narrow(low, high).As<uint, T>().StoreUnsafe(ref _fromReal[next]);
                Vector128.Narrow(low >> 32, high >> 32).As<uint, T>().StoreUnsafe(ref _fromImaginary[next]);
            }
        }

        for (int k = next; k < _half; k++)
        {
            _fromReal[k] = time[2 * k];
            _fromImaginary[k] = time[(2 * k) + 1];
        }

        Transform();
        T half = T.CreateTruncating(0.5);
        next = 1;
        if (typeof(T) == typeof(float))
        {
            Vector128<T> halves = Vector128.Create(half);
            for (; next + Lanes <= _half; next += Lanes)
            {
                int mirror = _half - next - Lanes + 1;
                Vector128<T> forwardReal = Load(_fromReal, next), forwardImaginary = Load(_fromImaginary, next);
                Vector128<T> mirrorReal = Reverse(Load(_fromReal, mirror)), mirrorImaginary = Reverse(Load(_fromImaginary, mirror));
                Vector128<T> evenReal = halves * (forwardReal + mirrorReal), evenImaginary = halves * (forwardImaginary - mirrorImaginary);
                Vector128<T> oddReal = halves * (forwardImaginary + mirrorImaginary), oddImaginary = halves * (mirrorReal - forwardReal);
                Vector128<T> unpackReal = Load(_unpackReal, next), unpackImaginary = Load(_unpackImaginary, next);
                (evenReal + (unpackReal * oddReal) - (unpackImaginary * oddImaginary)).StoreUnsafe(ref real[next]);
                (evenImaginary + (unpackReal * oddImaginary) + (unpackImaginary * oddReal)).StoreUnsafe(ref imaginary[next]);
            }
        }

        Unpack(0, real, imaginary, half);
        for (int k = next; k <= _half; k++) Unpack(k, real, imaginary, half);

        void Unpack(int k, Span<T> real, Span<T> imaginary, T half)
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
        int next = 1;
        if (typeof(T) == typeof(float))
        {
            Vector128<T> scales = Vector128.Create(scale);
            for (; next + Lanes <= _half; next += Lanes)
            {
                int mirror = _half - next - Lanes + 1;
                Vector128<T> hereReal = Vector128.LoadUnsafe(in real[next]), hereImaginary = Vector128.LoadUnsafe(in imaginary[next]);
                Vector128<T> mirrorReal = Reverse(Vector128.LoadUnsafe(in real[mirror]));
                Vector128<T> mirrorImaginary = Reverse(Vector128.LoadUnsafe(in imaginary[mirror]));
                Vector128<T> evenReal = hereReal + mirrorReal, evenImaginary = hereImaginary - mirrorImaginary;
                Vector128<T> differenceReal = hereReal - mirrorReal, differenceImaginary = hereImaginary + mirrorImaginary;
                Vector128<T> unpackReal = Load(_unpackReal, next), unpackImaginary = Load(_unpackImaginary, next);
                Vector128<T> oddReal = (unpackReal * differenceReal) + (unpackImaginary * differenceImaginary);
                Vector128<T> oddImaginary = (unpackReal * differenceImaginary) - (unpackImaginary * differenceReal);
                (scales * (evenReal - oddImaginary)).StoreUnsafe(ref _fromImaginary[next]);
                (scales * (evenImaginary + oddReal)).StoreUnsafe(ref _fromReal[next]);
            }
        }

        Pack(0, real, imaginary, scale);
        for (int k = next; k < _half; k++) Pack(k, real, imaginary, scale);
        Transform();
        next = 0;
        if (typeof(T) == typeof(float))
        {
            for (; next + Lanes <= _half; next += Lanes)
            {
                Interleave(Load(_fromImaginary, next), Load(_fromReal, next), out Vector128<T> low, out Vector128<T> high);
                low.StoreUnsafe(ref time[2 * next]);
                high.StoreUnsafe(ref time[(2 * next) + Lanes]);
            }
        }

        for (int k = next; k < _half; k++)
        {
            time[2 * k] = _fromImaginary[k];
            time[(2 * k) + 1] = _fromReal[k];
        }

        void Pack(int k, ReadOnlySpan<T> real, ReadOnlySpan<T> imaginary, T scale)
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
        if (typeof(T) == typeof(float) && stride == 1 && quarter % Lanes == 0)
        {
            FirstRadix4(quarter);
            return;
        }

        for (int p = 0; p < quarter; p++)
        {
            ReadOnlySpan<T> w = twiddles.Slice(6 * p, 6);
            int from = stride * p;
            int to = 4 * stride * p;
            int q = 0;
            if (stride >= Vector128<T>.Count)
            {
                Vector128<T> w0 = Vector128.Create(w[0]), w1 = Vector128.Create(w[1]), w2 = Vector128.Create(w[2]);
                Vector128<T> w3 = Vector128.Create(w[3]), w4 = Vector128.Create(w[4]), w5 = Vector128.Create(w[5]);
                for (; q + Vector128<T>.Count <= stride; q += Vector128<T>.Count)
                {
                    Butterfly(from + q, step, w0, w1, w2, w3, w4, w5, out Four real, out Four imaginary);
                    Store(to + q, real.A, imaginary.A);
                    Store(to + q + stride, real.B, imaginary.B);
                    Store(to + q + (2 * stride), real.C, imaginary.C);
                    Store(to + q + (3 * stride), real.D, imaginary.D);
                }
            }

            for (; q < stride; q++)
                ScalarButterfly(from + q, step, to + q, stride, w);
        }
    }

    // Neighbours are neighbours here in what is read alone: four results of each belong side by side.
    private void FirstRadix4(int quarter)
    {
        for (int p = 0; p < quarter; p += Lanes)
        {
            int w = 6 * p;
            Butterfly(
                p, quarter, Load(_firstTwiddles, w), Load(_firstTwiddles, w + Lanes), Load(_firstTwiddles, w + (2 * Lanes)),
                Load(_firstTwiddles, w + (3 * Lanes)), Load(_firstTwiddles, w + (4 * Lanes)), Load(_firstTwiddles, w + (5 * Lanes)),
                out Four real, out Four imaginary);
            StoreAcross(real, _toReal, Lanes * p);
            StoreAcross(imaginary, _toImaginary, Lanes * p);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreAcross(Four rows, T[] to, int at)
    {
        Interleave(rows.A, rows.B, out Vector128<T> lowAB, out Vector128<T> highAB);
        Interleave(rows.C, rows.D, out Vector128<T> lowCD, out Vector128<T> highCD);
        Vector128.Create(lowAB.GetLower(), lowCD.GetLower()).StoreUnsafe(ref to[at]);
        Vector128.Create(lowAB.GetUpper(), lowCD.GetUpper()).StoreUnsafe(ref to[at + Lanes]);
        Vector128.Create(highAB.GetLower(), highCD.GetLower()).StoreUnsafe(ref to[at + (2 * Lanes)]);
        Vector128.Create(highAB.GetUpper(), highCD.GetUpper()).StoreUnsafe(ref to[at + (3 * Lanes)]);
    }

    /// <summary>a0 b0 a1 b1 and a2 b2 a3 b3; single precision.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(Vector128<T> a, Vector128<T> b, out Vector128<T> low, out Vector128<T> high)
    {
        Vector128<uint> first = a.AsUInt32(), second = b.AsUInt32();
        low = (Vector128.WidenLower(first) | (Vector128.WidenLower(second) << 32)).As<ulong, T>();
        high = (Vector128.WidenUpper(first) | (Vector128.WidenUpper(second) << 32)).As<ulong, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Reverse(Vector128<T> singles) =>
        Vector128.Shuffle(singles.AsUInt32(), Vector128.Create(3u, 2u, 1u, 0u)).As<uint, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Butterfly(
        int from, int step, Vector128<T> w0, Vector128<T> w1, Vector128<T> w2, Vector128<T> w3, Vector128<T> w4, Vector128<T> w5,
        out Four real, out Four imaginary)
    {
        Vector128<T> ar = Load(_fromReal, from), ai = Load(_fromImaginary, from);
        Vector128<T> br = Load(_fromReal, from + step), bi = Load(_fromImaginary, from + step);
        Vector128<T> cr = Load(_fromReal, from + (2 * step)), ci = Load(_fromImaginary, from + (2 * step));
        Vector128<T> dr = Load(_fromReal, from + (3 * step)), di = Load(_fromImaginary, from + (3 * step));
        Vector128<T> sumR = ar + cr, sumI = ai + ci, differenceR = ar - cr, differenceI = ai - ci;
        Vector128<T> otherR = br + dr, otherI = bi + di, turnedR = bi - di, turnedI = dr - br;
        Vector128<T> secondR = differenceR + turnedR, secondI = differenceI + turnedI;
        Vector128<T> thirdR = sumR - otherR, thirdI = sumI - otherI;
        Vector128<T> fourthR = differenceR - turnedR, fourthI = differenceI - turnedI;
        real = new Four(sumR + otherR, (secondR * w0) - (secondI * w1), (thirdR * w2) - (thirdI * w3), (fourthR * w4) - (fourthI * w5));
        imaginary = new Four(sumI + otherI, (secondR * w1) + (secondI * w0), (thirdR * w3) + (thirdI * w2), (fourthR * w5) + (fourthI * w4));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Load(T[] from, int at) => Vector128.LoadUnsafe(ref from[at]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store(int at, Vector128<T> real, Vector128<T> imaginary)
    {
        real.StoreUnsafe(ref _toReal[at]);
        imaginary.StoreUnsafe(ref _toImaginary[at]);
    }

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

    private readonly record struct Four(Vector128<T> A, Vector128<T> B, Vector128<T> C, Vector128<T> D);

    private void Expect(int time, int real, int imaginary)
    {
        if (time != Length || real != Bins || imaginary != Bins)
            throw new ArgumentException($"A transform of {Length} samples takes {Length} samples and {Bins} bins.");
    }
}
