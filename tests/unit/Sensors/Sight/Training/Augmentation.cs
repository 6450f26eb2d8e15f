using OnBoard.Drivers.Video;
using OnBoard.Sensors.Sight;

namespace OnBoard.Tests.Unit.Sensors.Sight.Training;

/// <summary>
/// Makes new frames out of one: moved, turned, mirrored, with other proportions, another background, light and
/// camera.
/// </summary>
internal static class Augmentation
{
    private const int Width = 180;
    private const int Height = 150;

    public static LabelledImage Vary(LabelledImage source, bool keyed, Random random)
    {
        float Between(double low, double high) => (float)(low + ((high - low) * random.NextDouble()));
        FacePose from = FacePose.Fit(source.Points);
        float eyes = 17 * MathF.Pow(2.6f, Between(0, 1));
        var to = new FacePose((Width / 2f) + (Between(-0.25, 0.25) * (Width - (2 * eyes))),
            (Height / 2f) + (Between(-0.25, 0.25) * (Height - (2 * eyes))), eyes, Between(-0.2, 0.2));
        float mirror = random.Next(2) == 0 ? 1 : -1;
        float stretchX = Between(0.9, 1.1);
        float stretchY = Between(0.9, 1.1);
        float taper = Between(-0.08, 0.08);
        float shear = Between(-0.06, 0.06);
        float swell = Between(-0.06, 0.06);
        float turn = Between(-0.1, 0.1);

        // Where the output's canonical point (x, y) comes from in the source's canonical face.
        (float X, float Y) Warp(float x, float y)
        {
            // Grows like x within the face and levels off outside, so that the warp cannot fold.
            float boundX = MathF.Tanh(x);
            float boundY = MathF.Tanh(y);
            return (mirror * ((x * stretchX) + (taper * boundX * boundY) + (turn * boundX * boundX)),
                (y * stretchY) + (shear * boundX) + (swell * boundY * boundY));
        }

        float[] back = DeadLeaves.Draw(Width, Height, random);
        float[] plane = new float[Width * Height];
        for (int v = 0; v < Height; v++)
        {
            for (int u = 0; u < Width; u++)
            {
                (float x, float y) = to.ToCanonical(u, v);
                (x, y) = Warp(x, y);
                (x, y) = from.ToImage(x, y);
                float step = from.Scale / to.Scale;
                plane[(v * Width) + u] = Take(source.Frame, x, y, step, keyed, back[(v * Width) + u]);
            }
        }

        Relight(plane, random);
        var frame = new VideoFrame(Width, Height);
        for (int i = 0; i < plane.Length; i++) frame.Luma[i] = (byte)Math.Clamp(plane[i] + 0.5f, 0, 255);

        float[] points = new float[10];
        for (int i = 0; i < 10; i += 2)
        {
            (float wantedX, float wantedY) = from.ToCanonical(source.Points[i], source.Points[i + 1]);
            (float x, float y) = (wantedX * mirror, wantedY);
            for (int n = 0; n < 20; n++)
            {
                (float gotX, float gotY) = Warp(x, y);
                x -= (gotX - wantedX) * mirror;
                y -= gotY - wantedY;
            }

            // A mirrored face has its left eye where the right one was.
            int at = mirror > 0 ? i : i switch { 0 => 2, 2 => 0, 6 => 8, 8 => 6, _ => i };
            (points[at], points[at + 1]) = to.ToImage(x, y);
        }

        return new LabelledImage(frame, points);
    }

    /// <summary>
    /// The mean over a square of <paramref name="step"/> pixels; blue-screen pixels give the new
    /// background.
    /// </summary>
    private static float Take(VideoFrame frame, float x, float y, float step, bool keyed, float back)
    {
        int taps = Math.Max(1, (int)MathF.Round(step));
        float sum = 0;
        for (int j = 0; j < taps; j++)
        {
            for (int i = 0; i < taps; i++)
            {
                float px = x + ((((i + 0.5f) / taps) - 0.5f) * step);
                float py = y + ((((j + 0.5f) / taps) - 0.5f) * step);
                int ix = (int)MathF.Round(px);
                int iy = (int)MathF.Round(py);
                bool outside = ix < 0 || iy < 0 || ix >= frame.Width || iy >= frame.Height;
                if (outside && keyed)
                {
                    sum += back;
                    continue;
                }

                ix = Math.Clamp(ix, 0, frame.Width - 1);
                iy = Math.Clamp(iy, 0, frame.Height - 1);
                int chroma = (iy / 2 * (frame.Width / 2)) + (ix / 2);
                bool blue = keyed && frame.Cb[chroma] > frame.Cr[chroma] + 22;
                sum += blue ? back : frame.Luma[(iy * frame.Width) + ix];
            }
        }

        return sum / (taps * taps);
    }

    private static void Relight(float[] plane, Random random)
    {
        float Between(double low, double high) => (float)(low + ((high - low) * random.NextDouble()));
        float gamma = MathF.Pow(2, Between(-0.7, 0.7));
        float gain = Between(0.5, 1.1);
        float lift = Between(0, 30);
        float slopeX = Between(-0.35, 0.35);
        float slopeY = Between(-0.25, 0.25);
        float noise = Between(0, 5);
        bool blur = random.Next(3) == 0;
        if (blur)
        {
            float[] copy = [.. plane];
            for (int v = 1; v < Height - 1; v++)
            {
                for (int u = 1; u < Width - 1; u++)
                {
                    int at = (v * Width) + u;
                    float beside = copy[at - 1] + copy[at + 1] + copy[at - Width] + copy[at + Width];
                    plane[at] = (copy[at] / 3) + (beside / 6);
                }
            }
        }

        for (int v = 0; v < Height; v++)
        {
            for (int u = 0; u < Width; u++)
            {
                float light = 1 + (slopeX * ((2f * u / Width) - 1)) + (slopeY * ((2f * v / Height) - 1));
                float grey = MathF.Pow(plane[(v * Width) + u] / 255, gamma) * 255;
                plane[(v * Width) + u] = lift + (gain * light * grey) + (noise * (Between(-1, 1) + Between(-1, 1)));
            }
        }
    }
}
