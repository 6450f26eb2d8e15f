using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using OnBoard.Fabric.Arithmetic;

namespace OnBoard.Fabric.Engines.Cpu;

/// <summary>
/// The kernels in AVX2. Two rows are interleaved on the fly, so that one multiply-add of adjacent pairs (pmaddwd) serves
/// both; interleaving and packing both work within 128-bit parts, so the packed sums are in order again.
/// </summary>
internal sealed unsafe class Avx2Kernels : CpuKernels
{
    private const int Lanes = 16; // 16-bit lanes of a vector
    private const int Tile = 4 * Lanes;

    public override void Sum(CpuMatrix matrix, int shift)
    {
        int column = 0;
        for (; column + Tile <= matrix.Stride; column += Tile) SumTile(matrix, column, shift);
        for (; column < matrix.Stride; column += Lanes) SumLanes(matrix, column, shift);
    }

    public override void Products(CpuMatrix matrix, int count, int* products)
    {
        int* rows = matrix.Heard.Rows;
        for (int k = 0; k < count; k += EventList.Block)
        {
            short* a = Row(matrix, rows[k]), b = Row(matrix, rows[k + 1]), c = Row(matrix, rows[k + 2]), d = Row(matrix, rows[k + 3]);
            Vector256<int> sumA = default, sumB = default, sumC = default, sumD = default;
            for (int i = 0; i < matrix.Stride; i += Lanes)
            {
                Vector256<short> errors = Vector256.LoadAligned(matrix.Errors + i);
                sumA += Avx2.MultiplyAddAdjacent(Vector256.LoadAligned(a + i), errors);
                sumB += Avx2.MultiplyAddAdjacent(Vector256.LoadAligned(b + i), errors);
                sumC += Avx2.MultiplyAddAdjacent(Vector256.LoadAligned(c + i), errors);
                sumD += Avx2.MultiplyAddAdjacent(Vector256.LoadAligned(d + i), errors);
            }

            products[k] = Vector256.Sum(sumA);
            products[k + 1] = Vector256.Sum(sumB);
            products[k + 2] = Vector256.Sum(sumC);
            products[k + 3] = Vector256.Sum(sumD);
        }
    }

    public override int Update(CpuMatrix matrix, uint stepKey, int shift) => (shift < 16, matrix.Kept == null) switch
    {
        (true, true) => Update(matrix, stepKey, shift, wide: false, keeps: false),
        (true, false) => Update(matrix, stepKey, shift, wide: false, keeps: true),
        (false, true) => Update(matrix, stepKey, shift, wide: true, keeps: false),
        (false, false) => Update(matrix, stepKey, shift, wide: true, keeps: true),
    };

