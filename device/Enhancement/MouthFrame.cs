using OnBoard.Sensors.Sight;

namespace OnBoard.Device.Enhancement;

/// <summary>What the mouth tracker made of a frame, on its way into a recording; made once and filled again and again.</summary>
internal sealed class MouthFrame
{
    /// <summary>When the frame was taken, nanoseconds of the monotonic clock.</summary>
    public long CapturedAt { get; set; }

    /// <summary>Whether a mouth was found.</summary>
    public bool Found { get; set; }

    /// <summary>How sure the tracker is, 0..1.</summary>
    public float Confidence { get; set; }

    /// <summary>Where the mouth is.</summary>
    public MouthRegion Region { get; set; }

    /// <summary>The region as it was cut out, 48 rows of 64 grey levels.</summary>
    public byte[] Pixels { get; } = new byte[MouthFeatures.RegionWidth * MouthFeatures.RegionHeight];

    /// <summary>Takes what an extractor made of its last frame.</summary>
    public void Fill(MouthFeatureExtractor extractor, long capturedAt, bool found)
    {
        (CapturedAt, Found, Confidence, Region) = (capturedAt, found, extractor.Confidence, extractor.Region);
        ReadOnlySpan<float> pixels = extractor.RegionPixels;
        for (int i = 0; i < pixels.Length; i++) Pixels[i] = (byte)Math.Clamp(pixels[i] + 0.5f, 0f, 255f);
    }
}
