namespace OnBoard.Sensors.Sight;

/// <summary>
/// Histograms of oriented gradients (Dalal and Triggs, CVPR 2005): for each cell of 4x4 pixels, how much edge there is
/// in each of nine directions, relative to the edges around it. Lighting drops out, shape stays.
/// </summary>
internal sealed class GradientHistograms
{
    /// <summary>Pixels per cell, each way.</summary>
    public const int CellSize = 4;

    /// <summary>Directions, 20 degrees apart; a gradient and its opposite count as one.</summary>
    public const int Directions = 9;

    // Energy below which a cell counts as flat, in squared grey levels; keeps camera noise from being blown up.
    private const float Flat = 400;
    private const float Ceiling = 0.5f;

    private readonly float[] _sums;
    private readonly float[] _energy;

    /// <param name="largestWidth">Widest plane that will come, pixels.</param>
    /// <param name="largestHeight">Highest plane that will come, pixels.</param>
    public GradientHistograms(int largestWidth, int largestHeight)
    {
        int cells = (largestWidth / CellSize) * (largestHeight / CellSize);
        _sums = new float[cells * Directions];
        _energy = new float[cells];
    }

    /// <summary>Cells per row of the last plane.</summary>
    public int Columns { get; private set; }

    /// <summary>Rows of cells of the last plane.</summary>
    public int Rows { get; private set; }

    /// <summary>The histograms of the last plane, <c>Rows x Columns x Directions</c>.</summary>
    public ReadOnlySpan<float> Cells => _sums.AsSpan(0, Rows * Columns * Directions);

    /// <summary>Computes the histograms of a plane of grey levels 0..255, row-major.</summary>
    public void Compute(ReadOnlySpan<float> plane, int width, int height)
    {
        Columns = width / CellSize;
        Rows = height / CellSize;
        Span<float> sums = _sums.AsSpan(0, Rows * Columns * Directions);
        sums.Clear();
        for (int y = 1; y < (Rows * CellSize) - 1; y++)
        {
            ReadOnlySpan<float> above = plane.Slice((y - 1) * width, width);
            ReadOnlySpan<float> row = plane.Slice(y * width, width);
            ReadOnlySpan<float> below = plane.Slice((y + 1) * width, width);
            Share(y, Rows, out int row0, out int row1, out float toRow1);
            for (int x = 1; x < (Columns * CellSize) - 1; x++)
            {
                float dx = row[x + 1] - row[x - 1];
                float dy = below[x] - above[x];
                float squared = (dx * dx) + (dy * dy);
                if (squared < 1) continue;
                float magnitude = MathF.Sqrt(squared);

                float direction = HalfTurn(dx, dy) * Directions;
                int first = (int)direction;
                float toSecond = direction - first;
                if (first >= Directions) first -= Directions;
                int second = first + 1 == Directions ? 0 : first + 1;

                Share(x, Columns, out int column0, out int column1, out float toColumn1);
                float upper = magnitude * (1 - toRow1);
                float lower = magnitude * toRow1;
                Add(sums, (row0 * Columns) + column0, first, second, toSecond, upper * (1 - toColumn1));
                Add(sums, (row0 * Columns) + column1, first, second, toSecond, upper * toColumn1);
                Add(sums, (row1 * Columns) + column0, first, second, toSecond, lower * (1 - toColumn1));
                Add(sums, (row1 * Columns) + column1, first, second, toSecond, lower * toColumn1);
            }
        }

        Normalize(sums);
    }

    /// <summary>A pixel's gradient is shared between the two nearest cells each way, so that nothing jumps.</summary>
    private static void Share(int pixel, int cells, out int cell0, out int cell1, out float toCell1)
    {
        float at = ((pixel + 0.5f) / CellSize) - 0.5f;
        cell0 = (int)MathF.Floor(at);
        toCell1 = at - cell0;
        cell1 = Math.Min(cell0 + 1, cells - 1);
        cell0 = Math.Max(cell0, 0);
    }

    private static void Add(Span<float> sums, int cell, int first, int second, float toSecond, float amount)
    {
        sums[(cell * Directions) + first] += amount * (1 - toSecond);
        sums[(cell * Directions) + second] += amount * toSecond;
    }

    /// <summary>The direction of a gradient as a fraction 0..1 of half a turn; error below 0.002.</summary>
    private static float HalfTurn(float dx, float dy)
    {
        float ax = MathF.Abs(dx);
        float ay = MathF.Abs(dy);
        float ratio = MathF.Min(ax, ay) / MathF.Max(ax, ay);
        // Arc tangent on 0..1 (Rajan et al., IEEE Signal Processing Magazine 23(3), 2006), in half turns.
        float angle = ratio * (0.25f + ((1 - ratio) * (0.0779f + (0.0211f * ratio))));
        if (ay > ax) angle = 0.5f - angle;
        return (dx < 0) != (dy < 0) ? 1 - angle : angle;
    }

    /// <summary>Each cell relative to the root of the energy of the 3x3 cells around it.</summary>
    private void Normalize(Span<float> sums)
    {
        for (int cell = 0; cell < Rows * Columns; cell++)
        {
            float energy = 0;
            foreach (float value in sums.Slice(cell * Directions, Directions)) energy += value * value;
            _energy[cell] = energy;
        }

        for (int y = 0; y < Rows; y++)
        {
            for (int x = 0; x < Columns; x++)
            {
                float around = 0;
                int count = 0;
                for (int v = Math.Max(y - 1, 0); v <= Math.Min(y + 1, Rows - 1); v++)
                {
                    for (int u = Math.Max(x - 1, 0); u <= Math.Min(x + 1, Columns - 1); u++, count++)
                        around += _energy[(v * Columns) + u];
                }

                float gain = 1 / MathF.Sqrt((around / count) + Flat);
                Span<float> cell = sums.Slice(((y * Columns) + x) * Directions, Directions);
                for (int i = 0; i < Directions; i++) cell[i] = MathF.Min(cell[i] * gain * Ceiling, 1);
            }
        }
    }
}
