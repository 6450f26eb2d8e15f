namespace OnBoard.Sensors.Sight;

/// <summary>Where a face is: a similarity of the canonical face, whose eyes are one unit apart.</summary>
/// <param name="X">Centre (half way between eyes and mouth), pixels.</param>
/// <param name="Y">Centre, pixels.</param>
/// <param name="Scale">Distance of the eyes, pixels.</param>
/// <param name="Angle">Roll, radians, positive clockwise on a screen.</param>
internal readonly record struct FacePose(float X, float Y, float Scale, float Angle)
{
    /// <summary>
    /// Five points of the canonical face, x y each: eye, eye, tip of the nose, corner of the mouth, corner of the
    /// mouth, from the left to the right of the frame.
    /// </summary>
    public static ReadOnlySpan<float> CanonicalPoints =>
        [-0.5f, -0.55f, 0.5f, -0.55f, 0f, 0.05f, -0.45f, 0.55f, 0.45f, 0.55f];

    /// <summary>Takes a point of the canonical face into the frame.</summary>
    public (float X, float Y) ToImage(float x, float y)
    {
        (float sine, float cosine) = MathF.SinCos(Angle);
        return (X + (Scale * ((cosine * x) - (sine * y))), Y + (Scale * ((sine * x) + (cosine * y))));
    }

    /// <summary>Takes a point of the frame into the canonical face.</summary>
    public (float X, float Y) ToCanonical(float x, float y)
    {
        (float sine, float cosine) = MathF.SinCos(Angle);
        float dx = (x - X) / Scale;
        float dy = (y - Y) / Scale;
        return ((cosine * dx) + (sine * dy), (cosine * dy) - (sine * dx));
    }

    /// <summary>
    /// The pose whose five points are nearest to <paramref name="points"/> in the least-squares
    /// sense.
    /// </summary>
    /// <param name="points">Ten numbers, x y of each point in the frame.</param>
    public static FacePose Fit(ReadOnlySpan<float> points)
    {
        ReadOnlySpan<float> model = CanonicalPoints;
        float modelX = 0, modelY = 0, meanX = 0, meanY = 0;
        for (int i = 0; i < model.Length; i += 2)
        {
            modelX += model[i] / 5;
            modelY += model[i + 1] / 5;
            meanX += points[i] / 5;
            meanY += points[i + 1] / 5;
        }

        float along = 0, across = 0, norm = 0;
        for (int i = 0; i < model.Length; i += 2)
        {
            float mx = model[i] - modelX;
            float my = model[i + 1] - modelY;
            float px = points[i] - meanX;
            float py = points[i + 1] - meanY;
            along += (mx * px) + (my * py);
            across += (mx * py) - (my * px);
            norm += (mx * mx) + (my * my);
        }

        float a = along / norm;
        float b = across / norm;
        return new FacePose(meanX - (a * modelX) + (b * modelY), meanY - (b * modelX) - (a * modelY),
            MathF.Sqrt((a * a) + (b * b)), MathF.Atan2(b, a));
    }
}
