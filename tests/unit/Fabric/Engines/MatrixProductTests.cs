using OnBoard.Fabric.Engines.Float;

namespace OnBoard.Tests.Unit.Fabric.Engines;

public class MatrixProductTests
{
    /// <summary>Every edge: rests of rows, of columns and of depth, one row, and A read along its columns.</summary>
    [Theory]
    [InlineData(1, 5, 3)]
    [InlineData(2, 300, 48)]
    [InlineData(3, 17, 64)]
    [InlineData(7, 513, 33)]
    [InlineData(8, 256, 32)]
    [InlineData(21, 600, 80)]
    public unsafe void Every_element_is_summed_in_the_order_of_rows(int m, int k, int n)
    {
        Random random = new(1);
        float[] a = Noise(m * k), b = Noise(k * n), start = Noise(m * n);
        PackedMatrix packed = new(k, n);
        packed.Pack(b, n);
        PackedMatrix transposed = new(k, n);
        transposed.PackTransposed([.. from column in Enumerable.Range(0, n) from row in Enumerable.Range(0, k) select b[(row * n) + column]], k);
        float[] turned = [.. from column in Enumerable.Range(0, k) from row in Enumerable.Range(0, m) select a[(row * k) + column]];
        foreach (int depth in new[] { k, k / 2 })
        {
            float[] expected = [.. start];
            for (int i = 0; i < m * n; i++)
            {
                for (int at = 0; at < depth; at++)
                    expected[i] = MathF.FusedMultiplyAdd(a[(i / n * k) + at], b[(at * n) + (i % n)], expected[i]);
            }

            Assert.Equal(expected, Product(a, k, 1, packed, depth));
            Assert.Equal(expected, Product(turned, 1, m, packed, depth));
            Assert.Equal(expected, Product(a, k, 1, transposed, depth));
        }

        float[] Product(float[] left, int rowStride, int columnStride, PackedMatrix right, int depth)
        {
            float[] sums = [.. start];
            fixed (float* first = left)
            fixed (float* c = sums)
            {
                MatrixProduct.Add(first, m, rowStride, columnStride, right, c, n, depth);
            }

            return sums;
        }

        float[] Noise(int count) => [.. Enumerable.Range(0, count).Select(_ => (2f * random.NextSingle()) - 1f)];
    }
}
