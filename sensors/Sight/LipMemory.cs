using System.Numerics.Tensors;

namespace OnBoard.Sensors.Sight;

/// <summary>
/// The lips in a language that strangers share: each measure of the mouth relative to what this talker's mouth did lately
/// (running mean and deviation over four seconds), and how it changed since the last frame. A face, a light or a camera that
/// stays the same says nothing; neither does a frozen frame. Allocates nothing after it was made.
/// </summary>
public sealed class LipMemory
{
    /// <summary>Measures of one frame: low DCT coefficients, opening, width, darkness of the mouth.</summary>
    public const int MeasureCount = CoefficientCount + 3;

    /// <summary>Numbers that <see cref="Push"/> writes: measures, their changes, overall motion, and 1 for a mouth that is seen.</summary>
    public const int FeatureCount = (2 * MeasureCount) + 2;

    /// <summary>Numbers of its state.</summary>
    public const int StateLength = (3 * MeasureCount) + 2;

    /// <summary>Numbers of memory that <see cref="Measure"/> works in.</summary>
    public const int ScratchLength = GridWidth * MouthFeatures.Side;

    /// <summary>Features are held within plus or minus this many deviations.</summary>
    public const float Limit = 4;

    // Coefficients v, u with v + u below this: shape, not texture.
    private const int Diagonals = 7;
    private const int CoefficientCount = Diagonals * (Diagonals + 1) / 2;
    private const int Span = 100;

    // The deviation of training counts as so many frames, and is never undercut by more than this share of it.
    private const float PriorFrames = 12;
    private const float MinDeviationShare = 0.4f;

    // The mouth is drawn again from its coefficients on a coarse grid to measure how far it is open.
    private const int GridWidth = 16, GridHeight = 12;

    private static readonly float[] Across = Basis(GridWidth), Down = Basis(GridHeight);

    private readonly float[] _prior;
    private readonly float[] _mean = new float[MeasureCount];
    private readonly float[] _variance = new float[MeasureCount];
    private readonly float[] _last = new float[MeasureCount];
    private readonly float[] _measures = new float[MeasureCount];
    private readonly float[] _rows = new float[ScratchLength];
    private int _frames;
    private bool _sawLast;

    /// <param name="deviation">[<see cref="MeasureCount"/>]: deviations within a talker's clip in training; above zero.</param>
    public LipMemory(ReadOnlySpan<float> deviation)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(deviation.Length, MeasureCount);
        foreach (float value in deviation)
        {
            if (!float.IsFinite(value) || value <= 0)
                throw new ArgumentException("A deviation is not a finite number above zero.", nameof(deviation));
        }