    /// <summary>
    /// Two rows at a time, so that one multiply-add moves the sums that are kept by both. Up to n = 15 the random bits fit a
    /// signed lane beside the error and one pmaddwd adds them too.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Update(CpuMatrix matrix, uint stepKey, int shift, bool wide, bool keeps)
    {
        int saturations = 0;
        EventList heard = matrix.Heard;
        Vector256<ushort> nextColumns = Vector256.Create(unchecked((ushort)(Lanes * UpdateRounding.ColumnConstant)));
        for (int k = 0; k < heard.Count; k += 2)
        {
            // The second row of an odd list is row 0 with event 0, which changes nothing.
            short* rowA = Row(matrix, heard.Rows[k]), rowB = Row(matrix, heard.Rows[k + 1]);
            uint keyA = UpdateRounding.RowKey(stepKey, matrix.Matrix.Index, heard.Rows[k]);
            uint keyB = UpdateRounding.RowKey(stepKey, matrix.Matrix.Index, heard.Rows[k + 1]);
            Vector256<ushort> a0 = Vector256.Create((ushort)keyA), a1 = Vector256.Create((ushort)(keyA >> 16));
            Vector256<ushort> b0 = Vector256.Create((ushort)keyB), b1 = Vector256.Create((ushort)(keyB >> 16));
            int one = wide ? 0 : 1 << 16;
            Vector256<short> eventA = Vector256.Create((ushort)heard.Events[k] | one).AsInt16();
            Vector256<short> eventB = Vector256.Create((ushort)heard.Events[k + 1] | one).AsInt16();
            Vector256<short> pair = Vector256.Create(*(int*)(heard.Events + k)).AsInt16();
            Vector256<ushort> columns = Vector256<ushort>.Indices * UpdateRounding.ColumnConstant;
            for (int i = 0; i < matrix.Stride; i += Lanes, columns += nextColumns)
            {
                // Where no error is, no weight changes, whatever is drawn.
                Vector256<short> errors = Vector256.LoadAligned(matrix.Errors + i);
                if (errors == Vector256<short>.Zero) continue;
                Vector256<short> deltaA = Delta(errors, columns, a0, a1, eventA, shift, wide);
                Vector256<short> weightsA = Vector256.LoadAligned(rowA + i);
                Vector256<short> changedA = Avx2.SubtractSaturate(weightsA, deltaA);
                Vector256.StoreAligned(changedA, rowA + i);
                Vector256<short> deltaB = Delta(errors, columns, b0, b1, eventB, shift, wide);
                Vector256<short> weightsB = Vector256.LoadAligned(rowB + i);
                Vector256<short> changedB = Avx2.SubtractSaturate(weightsB, deltaB);
                Vector256.StoreAligned(changedB, rowB + i);
                Vector256<short> takenA = weightsA - changedA, takenB = weightsB - changedB;
                if (((takenA ^ deltaA) | (takenB ^ deltaB)) != Vector256<short>.Zero)
                {
                    saturations += (2 * Lanes) - Vector256.CountWhereAllBitsSet(Vector256.Equals(takenA, deltaA))
                        - Vector256.CountWhereAllBitsSet(Vector256.Equals(takenB, deltaB));
                }

                if (!keeps) continue;
                int* low = matrix.Kept + i, high = low + (Lanes / 2);
                Vector256.StoreAligned(
                    Vector256.LoadAligned(low) - Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(takenA, takenB), pair), low);
                Vector256.StoreAligned(
                    Vector256.LoadAligned(high) - Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(takenA, takenB), pair), high);
            }
        }

        return saturations;
    }

    /// <summary>What error times event takes off the weights of one row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Delta(
        Vector256<short> errors, Vector256<ushort> columns, Vector256<ushort> a, Vector256<ushort> b, Vector256<short> eventAndOne,
        int shift, bool wide)
    {
        Vector256<ushort> x = a + columns;
        x ^= x >> 2;
        x += x << 5;
        x ^= b;
        x += x << 7;
        x ^= x >> 5;
        x += a;
        x += x << 3;
        x ^= x >> 9;
        Vector256<int> low, high;
        if (wide)
        {
            Vector256<int> half = Vector256.Create(shift > 16 ? 1 << (shift - 17) : 0);
            Vector256<short> draw = x.AsInt16(), zero = Vector256<short>.Zero;
            low = Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(errors, zero), eventAndOne)
                + ((Avx2.UnpackLow(draw, zero).AsInt32() << (shift - 16)) | half);
            high = Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(errors, zero), eventAndOne)
                + ((Avx2.UnpackHigh(draw, zero).AsInt32() << (shift - 16)) | half);
        }
        else
        {
            Vector256<short> draw = (x >> (16 - shift)).AsInt16();
            low = Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(errors, draw), eventAndOne);
            high = Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(errors, draw), eventAndOne);
        }

        return Avx2.PackSignedSaturate(low >> shift, high >> shift);
    }

    private static short* Row(CpuMatrix matrix, int row) => matrix.Weights + ((nint)row * matrix.Stride);

    private static void SumTile(CpuMatrix matrix, int column, int shift)
    {
        Begin(matrix, column, out Vector256<int> low0, out Vector256<int> high0);
        Begin(matrix, column + Lanes, out Vector256<int> low1, out Vector256<int> high1);
        Begin(matrix, column + (2 * Lanes), out Vector256<int> low2, out Vector256<int> high2);
        Begin(matrix, column + (3 * Lanes), out Vector256<int> low3, out Vector256<int> high3);
        EventList summed = matrix.Summed;
        int* rows = summed.Rows;
        short* events = summed.Events, weights = matrix.Weights + column;
        nint stride = matrix.Stride;
        int count = summed.Count;
        for (int k = 0; k < count; k += 2)
        {
            Vector256<short> pair = Vector256.Create(*(int*)(events + k)).AsInt16();
            short* a = weights + (rows[k] * stride), b = weights + (rows[k + 1] * stride);
            Vector256<short> rowA = Vector256.LoadAligned(a), rowB = Vector256.LoadAligned(b);
            low0 += Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(rowA, rowB), pair);
            high0 += Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(rowA, rowB), pair);
            rowA = Vector256.LoadAligned(a + Lanes);
            rowB = Vector256.LoadAligned(b + Lanes);
            low1 += Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(rowA, rowB), pair);
            high1 += Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(rowA, rowB), pair);
            rowA = Vector256.LoadAligned(a + (2 * Lanes));
            rowB = Vector256.LoadAligned(b + (2 * Lanes));
            low2 += Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(rowA, rowB), pair);
            high2 += Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(rowA, rowB), pair);
            rowA = Vector256.LoadAligned(a + (3 * Lanes));
            rowB = Vector256.LoadAligned(b + (3 * Lanes));
            low3 += Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(rowA, rowB), pair);
            high3 += Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(rowA, rowB), pair);
        }

        Finish(matrix, column, low0, high0, shift);
        Finish(matrix, column + Lanes, low1, high1, shift);
        Finish(matrix, column + (2 * Lanes), low2, high2, shift);
        Finish(matrix, column + (3 * Lanes), low3, high3, shift);
    }

    private static void SumLanes(CpuMatrix matrix, int column, int shift)
    {
        Begin(matrix, column, out Vector256<int> low, out Vector256<int> high);
        EventList summed = matrix.Summed;
        for (int k = 0; k < summed.Count; k += 2)
        {
            Vector256<short> pair = Vector256.Create(*(int*)(summed.Events + k)).AsInt16();
            Vector256<short> rowA = Vector256.LoadAligned(Row(matrix, summed.Rows[k]) + column);
            Vector256<short> rowB = Vector256.LoadAligned(Row(matrix, summed.Rows[k + 1]) + column);
            low += Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(rowA, rowB), pair);
            high += Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(rowA, rowB), pair);
        }

        Finish(matrix, column, low, high, shift);
    }

    /// <summary>Zeros, or the accumulators of the step before, in the order in which interleaving puts them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Begin(CpuMatrix matrix, int column, out Vector256<int> low, out Vector256<int> high)
    {
        bool goesOn = matrix.GoesOn;
        low = goesOn ? Vector256.LoadAligned(matrix.Kept + column) : default;
        high = goesOn ? Vector256.LoadAligned(matrix.Kept + column + (Lanes / 2)) : default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(CpuMatrix matrix, int column, Vector256<int> low, Vector256<int> high, int shift)
    {
        if (matrix.Kept != null)
        {
            Vector256.StoreAligned(low, matrix.Kept + column);
            Vector256.StoreAligned(high, matrix.Kept + column + (Lanes / 2));
        }

        Vector256<int> half = Vector256.Create((1 << shift) >> 1);
        Vector256<short> packed = Avx2.PackSignedSaturate((low + half) >> shift, (high + half) >> shift);
        Vector256<short> clamped = Vector256.Min(
            Vector256.Max(packed, Vector256.Create((short)SumFormat.Minimum)), Vector256.Create((short)SumFormat.Maximum));
        Vector256.StoreAligned(clamped, matrix.Sums + column);
    }
}
