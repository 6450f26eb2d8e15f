using OnBoard.Drivers.Video;

namespace OnBoard.Sensors.Sight;

/// <summary>
/// Finds a frontal face and five points of it in the luma of a frame. A window of gradient histograms slides over the
/// frame at sizes a quarter of an octave apart; the best place is then refined by linear regression from the same
/// histograms to the points (supervised descent, Xiong and De la Torre, CVPR 2013).
/// </summary>
internal sealed class FaceFinder
{
    // Sizes searched, as distance of the eyes over the smaller side of the frame: with a 65 degree camera of 16:9 a
    // talker is found from 0.3 to 1.1 m. Below so many pixels there is nothing to read from the lips.
    private const float MinFace = 0.08f;
    private const float MinPixels = 20;
    private const float MaxFace = 0.42f;
    private const float SizeStep = 1.1892071f;
    // Pixels of repeated border, so that a face at the very edge still has its window.
    private const int Border = 4 * GradientHistograms.CellSize;
    private const float CellsPerEyeDistance = FaceModel.WindowCells / FaceModel.WindowSide;

    private readonly FaceModel _model;
    private readonly LumaPyramid _pyramid;
    private readonly GradientHistograms _wide;
    private readonly float[] _plane;
    private readonly GradientHistograms _window = new(FaceModel.ViewSize, FaceModel.ViewSize);
    private readonly float[] _view = new float[FaceModel.ViewSize * FaceModel.ViewSize];
    private readonly float[] _features = new float[FaceModel.Features];
    private readonly float[] _points = new float[FaceModel.Coordinates];

    public FaceFinder(FaceModel model, int width, int height)
    {
        _model = model;
        _pyramid = new LumaPyramid(width, height);
        (int largestWidth, int largestHeight, _) = SizeOf(Smallest(width, height));
        _wide = new GradientHistograms(largestWidth, largestHeight);
        _plane = new float[largestWidth * largestHeight];
    }

    /// <summary>The frame that was taken last.</summary>
    public LumaPyramid Frame => _pyramid;

    /// <summary>The five points of the last refinement, x y each, in pixels of the frame.</summary>
    public ReadOnlySpan<float> Points => _points;

    /// <summary>Takes the frame that the next calls look at.</summary>
    public void Take(VideoFrame frame) => _pyramid.Take(frame);

    /// <summary>Looks for the most face-like place of the whole frame.</summary>
    /// <returns>Its pose, coarse by a cell and an eighth of an octave, and its score: about 1 on a face, about -1
    /// elsewhere.</returns>
    public (FacePose Pose, float Score) Search()
    {
        FacePose best = default;
        float bestScore = float.NegativeInfinity;
        int side = Math.Min(_pyramid.Width, _pyramid.Height);
        for (float eyes = Smallest(_pyramid.Width, _pyramid.Height); eyes <= MaxFace * side; eyes *= SizeStep)
        {
            (int width, int height, float step) = SizeOf(eyes);
            _pyramid.Sample(_plane, width, height, (_pyramid.Width - 1) / 2f, (_pyramid.Height - 1) / 2f, step, 0);
            _wide.Compute(_plane, width, height);
            for (int row = 0; row <= _wide.Rows - FaceModel.WindowCells; row++)
            {
                for (int column = 0; column <= _wide.Columns - FaceModel.WindowCells; column++)
                {
                    float score = Score(_wide, row, column);
                    if (score <= bestScore) continue;
                    bestScore = score;
                    const float Half = FaceModel.WindowCells / 2f;
                    float offsetX = ((column + Half) * GradientHistograms.CellSize) - (width / 2f);
                    float offsetY = ((row + Half) * GradientHistograms.CellSize) - (height / 2f);
                    best = new FacePose(((_pyramid.Width - 1) / 2f) + (offsetX * step),
                        ((_pyramid.Height - 1) / 2f) + (offsetY * step), eyes, 0);
                }
            }
        }

        return (best, bestScore);
    }

    /// <summary>Moves a pose to the points that the window at it suggests.</summary>
    /// <param name="pose">Where the face is believed to be.</param>
    /// <param name="near">Whether the pose is good to a few hundredths of the distance of the eyes.</param>
    /// <param name="score">About 1 where there was a face at <paramref name="pose"/>, about -1 elsewhere.</param>
    public FacePose Refine(FacePose pose, bool near, out float score)
    {
        Describe(pose, _features);
        ReadOnlySpan<float> presence = _model.Presence;
        score = InnerProduct.Of(_features, presence[..^1]) + presence[^1];
        for (int i = 0; i < FaceModel.Coordinates; i += 2)
        {
            (_points[i], _points[i + 1]) = pose.ToImage(Coordinate(i), Coordinate(i + 1));
        }

        return FacePose.Fit(_points);

        float Coordinate(int index)
        {
            ReadOnlySpan<float> weights = _model.Points(near, index);
            return InnerProduct.Of(_features, weights[..^1]) + weights[^1];
        }
    }

    /// <summary>The features of the face window at a pose.</summary>
    public void Describe(FacePose pose, Span<float> features)
    {
        float step = pose.Scale / (CellsPerEyeDistance * GradientHistograms.CellSize);
        _pyramid.Sample(_view, FaceModel.ViewSize, FaceModel.ViewSize, pose.X, pose.Y, step, pose.Angle);
        _window.Compute(_view, FaceModel.ViewSize, FaceModel.ViewSize);
        const int RowLength = FaceModel.WindowCells * GradientHistograms.Directions;
        for (int row = 0; row < FaceModel.WindowCells; row++)
        {
            int from = (((row + 1) * _window.Columns) + 1) * GradientHistograms.Directions;
            _window.Cells.Slice(from, RowLength).CopyTo(features[(row * RowLength)..]);
        }
    }

    private float Score(GradientHistograms cells, int row, int column)
    {
        const int RowLength = FaceModel.WindowCells * GradientHistograms.Directions;
        ReadOnlySpan<float> presence = _model.Presence;
        float score = presence[^1];
        for (int i = 0; i < FaceModel.WindowCells; i++)
        {
            int from = (((row + i) * cells.Columns) + column) * GradientHistograms.Directions;
            score += InnerProduct.Of(cells.Cells.Slice(from, RowLength), presence.Slice(i * RowLength, RowLength));
        }

        return score;
    }

    private static float Smallest(int width, int height) =>
        MathF.Max(MinFace * Math.Min(width, height), MinPixels);

    /// <summary>
    /// Size of the plane in which eyes that are <paramref name="eyes"/> frame pixels apart fit the
    /// window.
    /// </summary>
    private (int Width, int Height, float Step) SizeOf(float eyes)
    {
        float step = eyes / (CellsPerEyeDistance * GradientHistograms.CellSize);
        return ((int)(_pyramid.Width / step) + Border, (int)(_pyramid.Height / step) + Border, step);
    }
}
