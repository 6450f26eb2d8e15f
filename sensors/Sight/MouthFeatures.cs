namespace OnBoard.Sensors.Sight;

/// <summary>
/// What the network sees of the mouth: the 8x8 lowest DCT coefficients of the mouth region, vertical frequency first,
/// in units of the contrast of the lower face, so that light and camera gain matter little.
/// </summary>
public static class MouthFeatures
{
    /// <summary>Coefficients each way.</summary>
    public const int Side = 8;

    /// <summary>Numbers per frame.</summary>
    public const int Count = Side * Side;

    /// <summary>Pixels per row of the region after it was cut out.</summary>
    public const int RegionWidth = 64;

    /// <summary>Rows of the region after it was cut out.</summary>
    public const int RegionHeight = 48;
}
