namespace OnBoard.Drivers.Virtual;

/// <summary>Normally distributed noise by the polar method, the same for the same seed.</summary>
internal sealed class GaussianNoise(int seed)
{
    private readonly Random _random = new(seed);

    public double Next()
    {
        double u, v, square;
        do
        {
            u = (2 * _random.NextDouble()) - 1;
            v = (2 * _random.NextDouble()) - 1;
            square = (u * u) + (v * v);
        }
        while (square is >= 1 or 0);
        return u * Math.Sqrt(-2 * Math.Log(square) / square);
    }
}