        _prior = deviation.ToArray();
    }

    /// <summary>Writes the measures of one mouth.</summary>
    /// <param name="mouth">[<see cref="MouthFeatures.Count"/>].</param>
    /// <param name="measures">[<see cref="MeasureCount"/>]; written.</param>
    /// <param name="scratch">[<see cref="ScratchLength"/>].</param>
    public static void Measure(ReadOnlySpan<float> mouth, Span<float> measures, Span<float> scratch)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(mouth.Length, MouthFeatures.Count);
        int at = 0;
        for (int v = 0; v < Diagonals; v++)
        {
            for (int u = 0; v + u < Diagonals; u++) measures[at++] = mouth[(v * MouthFeatures.Side) + u];
        }

        // Rows of the frame by vertical frequency, then one grid point after the other.
        for (int v = 0; v < MouthFeatures.Side; v++)
        {
            ReadOnlySpan<float> line = mouth.Slice(v * MouthFeatures.Side, MouthFeatures.Side);
            for (int x = 0; x < GridWidth; x++)
                scratch[(x * MouthFeatures.Side) + v] = TensorPrimitives.Dot(line, Across.AsSpan(x * MouthFeatures.Side, MouthFeatures.Side));
        }

        float mass = 1e-3f, sumX = 0, sumY = 0, squareX = 0, squareY = 0;
        for (int y = 1; y < GridHeight - 1; y++)
        {
            ReadOnlySpan<float> down = Down.AsSpan(y * MouthFeatures.Side, MouthFeatures.Side);
            for (int x = 2; x < GridWidth - 2; x++)
            {
                float grey = TensorPrimitives.Dot(scratch.Slice(x * MouthFeatures.Side, MouthFeatures.Side), down);
                float dark = MathF.Max(0f, -grey - 0.5f);
                mass += dark;
                sumX += dark * x;
                sumY += dark * y;
                squareX += dark * x * x;
                squareY += dark * y * y;
            }
        }

        float meanX = sumX / mass, meanY = sumY / mass;
        measures[at++] = MathF.Sqrt(MathF.Max(0f, (squareY / mass) - (meanY * meanY)));
        measures[at++] = MathF.Sqrt(MathF.Max(0f, (squareX / mass) - (meanX * meanX)));
        measures[at] = MathF.Log(1f + mass);
    }

    /// <summary>Takes the next frame's mouth.</summary>
    /// <param name="mouth">[<see cref="MouthFeatures.Count"/>], of <see cref="MouthFeatureExtractor"/>.</param>
    /// <param name="features">[<see cref="FeatureCount"/>]; written.</param>
    public void Push(ReadOnlySpan<float> mouth, Span<float> features)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Length, FeatureCount);
        Measure(mouth, _measures, _rows);
        bool first = _frames == 0;
        _frames = Math.Min(_frames + 1, Span);
        float rate = 1f / _frames, trust = _frames / (_frames + PriorFrames), motion = 0;
        for (int i = 0; i < MeasureCount; i++)
        {
            float measure = float.IsFinite(_measures[i]) ? _measures[i] : _mean[i];
            float before = first ? 0f : measure - _mean[i];
            _mean[i] += first ? measure : rate * before;
            _variance[i] += rate * ((before * (measure - _mean[i])) - _variance[i]);
            float prior = _prior[i] * _prior[i];
            float variance = MathF.Max((trust * _variance[i]) + ((1 - trust) * prior), MinDeviationShare * MinDeviationShare * prior);
            float scale = 1f / MathF.Sqrt(variance);
            features[i] = Math.Clamp((measure - _mean[i]) * scale, -Limit, Limit);
            float change = _sawLast ? (measure - _last[i]) * scale : 0f;
            features[MeasureCount + i] = Math.Clamp(change, -Limit, Limit);
            motion += change * change / MeasureCount;
            _last[i] = measure;
        }

        features[^2] = MathF.Min(MathF.Sqrt(motion), Limit);
        features[^1] = 1f;
        _sawLast = true;
    }

    /// <summary>A frame without a mouth: the next change is none.</summary>
    public void Miss() => _sawLast = false;

    /// <summary>Copies what it remembers.</summary>
    /// <param name="state">[<see cref="StateLength"/>]; written.</param>
    public void Save(Span<float> state)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(state.Length, StateLength);
        _mean.CopyTo(state);
        _variance.CopyTo(state[MeasureCount..]);
        _last.CopyTo(state[(2 * MeasureCount)..]);
        state[^2] = _frames;
        state[^1] = _sawLast ? 1 : 0;
    }

    /// <summary>Goes on from what <see cref="Save"/> gave.</summary>
    public void Restore(ReadOnlySpan<float> state)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(state.Length, StateLength);
        state[..MeasureCount].CopyTo(_mean);
        state.Slice(MeasureCount, MeasureCount).CopyTo(_variance);
        state.Slice(2 * MeasureCount, MeasureCount).CopyTo(_last);
        _frames = (int)state[^2];
        _sawLast = state[^1] != 0;
    }

    /// <summary>Forgets the talker.</summary>
    public void Reset()
    {
        _mean.AsSpan().Clear();
        _variance.AsSpan().Clear();
        _last.AsSpan().Clear();
        _frames = 0;
        _sawLast = false;
    }

    /// <summary>The orthonormal basis of <see cref="Dct"/> sampled at so many points, scaled so that grey levels come out.</summary>
    private static float[] Basis(int points)
    {
        float[] basis = new float[points * MouthFeatures.Side];
        for (int x = 0; x < points; x++)
        {
            for (int k = 0; k < MouthFeatures.Side; k++)
            {
                double norm = k == 0 ? 1.0 : Math.Sqrt(2.0);
                basis[(x * MouthFeatures.Side) + k] = (float)(norm * Math.Cos(Math.PI * ((2 * x) + 1) * k / (2.0 * points)));
            }
        }

        return basis;
    }
}
