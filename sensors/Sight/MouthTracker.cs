using OnBoard.Drivers.Video;

namespace OnBoard.Sensors.Sight;

/// <summary>
/// Follows the talker's mouth from frame to frame, in luma only. The first frame is searched whole; from then on
/// the face is refined from where it was. The region is smoothed hard while the head rests, so that what moves in it is
/// lips, and follows when the head moves. A face that is lost is held for a moment with falling confidence and searched
/// again. Allocates when the size of the frames changes, else not. Used by one thread.
/// </summary>
public sealed class MouthTracker
{
    /// <summary>Width of the region in distances of the eyes.</summary>
    public const float RegionWidth = 1.35f;

    /// <summary>Confidence below which <see cref="Track"/> says that there is no mouth.</summary>
    public const float MinConfidence = 0.2f;

    // What a lost face keeps of its confidence with each frame: held for about half a second at 25 frames/s.
    private const float Decay = 0.87f;

    // A whole search costs as much as twenty refinements; while lost, one frame in this many is searched.
    private const int SearchInterval = 3;

    // Scores of the refined pose. Measured: 0.8..1.4 on talkers that it was not taught on and on drawn ones, below 0.5
    // at the best place of a hundred scenes without a face. Between the two limits a face is kept but not begun.
    private const float ScoreToBegin = 0.6f;
    private const float ScoreToKeep = 0.35f;

    // The best place of a search is coarse and scores less than it will once refined.
    private const float ScoreToRefine = 0.2f;

    // The smoother's share of a new measurement at rest, and how it grows with lasting error (per distance of the
    // eyes).
    private const float RestShare = 0.06f;
    private const float ShareGrowth = 6;
    private const float ErrorMemory = 0.75f;

    private readonly FaceModel _model = FaceModel.Load();
    private FaceFinder? _finder;
    private FacePose _pose;
    private bool _found;
    private int _lostFor;

    private int _measured;
    private MouthRegion _region;
    private float _errorX;
    private float _errorY;
    private float _errorSize;
    private float _errorAngle;

    /// <summary>0..1: how sure it is that the region holds a mouth.</summary>
    public float Confidence { get; private set; }

    /// <summary>
    /// The mouth's centre as measured in the last frame, before smoothing; for measuring the tracker. Holds while the
    /// face is lost.
    /// </summary>
    public (float X, float Y) MeasuredCenter { get; private set; }

    /// <summary>Looks at the next frame.</summary>
    /// <param name="frame">Any size from 64x64 up.</param>
    /// <param name="region">The region, which is the last one while the face is lost.</param>
    /// <returns>Whether the region holds a mouth with at least <see cref="MinConfidence"/>.</returns>
    public bool Track(VideoFrame frame, out MouthRegion region)
    {
        if (_finder is null || _finder.Frame.Width != frame.Width || _finder.Frame.Height != frame.Height)
        {
            _finder = new FaceFinder(_model, frame.Width, frame.Height);
            Reset();
        }

        _finder.Take(frame);
        bool seen = _found && Follow(_finder, _pose, ScoreToKeep);
        if (!seen && _lostFor++ % SearchInterval == 0) seen = Acquire(_finder);
        if (seen)
        {
            _found = true;
            _lostFor = 0;
            Smooth(_finder);
        }
        else
        {
            Confidence *= Decay;
            if (Confidence < MinConfidence) _measured = 0;
        }

        region = _region;
        return Confidence >= MinConfidence;
    }

    /// <summary>Forgets the face: the next frame is of another recording.</summary>
    public void Reset()
    {
        _found = false;
        _lostFor = 0;
        _measured = 0;
        _region = default;
        Confidence = 0;
    }

    /// <summary>Samples a view of the last frame as wide as a region, upright in the head's frame.</summary>
    internal void Cut(Span<float> view, int width, int height, MouthRegion region) => _finder!.Frame.Sample(
        view, width, height, region.CenterX, region.CenterY, region.Width / width, region.Angle);

    private bool Acquire(FaceFinder finder)
    {
        (FacePose pose, float score) = finder.Search();
        return score > ScoreToRefine && Follow(finder, finder.Refine(pose, near: false, out _), ScoreToBegin);
    }

    private bool Follow(FaceFinder finder, FacePose pose, float minScore)
    {
        pose = finder.Refine(pose, near: false, out _);
        if (!IsSane(finder, pose)) return false;
        pose = finder.Refine(pose, near: true, out _);
        if (!IsSane(finder, pose)) return false;
        pose = finder.Refine(pose, near: true, out float score);
        if (!IsSane(finder, pose) || score < minScore) return false;
        _pose = pose;
        Confidence = MathF.Min(score, 1);
        return true;
    }

    private static bool IsSane(FaceFinder finder, FacePose pose) =>
        pose.X >= 0 && pose.Y >= 0 && pose.X < finder.Frame.Width && pose.Y < finder.Frame.Height
        && pose.Scale >= 8 && pose.Scale < finder.Frame.Width && MathF.Abs(pose.Angle) < 0.8f;

    private void Smooth(FaceFinder finder)
    {
        ReadOnlySpan<float> points = finder.Points;
        float x = (points[6] + points[8]) / 2;
        float y = (points[7] + points[9]) / 2;
        MeasuredCenter = (x, y);
        var now = new MouthRegion(x, y, _pose.Scale * RegionWidth, _pose.Angle);
        if (_measured++ == 0)
        {
            _region = now;
            _errorX = _errorY = _errorSize = _errorAngle = 0;
            return;
        }

        // At first the plain mean of what was measured, so that the start settles without creeping.
        float rest = MathF.Max(RestShare, 1f / _measured);
        float unit = _pose.Scale;
        float shareX = Share(ref _errorX, (now.CenterX - _region.CenterX) / unit, rest);
        float shareY = Share(ref _errorY, (now.CenterY - _region.CenterY) / unit, rest);
        float shareSize = Share(ref _errorSize, (now.Width / _region.Width) - 1, rest);
        float shareAngle = Share(ref _errorAngle, now.Angle - _region.Angle, rest);
        _region = new MouthRegion(
            _region.CenterX + (shareX * (now.CenterX - _region.CenterX)),
            _region.CenterY + (shareY * (now.CenterY - _region.CenterY)),
            _region.Width + (shareSize * (now.Width - _region.Width)),
            _region.Angle + (shareAngle * (now.Angle - _region.Angle)));
    }

    /// <summary>Noise cancels in the remembered error, movement adds up: the share grows with what lasts.</summary>
    private static float Share(ref float remembered, float error, float rest)
    {
        remembered = (ErrorMemory * remembered) + ((1 - ErrorMemory) * error);
        return MathF.Min(1, rest + (ShareGrowth * MathF.Abs(remembered)));
    }
}
