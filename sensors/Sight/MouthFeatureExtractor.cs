using OnBoard.Drivers.Video;

namespace OnBoard.Sensors.Sight;

/// <summary>
/// From frame to mouth features: tracks the mouth, cuts its region out upright and at a fixed size, transforms it.
/// The grey levels are taken relative to the mean and the deviation of the lower face around the mouth, so coefficient
/// 0 says how dark the mouth is against the skin and opening it shows there too. Allocates when the size of the
/// frames changes, else not. Used by one thread.
/// </summary>
public sealed class MouthFeatureExtractor
{
    // Of the region's width, downwards: the jaw moves below the corners of the mouth, above them is only the nose.
    private const float Drop = 0.08f;

    // The reference view is a square as wide as the region, lifted so that it holds skin, not eyes, neck or background.
    private const float ReferenceDrop = -0.25f;
    private const int ReferencePixels = 32;

    // Grey levels: below this deviation a face is flat (covered, over-exposed) and is not blown up.
    private const float MinDeviation = 4;

    private readonly MouthTracker _tracker = new();
    private readonly Dct _dct = new(MouthFeatures.RegionWidth, MouthFeatures.RegionHeight, MouthFeatures.Side);
    private readonly float[] _region = new float[MouthFeatures.RegionWidth * MouthFeatures.RegionHeight];
    private readonly float[] _reference = new float[ReferencePixels * ReferencePixels];
    private readonly float[] _held = new float[MouthFeatures.Count];

    /// <summary>0..1: how sure it is that the features are of a mouth.</summary>
    public float Confidence => _tracker.Confidence;

    /// <summary>Where the mouth was in the last frame.</summary>
    public MouthRegion Region { get; private set; }

    /// <summary>
    /// The region as it was cut out of the last frame, grey levels 0..255, 48 rows of 64; for
    /// displays.
    /// </summary>
    public ReadOnlySpan<float> RegionPixels => _region;

    /// <summary>Looks at the next frame.</summary>
    /// <param name="frame">Any size from 64x64 up.</param>
    /// <param name="features">
    /// [<see cref="MouthFeatures.Count"/>]; written. Those of the last mouth where there is none now, zeros before the
    /// first.
    /// </param>
    /// <returns>Whether a mouth was found or is still believed to be where it was.</returns>
    public bool Extract(VideoFrame frame, Span<float> features)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(features.Length, MouthFeatures.Count);
        bool found = _tracker.Track(frame, out MouthRegion region);
        if (found)
        {
            Region = region;
            Cut(region);
        }

        _held.CopyTo(features);
        return found;
    }

    /// <summary>Forgets the talker: the next frame is of another recording.</summary>
    public void Reset()
    {
        _tracker.Reset();
        _held.AsSpan().Clear();
        Region = default;
    }

    private static MouthRegion Lower(MouthRegion region, float share)
    {
        (float sine, float cosine) = MathF.SinCos(region.Angle);
        float distance = share * region.Width;
        return region with
        {
            CenterX = region.CenterX - (sine * distance),
            CenterY = region.CenterY + (cosine * distance),
        };
    }

    private void Cut(MouthRegion region)
    {
        _tracker.Cut(_region, MouthFeatures.RegionWidth, MouthFeatures.RegionHeight, Lower(region, Drop));
        _tracker.Cut(_reference, ReferencePixels, ReferencePixels, Lower(region, ReferenceDrop));
        float mean = 0;
        foreach (float grey in _reference) mean += grey / _reference.Length;
        float variance = 0;
        foreach (float grey in _reference) variance += (grey - mean) * (grey - mean) / _reference.Length;

        _dct.Transform(_region, _held);
        // In an orthonormal transform a constant c becomes c sqrt(pixels) in the first coefficient and nothing
        // elsewhere.
        float pixels = MathF.Sqrt(_region.Length);
        _held[0] -= mean * pixels;
        float gain = 1 / (MathF.Max(MathF.Sqrt(variance), MinDeviation) * pixels);
        for (int i = 0; i < _held.Length; i++) _held[i] *= gain;
    }
}
