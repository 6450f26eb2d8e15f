using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OnBoard.Fabric.Engines.Float;

/// <summary>
/// C += A B in single precision, with A read by any two strides and B packed. The order of the additions is fixed, so
/// the same inputs give the same bits on every run.
/// </summary>
internal static unsafe class MatrixProduct
{
    private const int BlockRows = 4;

    /// <param name="a">First element of A.</param>
    /// <param name="m">Rows of A and C.</param>
    /// <param name="rowStride">From one row of A to the next.</param>
    /// <param name="columnStride">From one column of A to the next.</param>
    /// <param name="b">B, as many rows as A has columns.</param>
    /// <param name="c">First element of C, m x b.Columns.</param>
    /// <param name="cStride">From one row of C to the next.</param>
    /// <param name="depth">How many rows of B take part; all of them by default.</param>
    /// <param name="firstColumn">The first column of B that takes part, at the start of a panel; it meets C's first column.</param>
    /// <param name="columns">How many columns of B take part; all of them by default.</param>
    public static void Add(
        float* a, int m, int rowStride, int columnStride, PackedMatrix b, float* c, int cStride,
        int depth = -1, int firstColumn = 0, int columns = -1)
    {
        int k = depth < 0 ? b.Rows : depth;
        int n = columns < 0 ? b.Columns : columns;
        float* edge = stackalloc float[BlockRows * PackedMatrix.PanelWidth];
        fixed (float* packed = b.Data)
        {
            for (int first = 0; first < n; first += PackedMatrix.PanelWidth)
            {
                float* panel = packed + ((long)(firstColumn + first) * b.Rows);
                int width = Math.Min(PackedMatrix.PanelWidth, n - first);
                for (int row = 0; row < m; row += BlockRows)
                {
                    int rows = Math.Min(BlockRows, m - row);
                    float* aRow = a + ((long)row * rowStride);
                    float* cRow = c + ((long)row * cStride) + first;
                    if (rows == BlockRows && width == PackedMatrix.PanelWidth)
                    {
                        Block(aRow, rowStride, columnStride, panel, k, cRow, cStride);
                        continue;
                    }

                    // At the edges the block works on a small copy.
                    for (int i = 0; i < rows; i++)
                    {
                        float* one = edge + (i * PackedMatrix.PanelWidth);
                        new Span<float>(one, PackedMatrix.PanelWidth).Clear();
                        new Span<float>(cRow + ((long)i * cStride), width).CopyTo(new Span<float>(one, width));
                        Row(aRow + ((long)i * rowStride), columnStride, panel, k, one);
                        new Span<float>(one, width).CopyTo(new Span<float>(cRow + ((long)i * cStride), width));
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block(float* a, int rowStride, int columnStride, float* b, int k, float* c, int cStride)
    {
        float* a1 = a + rowStride;
        float* a2 = a1 + rowStride;
        float* a3 = a2 + rowStride;
        float* c1 = c + cStride;
        float* c2 = c1 + cStride;
        float* c3 = c2 + cStride;
        Vector256<float> s00 = Vector256.Load(c), s01 = Vector256.Load(c + 8);
        Vector256<float> s10 = Vector256.Load(c1), s11 = Vector256.Load(c1 + 8);
        Vector256<float> s20 = Vector256.Load(c2), s21 = Vector256.Load(c2 + 8);
        Vector256<float> s30 = Vector256.Load(c3), s31 = Vector256.Load(c3 + 8);
        nint at = 0;
        for (int i = 0; i < k; i++)
        {
            Vector256<float> b0 = Vector256.Load(b);
            Vector256<float> b1 = Vector256.Load(b + 8);
            b += PackedMatrix.PanelWidth;
            Vector256<float> x = Vector256.Create(a[at]);
            s00 = Vector256.FusedMultiplyAdd(x, b0, s00);
            s01 = Vector256.FusedMultiplyAdd(x, b1, s01);
            x = Vector256.Create(a1[at]);
            s10 = Vector256.FusedMultiplyAdd(x, b0, s10);
            s11 = Vector256.FusedMultiplyAdd(x, b1, s11);
            x = Vector256.Create(a2[at]);
            s20 = Vector256.FusedMultiplyAdd(x, b0, s20);
            s21 = Vector256.FusedMultiplyAdd(x, b1, s21);
            x = Vector256.Create(a3[at]);
            s30 = Vector256.FusedMultiplyAdd(x, b0, s30);
            s31 = Vector256.FusedMultiplyAdd(x, b1, s31);
            at += columnStride;
        }

        s00.Store(c);
        s01.Store(c + 8);
        s10.Store(c1);
        s11.Store(c1 + 8);
        s20.Store(c2);
        s21.Store(c2 + 8);
        s30.Store(c3);
        s31.Store(c3 + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row(float* a, int columnStride, float* b, int k, float* c)
    {
        Vector256<float> s0 = Vector256.Load(c), s1 = Vector256.Load(c + 8);
        nint at = 0;
        for (int i = 0; i < k; i++)
        {
            Vector256<float> x = Vector256.Create(a[at]);
            s0 = Vector256.FusedMultiplyAdd(x, Vector256.Load(b), s0);
            s1 = Vector256.FusedMultiplyAdd(x, Vector256.Load(b + 8), s1);
            b += PackedMatrix.PanelWidth;
            at += columnStride;
        }

        s0.Store(c);
        s1.Store(c + 8);
    }
}
