using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using OnBoard.Fabric.Arithmetic;

namespace OnBoard.Fabric.Engines.Cpu;

/// <summary>
/// The kernels in ARM Advanced SIMD as a Cortex-A53 has it, without dot products: 16-bit lanes are multiplied and added
/// into 32-bit lanes (smlal), one row at a time.
/// </summary>
internal sealed unsafe class AdvSimdKernels : CpuKernels
{
    private const int Lanes = 8; // 16-bit lanes of a vector
    private const int Tile = 4 * Lanes;

    public override void Sum(CpuMatrix matrix, int shift)
    {
        EventList summed = matrix.Summed;
        int* rows = summed.Rows;
        short* events = summed.Events;
        nint stride = matrix.Stride;
        int count = summed.Count;
        for (int column = 0; column < stride; column += Tile)
        {
            Begin(matrix, column, out Vector128<int> low0, out Vector128<int> high0);
            Begin(matrix, column + Lanes, out Vector128<int> low1, out Vector128<int> high1);
            Begin(matrix, column + (2 * Lanes), out Vector128<int> low2, out Vector128<int> high2);
            Begin(matrix, column + (3 * Lanes), out Vector128<int> low3, out Vector128<int> high3);
            short* weights = matrix.Weights + column;
            for (int k = 0; k < count; k++)
            {
                short* row = weights + (rows[k] * stride);
                Vector128<short> value = Vector128.Create(events[k]);
                Vector128<short> part = Vector128.Load(row);
                low0 = AdvSimd.MultiplyWideningLowerAndAdd(low0, part.GetLower(), value.GetLower());
                high0 = AdvSimd.MultiplyWideningUpperAndAdd(high0, part, value);
                part = Vector128.Load(row + Lanes);
                low1 = AdvSimd.MultiplyWideningLowerAndAdd(low1, part.GetLower(), value.GetLower());
                high1 = AdvSimd.MultiplyWideningUpperAndAdd(high1, part, value);
                part = Vector128.Load(row + (2 * Lanes));
                low2 = AdvSimd.MultiplyWideningLowerAndAdd(low2, part.GetLower(), value.GetLower());
                high2 = AdvSimd.MultiplyWideningUpperAndAdd(high2, part, value);
                part = Vector128.Load(row + (3 * Lanes));
                low3 = AdvSimd.MultiplyWideningLowerAndAdd(low3, part.GetLower(), value.GetLower());
                high3 = AdvSimd.MultiplyWideningUpperAndAdd(high3, part, value);
            }

            Finish(matrix, column, low0, high0, shift);
            Finish(matrix, column + Lanes, low1, high1, shift);
            Finish(matrix, column + (2 * Lanes), low2, high2, shift);
            Finish(matrix, column + (3 * Lanes), low3, high3, shift);
        }
    }

    public override void Products(CpuMatrix matrix, int count, int* products)
    {
        for (int k = 0; k < count; k++)
        {
            short* row = matrix.Weights + ((nint)matrix.Heard.Rows[k] * matrix.Stride);
            Vector128<int> low = default, high = default;
            for (int i = 0; i < matrix.Stride; i += Lanes)
            {
                Vector128<short> weights = Vector128.Load(row + i), errors = Vector128.Load(matrix.Errors + i);
                low = AdvSimd.MultiplyWideningLowerAndAdd(low, weights.GetLower(), errors.GetLower());
                high = AdvSimd.MultiplyWideningUpperAndAdd(high, weights, errors);
            }

            products[k] = Vector128.Sum(low + high);
        }
    }

