using OnBoard.Sensors.Sight;

namespace OnBoard.Tests.Unit.Sensors.Sight;

/// <summary>
/// Sums up how far the tracked mouth is from YuNet's, and how much each moves from frame to
/// frame.
/// </summary>
internal sealed class TrackerFigures
{
    private int _frames;
    private int _within;
    private double _squaredError;
    private double _worst;
    private int _steps;
    private double _regionSteps;
    private double _measuredSteps;
    private double _referenceSteps;
    private ((float X, float Y) Region, (float X, float Y) Measured, (float X, float Y) Reference)? _last;

    /// <summary>Share of the frames in which the centre is less than 0.15 face widths off.</summary>
    public double ShareWithin => (double)_within / _frames;

    /// <summary>Root mean square step of the region's centre, pixels per frame.</summary>
    public double RegionStep => Math.Sqrt(_regionSteps / _steps);

    /// <summary>The same of YuNet's.</summary>
    public double ReferenceStep => Math.Sqrt(_referenceSteps / _steps);

    public void StartClip() => _last = null;

    public void Add(bool found, MouthRegion region, (float X, float Y) measured, YuNet.Face face)
    {
        _frames++;
        if (!found)
        {
            _last = null;
            _worst = double.PositiveInfinity;
            return;
        }

        (float X, float Y) centre = (region.CenterX, region.CenterY);
        double error = Math.Sqrt(Squared(centre, face.Mouth)) / face.Width;
        if (error < 0.15) _within++;
        _squaredError += error * error;
        _worst = Math.Max(_worst, error);
        if (_last is { } last)
        {
            _steps++;
            _regionSteps += Squared(centre, last.Region);
            _measuredSteps += Squared(measured, last.Measured);
            _referenceSteps += Squared(face.Mouth, last.Reference);
        }

        _last = (centre, measured, face.Mouth);
    }

    public override string ToString() => FormattableString.Invariant($"""
        {_frames} frames, {ShareWithin:P2} within 0.15 face widths
        error rms {Math.Sqrt(_squaredError / _frames):0.000}, worst {_worst:0.000} face widths
        step from frame to frame, pixels rms: region {RegionStep:0.00}, YuNet {ReferenceStep:0.00}
        the region before smoothing: {Math.Sqrt(_measuredSteps / _steps):0.00}
        """);

    private static double Squared((float X, float Y) a, (float X, float Y) b) =>
        ((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y));
}
