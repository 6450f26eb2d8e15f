namespace OnBoard.Sensors.Sight;

/// <summary>
/// The lowest <c>count x count</c> coefficients of the orthonormal two-dimensional DCT-II of a plane (Ahmed, Natarajan
/// and Rao, IEEE Transactions on Computers C-23, 1974).
/// </summary>
internal sealed class Dct
{
    private readonly int _width;
    private readonly int _height;
    private readonly int _count;
    private readonly float[] _across;
    private readonly float[] _down;
    private readonly float[] _partial;

    public Dct(int width, int height, int count)
    {
        _width = width;
        _height = height;
        _count = count;
        _across = Basis(width, count);
        _down = Basis(height, count);
        _partial = new float[height];
    }

    /// <param name="plane">Row-major, height x width.</param>
    /// <param name="coefficients">Row-major, count x count: vertical frequency, then horizontal.</param>
    public void Transform(ReadOnlySpan<float> plane, Span<float> coefficients)
    {
        for (int u = 0; u < _count; u++)
        {
            ReadOnlySpan<float> across = _across.AsSpan(u * _width, _width);
            for (int y = 0; y < _height; y++) _partial[y] = InnerProduct.Of(plane.Slice(y * _width, _width), across);
            for (int v = 0; v < _count; v++)
                coefficients[(v * _count) + u] = InnerProduct.Of(_partial, _down.AsSpan(v * _height, _height));
        }
    }

    private static float[] Basis(int length, int count)
    {
        float[] basis = new float[count * length];
        for (int k = 0; k < count; k++)
        {
            double norm = Math.Sqrt((k == 0 ? 1.0 : 2.0) / length);
            for (int n = 0; n < length; n++)
                basis[(k * length) + n] = (float)(norm * Math.Cos(Math.PI * ((2 * n) + 1) * k / (2.0 * length)));
        }

        return basis;
    }
}
