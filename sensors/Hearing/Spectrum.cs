using System.Numerics.Tensors;

namespace OnBoard.Sensors.Hearing;

/// <summary>The complex spectrum of one window: <see cref="AudioFormat.Bins"/> bins, made once and reused.</summary>
public sealed class Spectrum
{
    private readonly float[] _real = new float[AudioFormat.Bins];
    private readonly float[] _imaginary = new float[AudioFormat.Bins];

    /// <summary>Real parts, [257].</summary>
    public Span<float> Real => _real;

    /// <summary>Imaginary parts, [257].</summary>
    public Span<float> Imaginary => _imaginary;

    /// <summary>Writes |X|^2 of each bin.</summary>
    /// <param name="power">[257].</param>
    public void Power(Span<float> power)
    {
        TensorPrimitives.Multiply<float>(_real, _real, power);
        TensorPrimitives.MultiplyAdd<float>(_imaginary, _imaginary, power, power);
    }

    /// <summary>Multiplies each bin by its gain; the phase stays.</summary>
    /// <param name="gains">[257].</param>
    public void Scale(ReadOnlySpan<float> gains)
    {
        TensorPrimitives.Multiply(_real, gains, _real);
        TensorPrimitives.Multiply(_imaginary, gains, _imaginary);
    }
}
