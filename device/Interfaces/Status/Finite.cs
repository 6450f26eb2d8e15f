namespace OnBoard.Device.Interfaces.Status;

/// <summary>Figures for reports: null is unknown, never zero.</summary>
internal static class Finite
{
    /// <summary>The value; null where it is not a number or infinite.</summary>
    public static double? OrNull(double value) => double.IsFinite(value) ? value : null;
}
