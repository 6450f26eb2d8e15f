using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using OnBoard.Fabric.Arithmetic;

namespace OnBoard.Fabric.Engines.Cpu;

/// <summary>
/// The kernels in AVX-512BW. Two rows are interleaved on the fly, so that one multiply-add of adjacent pairs (pmaddwd) serves
/// both; interleaving and packing both work within 128-bit parts, so the packed sums are in order again.
/// </summary>
internal sealed unsafe class Avx512Kernels : CpuKernels
{
    private const int Lanes = 32; // 16-bit lanes of a vector
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
            Vector512<int> sumA = default, sumB = default, sumC = default, sumD = default;
            for (int i = 0; i < matrix.Stride; i += Lanes)
            {
                Vector512<short> errors = Vector512.LoadAligned(matrix.Errors + i);
                sumA += Avx512BW.MultiplyAddAdjacent(Vector512.LoadAligned(a + i), errors);
                sumB += Avx512BW.MultiplyAddAdjacent(Vector512.LoadAligned(b + i), errors);
                sumC += Avx512BW.MultiplyAddAdjacent(Vector512.LoadAligned(c + i), errors);
                sumD += Avx512BW.MultiplyAddAdjacent(Vector512.LoadAligned(d + i), errors);
            }

            products[k] = Vector512.Sum(sumA);
            products[k + 1] = Vector512.Sum(sumB);
            products[k + 2] = Vector512.Sum(sumC);
            products[k + 3] = Vector512.Sum(sumD);
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
        Vector512<ushort> nextColumns = Vector512.Create(unchecked((ushort)(Lanes * UpdateRounding.ColumnConstant)));
        for (int k = 0; k < heard.Count; k += 2)
        {
            // The second row of an odd list is row 0 with event 0, which changes nothing.
            short* rowA = Row(matrix, heard.Rows[k]), rowB = Row(matrix, heard.Rows[k + 1]);
            uint keyA = UpdateRounding.RowKey(stepKey, matrix.Matrix.Index, heard.Rows[k]);
            uint keyB = UpdateRounding.RowKey(stepKey, matrix.Matrix.Index, heard.Rows[k + 1]);
            Vector512<ushort> a0 = Vector512.Create((ushort)keyA), a1 = Vector512.Create((ushort)(keyA >> 16));
            Vector512<ushort> b0 = Vector512.Create((ushort)keyB), b1 = Vector512.Create((ushort)(keyB >> 16));
            int one = wide ? 0 : 1 << 16;
            Vector512<short> eventA = Vector512.Create((ushort)heard.Events[k] | one).AsInt16();
            Vector512<short> eventB = Vector512.Create((ushort)heard.Events[k + 1] | one).AsInt16();
            Vector512<short> pair = Vector512.Create(*(int*)(heard.Events + k)).AsInt16();
            Vector512<ushort> columns = Vector512<ushort>.Indices * UpdateRounding.ColumnConstant;
            for (int i = 0; i < matrix.Stride; i += Lanes, columns += nextColumns)
            {
                // Where no error is, no weight changes, whatever is drawn.
                Vector512<short> errors = Vector512.LoadAligned(matrix.Errors + i);
                if (errors == Vector512<short>.Zero) continue;
                Vector512<short> deltaA = Delta(errors, columns, a0, a1, eventA, shift, wide);
                Vector512<short> weightsA = Vector512.LoadAligned(rowA + i);
                Vector512<short> changedA = Avx512BW.SubtractSaturate(weightsA, deltaA);
                Vector512.StoreAligned(changedA, rowA + i);
                Vector512<short> deltaB = Delta(errors, columns, b0, b1, eventB, shift, wide);
                Vector512<short> weightsB = Vector512.LoadAligned(rowB + i);
                Vector512<short> changedB = Avx512BW.SubtractSaturate(weightsB, deltaB);
                Vector512.StoreAligned(changedB, rowB + i);
                Vector512<short> takenA = weightsA - changedA, takenB = weightsB - changedB;
                if (((takenA ^ deltaA) | (takenB ^ deltaB)) != Vector512<short>.Zero)
                {
                    saturations += (2 * Lanes) - Vector512.CountWhereAllBitsSet(Vector512.Equals(takenA, deltaA))
                        - Vector512.CountWhereAllBitsSet(Vector512.Equals(takenB, deltaB));
                }

                if (!keeps) continue;
                int* low = matrix.Kept + i, high = low + (Lanes / 2);
                Vector512.StoreAligned(
                    Vector512.LoadAligned(low) - Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackLow(takenA, takenB), pair), low);
                Vector512.StoreAligned(
                    Vector512.LoadAligned(high) - Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackHigh(takenA, takenB), pair), high);
            }
        }

        return saturations;
    }

    /// <summary>What error times event takes off the weights of one row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<short> Delta(
        Vector512<short> errors, Vector512<ushort> columns, Vector512<ushort> a, Vector512<ushort> b, Vector512<short> eventAndOne,
        int shift, bool wide)
    {
        Vector512<ushort> x = a + columns;
        x ^= x >> 2;
        x += x << 5;
        x ^= b;
        x += x << 7;
        x ^= x >> 5;
        x += a;
        x += x << 3;
        x ^= x >> 9;
        Vector512<int> low, high;
        if (wide)
        {
            Vector512<int> half = Vector512.Create(shift > 16 ? 1 << (shift - 17) : 0);
            Vector512<short> draw = x.AsInt16(), zero = Vector512<short>.Zero;
            low = Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackLow(errors, zero), eventAndOne)
                + ((Avx512BW.UnpackLow(draw, zero).AsInt32() << (shift - 16)) | half);
            high = Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackHigh(errors, zero), eventAndOne)
                + ((Avx512BW.UnpackHigh(draw, zero).AsInt32() << (shift - 16)) | half);
        }
        else
        {
            Vector512<short> draw = (x >> (16 - shift)).AsInt16();
            low = Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackLow(errors, draw), eventAndOne);
            high = Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackHigh(errors, draw), eventAndOne);
        }

        return Avx512BW.PackSignedSaturate(low >> shift, high >> shift);
    }

    private static short* Row(CpuMatrix matrix, int row) => matrix.Weights + ((nint)row * matrix.Stride);

    private static void SumTile(CpuMatrix matrix, int column, int shift)
    {
        Begin(matrix, column, out Vector512<int> low0, out Vector512<int> high0);
        Begin(matrix, column + Lanes, out Vector512<int> low1, out Vector512<int> high1);
        Begin(matrix, column + (2 * Lanes), out Vector512<int> low2, out Vector512<int> high2);
        Begin(matrix, column + (3 * Lanes), out Vector512<int> low3, out Vector512<int> high3);
        EventList summed = matrix.Summed;
        int* rows = summed.Rows;
        short* events = summed.Events, weights = matrix.Weights + column;
        nint stride = matrix.Stride;
        int count = summed.Count;
        for (int k = 0; k < count; k += 2)
        {
            Vector512<short> pair = Vector512.Create(*(int*)(events + k)).AsInt16();
            short* a = weights + (rows[k] * stride), b = weights + (rows[k + 1] * stride);
            Vector512<short> rowA = Vector512.LoadAligned(a), rowB = Vector512.LoadAligned(b);
            low0 += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackLow(rowA, rowB), pair);
            high0 += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackHigh(rowA, rowB), pair);
            rowA = Vector512.LoadAligned(a + Lanes);
            rowB = Vector512.LoadAligned(b + Lanes);
            low1 += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackLow(rowA, rowB), pair);
            high1 += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackHigh(rowA, rowB), pair);
            rowA = Vector512.LoadAligned(a + (2 * Lanes));
            rowB = Vector512.LoadAligned(b + (2 * Lanes));
            low2 += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackLow(rowA, rowB), pair);
            high2 += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackHigh(rowA, rowB), pair);
            rowA = Vector512.LoadAligned(a + (3 * Lanes));
            rowB = Vector512.LoadAligned(b + (3 * Lanes));
            low3 += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackLow(rowA, rowB), pair);
            high3 += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackHigh(rowA, rowB), pair);
        }

        Finish(matrix, column, low0, high0, shift);
        Finish(matrix, column + Lanes, low1, high1, shift);
        Finish(matrix, column + (2 * Lanes), low2, high2, shift);
        Finish(matrix, column + (3 * Lanes), low3, high3, shift);
    }

    private static void SumLanes(CpuMatrix matrix, int column, int shift)
    {
        Begin(matrix, column, out Vector512<int> low, out Vector512<int> high);
        EventList summed = matrix.Summed;
        for (int k = 0; k < summed.Count; k += 2)
        {
            Vector512<short> pair = Vector512.Create(*(int*)(summed.Events + k)).AsInt16();
            Vector512<short> rowA = Vector512.LoadAligned(Row(matrix, summed.Rows[k]) + column);
            Vector512<short> rowB = Vector512.LoadAligned(Row(matrix, summed.Rows[k + 1]) + column);
            low += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackLow(rowA, rowB), pair);
            high += Avx512BW.MultiplyAddAdjacent(Avx512BW.UnpackHigh(rowA, rowB), pair);
        }

        Finish(matrix, column, low, high, shift);
    }

    /// <summary>Zeros, or the accumulators of the step before, in the order in which interleaving puts them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Begin(CpuMatrix matrix, int column, out Vector512<int> low, out Vector512<int> high)
    {
        bool goesOn = matrix.GoesOn;
        low = goesOn ? Vector512.LoadAligned(matrix.Kept + column) : default;
        high = goesOn ? Vector512.LoadAligned(matrix.Kept + column + (Lanes / 2)) : default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(CpuMatrix matrix, int column, Vector512<int> low, Vector512<int> high, int shift)
    {
        if (matrix.Kept != null)
        {
            Vector512.StoreAligned(low, matrix.Kept + column);
            Vector512.StoreAligned(high, matrix.Kept + column + (Lanes / 2));
        }

        Vector512<int> half = Vector512.Create((1 << shift) >> 1);
        Vector512<short> packed = Avx512BW.PackSignedSaturate((low + half) >> shift, (high + half) >> shift);
        Vector512<short> clamped = Vector512.Min(
            Vector512.Max(packed, Vector512.Create((short)SumFormat.Minimum)), Vector512.Create((short)SumFormat.Maximum));
        Vector512.StoreAligned(clamped, matrix.Sums + column);
    }
}
