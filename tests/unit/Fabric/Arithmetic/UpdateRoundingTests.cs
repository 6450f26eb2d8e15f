using OnBoard.Fabric.Arithmetic;

namespace OnBoard.Tests.Unit.Fabric.Arithmetic;

public class UpdateRoundingTests
{
    [Theory]
    [InlineData(0, 1000)]
    [InlineData(100, 10)]
    [InlineData(-100, 10)]
    [InlineData(777, 16)]
    [InlineData(-31003, 20)]
    [InlineData(4095 * 192, 24)]
    [InlineData(-4095 * 192, 24)]
    public void Rounding_is_unbiased(int product, int shift)
    {
        shift = Math.Min(shift, 24);
        double sum = 0;
        const int draws = 1 << 16;
        for (int draw = 0; draw < draws; draw++) sum += UpdateRounding.Delta(product, shift, (ushort)draw);
        Assert.Equal(product / Math.Pow(2, shift), sum / draws, 1.0 / (1 << 17));
    }

    [Fact]
    public void Deltas_are_worked_as_by_hand()
    {
        Assert.Equal(3, UpdateRounding.Delta(13, 2, 0x0000)); // 13/4 with no help
        Assert.Equal(4, UpdateRounding.Delta(13, 2, 0xC000)); // with 3/4
        Assert.Equal(-4, UpdateRounding.Delta(-13, 2, 0x0000));
        Assert.Equal(-3, UpdateRounding.Delta(-13, 2, 0x4000));
        Assert.Equal(0, UpdateRounding.Delta(0, 24, 0xFFFF));
        Assert.Equal(32767, UpdateRounding.Delta(4095 * 192, 1, 0)); // saturated
    }

    [Theory]
    [InlineData(7, 14, 10)]
    [InlineData(0, 15, 2)]
    [InlineData(0, 30, 1)]
    [InlineData(20, 5, 24)]
    public void The_shift_follows_rate_and_scale(int rate, int scale, int expected) =>
        Assert.Equal(expected, UpdateRounding.Shift(rate, scale));

    /// <summary>
    /// A chi-square test of every one of 64 columns over 64 k rows: 4096 classes, so 4095 +- 90; the worst of 64 stays
    /// within five deviations.
    /// </summary>
    [Fact]
    public void Draws_of_a_column_are_uniform()
    {
        for (int column = 0; column < 64; column++)
        {
            int[] classes = new int[4096];
            for (int row = 0; row < 65536; row++) classes[Draw(row, column * 7) >> 4]++;
            AssertUniform(classes, 65536, $"column {column * 7}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(144)]
    [InlineData(256)]
    public void Neighbouring_columns_are_independent(int distance)
    {
        int[] high = new int[256], low = new int[256];
        for (int row = 0; row < 65536; row++)
        {
            int one = Draw(row, 5), other = Draw(row, 5 + distance);
            high[((one >> 12) << 4) | (other >> 12)]++;
            low[((one & 15) << 4) | (other & 15)]++;
        }

        AssertUniform(high, 65536, $"upper bits at distance {distance}");
        AssertUniform(low, 65536, $"lower bits at distance {distance}");
    }

    [Fact]
    public void Neighbouring_rows_steps_and_matrices_are_independent()
    {
        int[] rows = new int[256], steps = new int[256], matrices = new int[256];
        for (int i = 0; i < 65536; i++)
        {
            uint step = (uint)(i >> 8);
            int row = i & 255;
            int here = Draw(step, 3, row) >> 12;
            rows[(here << 4) | (Draw(step, 3, row + 1) >> 12)]++;
            steps[(here << 4) | (Draw(step + 1, 3, row) >> 12)]++;
            matrices[(here << 4) | (Draw(step, 4, row) >> 12)]++;
        }

        AssertUniform(rows, 65536, "rows");
        AssertUniform(steps, 65536, "steps");
        AssertUniform(matrices, 65536, "matrices");

        static int Draw(uint step, int matrix, int row) =>
            UpdateRounding.Draw(UpdateRounding.RowKey(UpdateRounding.StepKey(1, step), matrix, row), 17);
    }

    private static int Draw(int row, int column) =>
        UpdateRounding.Draw(UpdateRounding.RowKey(UpdateRounding.StepKey(1, 0), 3, row), column);

    private static void AssertUniform(int[] classes, int draws, string what)
    {
        double expected = draws / (double)classes.Length;
        double chi = classes.Sum(count => (count - expected) * (count - expected) / expected);
        double deviations = (chi - (classes.Length - 1)) / Math.Sqrt(2.0 * (classes.Length - 1));
        Assert.True(Math.Abs(deviations) < 5, $"{what}: chi-square is {deviations:F1} deviations off");
    }
}
