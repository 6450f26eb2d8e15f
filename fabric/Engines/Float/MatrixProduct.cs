using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OnBoard.Fabric.Engines.Float;

/// <summary>
/// C += A B in single precision, with A read by any two strides and B packed. Every element of C is summed in the order of
/// B's rows, one fused multiply-add at a time, whatever the width of the vectors: the same inputs give the same bits on
/// every run.
/// </summary>
internal static unsafe class MatrixProduct
{
    /// <summary>
    /// So many rows of B take part at a time: a panel of them stays in the first-level cache while the rows of A pass by.
    /// </summary>
    private const int BlockDepth = 256;

    /// <summary>A rest of fewer rows than this is faster row by row than as a block that is not full.</summary>
    private const int SmallestBlock = 3;

    private static int BlockRows => Vector512.IsHardwareAccelerated ? 8 : 4;

    /// <param name="a">First element of A.</param>
    /// <param name="m">Rows of A and C.</param>
    /// <param name="rowStride">From one row of A to the next.</param>
    /// <param name="columnStride">From one column of A to the next.</param>
    /// <param name="b">B, as many rows as A has columns.</param>
    /// <param name="c">First element of C, m x b.Columns.</param>
    /// <param name="cStride">From one row of C to the next.</param>
    /// <param name="depth">How many rows of B take part; all of them by default.</param>
    public static void Add(
        float* a, int m, int rowStride, int columnStride, PackedMatrix b, float* c, int cStride, int depth = -1)
    {
        int k = depth < 0 ? b.Rows : depth;
        fixed (float* packed = b.Data)
        {
            for (int from = 0; from < k; from += BlockDepth)
            {
                int rows = Math.Min(BlockDepth, k - from);
                float* aPart = a + ((long)from * columnStride);
                for (int first = 0; first < b.Columns; first += PackedMatrix.PanelWidth)
                {
                    float* panel = packed + ((long)first * b.Rows) + (from * PackedMatrix.PanelWidth);
                    int width = Math.Min(PackedMatrix.PanelWidth, b.Columns - first);
                    Panel(aPart, m, rowStride, columnStride, panel, rows, width, c + first, cStride);
                }
            }
        }
    }

    /// <summary>All rows of C, the columns of one panel.</summary>
    private static void Panel(
        float* a, int m, int rowStride, int columnStride, float* panel, int k, int width, float* c, int cStride)
    {
        float* edge = stackalloc float[BlockRows * PackedMatrix.PanelWidth];
        for (int row = 0; row < m; row += BlockRows)
        {
            int rows = Math.Min(BlockRows, m - row);
            float* aRow = a + ((long)row * rowStride);
            float* cRow = c + ((long)row * cStride);
            bool whole = width == PackedMatrix.PanelWidth;
            if (whole && rows == BlockRows)
            {
                Block(aRow, rows, rowStride, columnStride, panel, k, cRow, cStride);
                continue;
            }

            if (whole && rows < SmallestBlock)
            {
                for (int i = 0; i < rows; i++)
                    Row(aRow + ((long)i * rowStride), columnStride, panel, k, cRow + ((long)i * cStride));
                continue;
            }

            // At the edges the block works on a small copy.
            for (int i = 0; i < rows; i++)
            {
                new Span<float>(cRow + ((long)i * cStride), width)
                    .CopyTo(new Span<float>(edge + (i * PackedMatrix.PanelWidth), width));
            }

            if (rows < SmallestBlock)
            {
                for (int i = 0; i < rows; i++)
                    Row(aRow + ((long)i * rowStride), columnStride, panel, k, edge + (i * PackedMatrix.PanelWidth));
            }
            else
            {
                Block(aRow, rows, rowStride, columnStride, panel, k, edge, PackedMatrix.PanelWidth);
            }

            for (int i = 0; i < rows; i++)
            {
                new Span<float>(edge + (i * PackedMatrix.PanelWidth), width)
                    .CopyTo(new Span<float>(cRow + ((long)i * cStride), width));
            }
        }
    }

    /// <summary>
    /// One block of C, <see cref="BlockRows"/> x <see cref="PackedMatrix.PanelWidth"/>; C has room for all of it. Rows of A
    /// beyond the first <paramref name="rows"/> do not exist, the first is read in their place.
    /// </summary>
    private static void Block(
        float* a, int rows, int rowStride, int columnStride, float* b, int k, float* c, int cStride)
    {
        if (Vector512.IsHardwareAccelerated) Block512(a, rows, rowStride, columnStride, b, k, c, cStride);
        else Block256(a, rows, rowStride, columnStride, b, k, c, cStride);
    }

