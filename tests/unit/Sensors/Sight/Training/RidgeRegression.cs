using System.Numerics;

namespace OnBoard.Tests.Unit.Sensors.Sight.Training;

/// <summary>Weighted linear least squares with a penalty on the weights (not on the constant), by Cholesky.</summary>
/// <param name="features">Numbers per sample, without the constant.</param>
/// <param name="targets">Functions that are fitted at once.</param>
internal sealed class RidgeRegression(int features, int targets)
{
    private readonly int _size = features + 1;
    private readonly float[] _products = new float[(features + 1) * (features + 1)];
    private readonly double[] _correlations = new double[(features + 1) * targets];
    private readonly float[] _sample = new float[features + 1];
    private double _weight;

    public void Add(ReadOnlySpan<float> sample, ReadOnlySpan<float> wanted, float weight = 1)
    {
        sample.CopyTo(_sample);
        _sample[features] = 1;
        _weight += weight;
        for (int i = 0; i < _size; i++)
        {
            float value = _sample[i] * weight;
            if (value == 0) continue;
            for (int t = 0; t < targets; t++) _correlations[(t * _size) + i] += value * wanted[t];
            Span<float> row = _products.AsSpan(i * _size, i + 1);
            int j = 0;
            var scale = new Vector<float>(value);
            for (; j <= row.Length - Vector<float>.Count; j += Vector<float>.Count)
                (new Vector<float>(row[j..]) + (scale * new Vector<float>(_sample, j))).CopyTo(row[j..]);
            for (; j < row.Length; j++) row[j] += value * _sample[j];
        }
    }

    /// <param name="penalty">Relative to the mean square of a feature.</param>
    /// <returns>Weights, targets x (features + 1), the constant last.</returns>
    public float[] Solve(double penalty)
    {
        double mean = 0;
        for (int i = 0; i < features; i++) mean += _products[(i * _size) + i] / (double)features;
        double[] lower = new double[_size * _size];
        for (int i = 0; i < _size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = _products[(i * _size) + j];
                if (i == j) sum += i < features ? penalty * mean : 1e-6 * _weight;
                for (int k = 0; k < j; k++) sum -= lower[(i * _size) + k] * lower[(j * _size) + k];
                lower[(i * _size) + j] = i == j ? Math.Sqrt(sum) : sum / lower[(j * _size) + j];
            }
        }

        float[] weights = new float[targets * _size];
        double[] x = new double[_size];
        for (int t = 0; t < targets; t++)
        {
            for (int i = 0; i < _size; i++)
            {
                double sum = _correlations[(t * _size) + i];
                for (int k = 0; k < i; k++) sum -= lower[(i * _size) + k] * x[k];
                x[i] = sum / lower[(i * _size) + i];
            }

            for (int i = _size - 1; i >= 0; i--)
            {
                double sum = x[i];
                for (int k = i + 1; k < _size; k++) sum -= lower[(k * _size) + i] * x[k];
                x[i] = sum / lower[(i * _size) + i];
                weights[(t * _size) + i] = (float)x[i];
            }
        }

        return weights;
    }
}
