using System.Runtime.Intrinsics;

namespace OnBoard.Fabric.Engines.Float;

/// <summary>
/// A K x N matrix stored in panels of <see cref="PanelWidth"/> columns, so that the product kernel reads it from memory
/// in one straight line. The last panel is padded with zeros.
/// </summary>
internal sealed class PackedMatrix(int rows, int columns)
{
    private readonly int _panels = (columns + PanelWidth - 1) / PanelWidth;

    /// <summary>Two of the machine's vectors.</summary>
    public static int PanelWidth => Vector512.IsHardwareAccelerated ? 32 : 16;

    public int Rows { get; } = rows;

    public int Columns { get; } = columns;

    public float[] Data { get; } = GC.AllocateUninitializedArray<float>(
        (columns + PanelWidth - 1) / PanelWidth * PanelWidth * rows, pinned: true);

    /// <summary>Takes rows of <paramref name="source"/>, which is row-major with <paramref name="stride"/> per row.</summary>
    public void Pack(ReadOnlySpan<float> source, int stride)
    {
        for (int panel = 0; panel < _panels; panel++)
        {
            int first = panel * PanelWidth;
            int width = Math.Min(PanelWidth, Columns - first);
            Span<float> target = Data.AsSpan(panel * PanelWidth * Rows, PanelWidth * Rows);
            for (int row = 0; row < Rows; row++)
            {
                Span<float> line = target.Slice(row * PanelWidth, PanelWidth);
                source.Slice((row * stride) + first, width).CopyTo(line);
                line[width..].Clear();
            }
        }
    }

    /// <summary>Takes the transpose of the Columns x Rows matrix in <paramref name="source"/>.</summary>
    public void PackTransposed(ReadOnlySpan<float> source, int stride)
    {
        for (int panel = 0; panel < _panels; panel++)
        {
            int first = panel * PanelWidth;
            int width = Math.Min(PanelWidth, Columns - first);
            Span<float> target = Data.AsSpan(panel * PanelWidth * Rows, PanelWidth * Rows);
            if (width < PanelWidth) target.Clear();
            for (int column = 0; column < width; column++)
            {
                ReadOnlySpan<float> line = source.Slice((first + column) * stride, Rows);
                for (int row = 0; row < line.Length; row++) target[(row * PanelWidth) + column] = line[row];
            }
        }
    }
}