    private static void Row(float* a, int columnStride, float* b, int k, float* c)
    {
        if (Vector512.IsHardwareAccelerated) Row512(a, columnStride, b, k, c);
        else Row256(a, columnStride, b, k, c);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block512(
        float* a, int rows, int rowStride, int columnStride, float* b, int k, float* c, int cStride)
    {
        const int width = 32;
        float* a1 = rows > 1 ? a + rowStride : a;
        float* a2 = rows > 2 ? a1 + rowStride : a;
        float* a3 = rows > 3 ? a2 + rowStride : a;
        float* a4 = rows > 4 ? a3 + rowStride : a;
        float* a5 = rows > 5 ? a4 + rowStride : a;
        float* a6 = rows > 6 ? a5 + rowStride : a;
        float* a7 = rows > 7 ? a6 + rowStride : a;
        float* line = c;
        Vector512<float> s00 = Vector512.Load(line), s01 = Vector512.Load(line + 16);
        line += cStride;
        Vector512<float> s10 = Vector512.Load(line), s11 = Vector512.Load(line + 16);
        line += cStride;
        Vector512<float> s20 = Vector512.Load(line), s21 = Vector512.Load(line + 16);
        line += cStride;
        Vector512<float> s30 = Vector512.Load(line), s31 = Vector512.Load(line + 16);
        line += cStride;
        Vector512<float> s40 = Vector512.Load(line), s41 = Vector512.Load(line + 16);
        line += cStride;
        Vector512<float> s50 = Vector512.Load(line), s51 = Vector512.Load(line + 16);
        line += cStride;
        Vector512<float> s60 = Vector512.Load(line), s61 = Vector512.Load(line + 16);
        line += cStride;
        Vector512<float> s70 = Vector512.Load(line), s71 = Vector512.Load(line + 16);
        nint at = 0;
        for (float* end = b + ((nint)k * width); b < end; b += width)
        {
            Vector512<float> b0 = Vector512.Load(b);
            Vector512<float> b1 = Vector512.Load(b + 16);
            Vector512<float> x = Vector512.Create(a[at]);
            s00 = Vector512.FusedMultiplyAdd(x, b0, s00);
            s01 = Vector512.FusedMultiplyAdd(x, b1, s01);
            x = Vector512.Create(a1[at]);
            s10 = Vector512.FusedMultiplyAdd(x, b0, s10);
            s11 = Vector512.FusedMultiplyAdd(x, b1, s11);
            x = Vector512.Create(a2[at]);
            s20 = Vector512.FusedMultiplyAdd(x, b0, s20);
            s21 = Vector512.FusedMultiplyAdd(x, b1, s21);
            x = Vector512.Create(a3[at]);
            s30 = Vector512.FusedMultiplyAdd(x, b0, s30);
            s31 = Vector512.FusedMultiplyAdd(x, b1, s31);
            x = Vector512.Create(a4[at]);
            s40 = Vector512.FusedMultiplyAdd(x, b0, s40);
            s41 = Vector512.FusedMultiplyAdd(x, b1, s41);
            x = Vector512.Create(a5[at]);
            s50 = Vector512.FusedMultiplyAdd(x, b0, s50);
            s51 = Vector512.FusedMultiplyAdd(x, b1, s51);
            x = Vector512.Create(a6[at]);
            s60 = Vector512.FusedMultiplyAdd(x, b0, s60);
            s61 = Vector512.FusedMultiplyAdd(x, b1, s61);
            x = Vector512.Create(a7[at]);
            s70 = Vector512.FusedMultiplyAdd(x, b0, s70);
            s71 = Vector512.FusedMultiplyAdd(x, b1, s71);
            at += columnStride;
        }

        line = c;
        s00.Store(line);
        s01.Store(line + 16);
        line += cStride;
        s10.Store(line);
        s11.Store(line + 16);
        line += cStride;
        s20.Store(line);
        s21.Store(line + 16);
        line += cStride;
        s30.Store(line);
        s31.Store(line + 16);
        line += cStride;
        s40.Store(line);
        s41.Store(line + 16);
        line += cStride;
        s50.Store(line);
        s51.Store(line + 16);
        line += cStride;
        s60.Store(line);
        s61.Store(line + 16);
        line += cStride;
        s70.Store(line);
        s71.Store(line + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row512(float* a, int columnStride, float* b, int k, float* c)
    {
        const int width = 32;
        Vector512<float> s0 = Vector512.Load(c), s1 = Vector512.Load(c + 16);
        nint at = 0;
        for (float* end = b + ((nint)k * width); b < end; b += width)
        {
            Vector512<float> x = Vector512.Create(a[at]);
            s0 = Vector512.FusedMultiplyAdd(x, Vector512.Load(b), s0);
            s1 = Vector512.FusedMultiplyAdd(x, Vector512.Load(b + 16), s1);
            at += columnStride;
        }

        s0.Store(c);
        s1.Store(c + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block256(
        float* a, int rows, int rowStride, int columnStride, float* b, int k, float* c, int cStride)
    {
        const int width = 16;
        float* a1 = rows > 1 ? a + rowStride : a;
        float* a2 = rows > 2 ? a1 + rowStride : a;
        float* a3 = rows > 3 ? a2 + rowStride : a;
        float* c1 = c + cStride;
        float* c2 = c1 + cStride;
        float* c3 = c2 + cStride;
        Vector256<float> s00 = Vector256.Load(c), s01 = Vector256.Load(c + 8);
        Vector256<float> s10 = Vector256.Load(c1), s11 = Vector256.Load(c1 + 8);
        Vector256<float> s20 = Vector256.Load(c2), s21 = Vector256.Load(c2 + 8);
        Vector256<float> s30 = Vector256.Load(c3), s31 = Vector256.Load(c3 + 8);
        nint at = 0;
        for (float* end = b + ((nint)k * width); b < end; b += width)
        {
            Vector256<float> b0 = Vector256.Load(b);
            Vector256<float> b1 = Vector256.Load(b + 8);
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
    private static void Row256(float* a, int columnStride, float* b, int k, float* c)
    {
        const int width = 16;
        Vector256<float> s0 = Vector256.Load(c), s1 = Vector256.Load(c + 8);
        nint at = 0;
        for (float* end = b + ((nint)k * width); b < end; b += width)
        {
            Vector256<float> x = Vector256.Create(a[at]);
            s0 = Vector256.FusedMultiplyAdd(x, Vector256.Load(b), s0);
            s1 = Vector256.FusedMultiplyAdd(x, Vector256.Load(b + 8), s1);
            at += columnStride;
        }

        s0.Store(c);
        s1.Store(c + 8);
    }
}