    public override int Update(CpuMatrix matrix, uint stepKey, int shift)
    {
        int saturations = 0;
        Vector128<ushort> columns = Vector128<ushort>.Indices * UpdateRounding.ColumnConstant;
        Vector128<ushort> nextColumns = Vector128.Create(unchecked((ushort)(Lanes * UpdateRounding.ColumnConstant)));

        // A shift to the left by a negative number of places goes right: one instruction for every n.
        Vector128<short> toRandom = Vector128.Create((short)Math.Min(shift - 16, 0));
        Vector128<int> toWide = Vector128.Create(Math.Max(shift - 16, 0));
        Vector128<int> half = Vector128.Create(shift > 16 ? 1 << (shift - 17) : 0);
        Vector128<int> toDelta = Vector128.Create(-shift);
        EventList heard = matrix.Heard;
        int* kept = matrix.Kept;
        for (int k = 0; k < heard.Count; k++)
        {
            short* row = matrix.Weights + ((nint)heard.Rows[k] * matrix.Stride);
            uint key = UpdateRounding.RowKey(stepKey, matrix.Matrix.Index, heard.Rows[k]);
            Vector128<ushort> a = Vector128.Create((ushort)key), b = Vector128.Create((ushort)(key >> 16));
            Vector128<short> value = Vector128.Create(heard.Events[k]);
            Vector128<ushort> column = columns;
            for (int i = 0; i < matrix.Stride; i += Lanes)
            {
                Vector128<ushort> x = a + column;
                column += nextColumns;

                // Where no error is, no weight changes, whatever is drawn.
                Vector128<short> errors = Vector128.Load(matrix.Errors + i);
                if (errors == Vector128<short>.Zero) continue;
                x ^= x >> 2;
                x += x << 5;
                x ^= b;
                x += x << 7;
                x ^= x >> 5;
                x += a;
                x += x << 3;
                x ^= x >> 9;
                Vector128<ushort> draw = AdvSimd.ShiftLogical(x, toRandom);
                Vector128<int> low = AdvSimd.ShiftLogical(
                    AdvSimd.ZeroExtendWideningLower(draw.GetLower()), toWide).AsInt32() | half;
                Vector128<int> high = AdvSimd.ShiftLogical(
                    AdvSimd.ZeroExtendWideningUpper(draw), toWide).AsInt32() | half;
                low = AdvSimd.MultiplyWideningLowerAndAdd(low, errors.GetLower(), value.GetLower());
                high = AdvSimd.MultiplyWideningUpperAndAdd(high, errors, value);
                Vector128<short> delta = AdvSimd.ExtractNarrowingSaturateUpper(
                    AdvSimd.ExtractNarrowingSaturateLower(AdvSimd.ShiftArithmetic(low, toDelta)),
                    AdvSimd.ShiftArithmetic(high, toDelta));
                Vector128<short> weights = Vector128.Load(row + i);
                Vector128<short> changed = AdvSimd.SubtractSaturate(weights, delta);
                Vector128<short> wrapped = weights - delta;
                Vector128.Store(changed, row + i);
                if (kept != null)
                {
                    // What was taken off fits 16 bits, saturated or not.
                    Vector128<short> taken = weights - changed;
                    Vector128.Store(
                        AdvSimd.MultiplyWideningLowerAndSubtract(Vector128.Load(kept + i), taken.GetLower(), value.GetLower()), kept + i);
                    Vector128.Store(
                        AdvSimd.MultiplyWideningUpperAndSubtract(Vector128.Load(kept + i + (Lanes / 2)), taken, value),
                        kept + i + (Lanes / 2));
                }

                if (changed != wrapped)
                    saturations += Lanes - Vector128.CountWhereAllBitsSet(Vector128.Equals(changed, wrapped));
            }
        }

        return saturations;
    }

    /// <summary>Zeros, or the accumulators of the step before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Begin(CpuMatrix matrix, int column, out Vector128<int> low, out Vector128<int> high)
    {
        bool goesOn = matrix.GoesOn;
        low = goesOn ? Vector128.Load(matrix.Kept + column) : default;
        high = goesOn ? Vector128.Load(matrix.Kept + column + (Lanes / 2)) : default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(CpuMatrix matrix, int column, Vector128<int> low, Vector128<int> high, int shift)
    {
        if (matrix.Kept != null)
        {
            Vector128.Store(low, matrix.Kept + column);
            Vector128.Store(high, matrix.Kept + column + (Lanes / 2));
        }

        Vector128<int> half = Vector128.Create((1 << shift) >> 1), right = Vector128.Create(-shift);
        Vector128<short> packed = AdvSimd.ExtractNarrowingSaturateUpper(
            AdvSimd.ExtractNarrowingSaturateLower(AdvSimd.ShiftArithmetic(low + half, right)),
            AdvSimd.ShiftArithmetic(high + half, right));
        Vector128<short> clamped = Vector128.Min(
            Vector128.Max(packed, Vector128.Create((short)SumFormat.Minimum)), Vector128.Create((short)SumFormat.Maximum));
        Vector128.Store(clamped, matrix.Sums + column);
    }
}
