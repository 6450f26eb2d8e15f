using System.Runtime.InteropServices;

namespace OnBoard.Sensors.Sight;

/// <summary>
/// The learned part of the face finder: linear functions of the gradient histograms of a face window. One says whether
/// a face is there; two say where its five points are, the first from afar, the second from near. The resource
/// <c>face.weights</c> holds them as little-endian half floats; it is made by the explicit test
/// <c>FaceModelTraining</c>.
/// </summary>
internal sealed class FaceModel
{
    /// <summary>Cells of the face window, each way.</summary>
    public const int WindowCells = 12;

    /// <summary>Side of the face window, in distances of the eyes.</summary>
    public const float WindowSide = 2.3f;

    /// <summary>
    /// Side of the sampled view in pixels: the window and one cell of surround, which the histograms look
    /// at.
    /// </summary>
    public const int ViewSize = (WindowCells + 2) * GradientHistograms.CellSize;

    /// <summary>Numbers per window.</summary>
    public const int Features = WindowCells * WindowCells * GradientHistograms.Directions;

    /// <summary>Numbers per linear function: the features and a constant.</summary>
    public const int Stride = Features + 1;

    /// <summary>Coordinates of the five points.</summary>
    public const int Coordinates = 10;

    private const int Functions = 1 + (2 * Coordinates);

    private readonly float[] _weights;

    public FaceModel(float[] weights)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, Functions * Stride);
        _weights = weights;
    }

    /// <summary>Weights of the presence score, taught to be 1 on a face and -1 elsewhere.</summary>
    public ReadOnlySpan<float> Presence => _weights.AsSpan(0, Stride);

    /// <summary>
    /// Weights of coordinate <paramref name="coordinate"/>, canonical units, of the point finder from afar or from
    /// near.
    /// </summary>
    public ReadOnlySpan<float> Points(bool near, int coordinate) =>
        _weights.AsSpan((1 + (near ? Coordinates : 0) + coordinate) * Stride, Stride);

    /// <summary>The model that the product ships.</summary>
    public static FaceModel Load()
    {
        using Stream stream = typeof(FaceModel).Assembly.GetManifestResourceStream("face.weights")
            ?? throw new InvalidOperationException("the resource face.weights is not in the assembly");
        byte[] bytes = new byte[Functions * Stride * 2];
        stream.ReadExactly(bytes);
        float[] weights = new float[Functions * Stride];
        ReadOnlySpan<Half> halves = MemoryMarshal.Cast<byte, Half>(bytes);
        for (int i = 0; i < weights.Length; i++) weights[i] = (float)halves[i];
        return new FaceModel(weights);
    }

    /// <summary>The content of the resource.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[_weights.Length * 2];
        Span<Half> halves = MemoryMarshal.Cast<byte, Half>(bytes.AsSpan());
        for (int i = 0; i < _weights.Length; i++) halves[i] = (Half)_weights[i];
        return bytes;
    }
}
