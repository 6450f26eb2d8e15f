using OnBoard.Drivers.Video;

namespace OnBoard.Sensors.Sight;

/// <summary>
/// The luma of one frame at full, half, quarter ... size, so that a smaller view of any part can be sampled without
/// aliasing. Level n is level n-1 averaged over 2x2 pixels.
/// </summary>
internal sealed class LumaPyramid
{
    private readonly int[] _widths;
    private readonly int[] _heights;
    private readonly byte[][] _levels;

    public LumaPyramid(int width, int height)
    {
        Width = width;
        Height = height;
        int count = 1;
        while ((Math.Min(width, height) >> count) >= 32) count++;
        _widths = new int[count];
        _heights = new int[count];
        _levels = new byte[count][];
        for (int i = 0; i < count; i++)
        {
            _widths[i] = width >> i;
            _heights[i] = height >> i;
            _levels[i] = i == 0 ? [] : new byte[_widths[i] * _heights[i]];
        }
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>
    /// Takes a frame of <see cref="Width"/> x <see cref="Height"/>; it must stay as it is until the
    /// next.
    /// </summary>
    public void Take(VideoFrame frame)
    {
        _levels[0] = frame.Luma;
        for (int i = 1; i < _levels.Length; i++)
        {
            int wide = _widths[i - 1];
            int width = _widths[i];
            for (int y = 0; y < _heights[i]; y++)
            {
                ReadOnlySpan<byte> upper = _levels[i - 1].AsSpan(2 * y * wide, 2 * width);
                ReadOnlySpan<byte> lower = _levels[i - 1].AsSpan(((2 * y) + 1) * wide, 2 * width);
                Span<byte> row = _levels[i].AsSpan(y * width, width);
                for (int x = 0; x < row.Length; x++)
                {
                    row[x] = (byte)((upper[2 * x] + upper[(2 * x) + 1] + lower[2 * x] + lower[(2 * x) + 1] + 2) >> 2);
                }
            }
        }
    }

    /// <summary>
    /// Samples a view: pixel (i, j) of the <paramref name="width"/> x <paramref name="height"/> view lies at
    /// <paramref name="centerX"/> + step (cos a (i - (width-1)/2) - sin a (j - (height-1)/2)), y accordingly. What lies
    /// outside of the frame repeats its border.
    /// </summary>
    /// <param name="view">Grey levels 0..255, row-major.</param>
    /// <param name="width">Pixels per row of the view.</param>
    /// <param name="height">Rows of the view.</param>
    /// <param name="centerX">Centre of the view, frame pixels (0 is the middle of the first pixel).</param>
    /// <param name="centerY">Centre of the view, frame pixels.</param>
    /// <param name="step">Frame pixels per pixel of the view.</param>
    /// <param name="angle">Rotation of the view, radians, positive where x turns towards y (clockwise on a
    /// screen).</param>
    public void Sample(Span<float> view, int width, int height, float centerX, float centerY, float step, float angle)
    {
        int level = 0;
        while (level + 1 < _levels.Length && step >= 2 << level) level++;
        float scale = 1f / (1 << level);
        float shift = (scale - 1) / 2;
        int columns = _widths[level];
        int rows = _heights[level];
        byte[] plane = _levels[level];

        (float sine, float cosine) = MathF.SinCos(angle);
        float dx = step * scale * cosine;
        float dy = step * scale * sine;
        float startX = (centerX * scale) + shift - (dx * (width - 1) / 2) + (dy * (height - 1) / 2);
        float startY = (centerY * scale) + shift - (dy * (width - 1) / 2) - (dx * (height - 1) / 2);
        for (int j = 0; j < height; j++)
        {
            float x = startX - (dy * j);
            float y = startY + (dx * j);
            Span<float> row = view.Slice(j * width, width);
            for (int i = 0; i < row.Length; i++, x += dx, y += dy)
            {
                float cx = Math.Clamp(x, 0, columns - 1.001f);
                float cy = Math.Clamp(y, 0, rows - 1.001f);
                int ix = (int)cx;
                int iy = (int)cy;
                float fx = cx - ix;
                float fy = cy - iy;
                int at = (iy * columns) + ix;
                float top = plane[at] + (fx * (plane[at + 1] - plane[at]));
                float bottom = plane[at + columns] + (fx * (plane[at + columns + 1] - plane[at + columns]));
                row[i] = top + (fy * (bottom - top));
            }
        }
    }
}
