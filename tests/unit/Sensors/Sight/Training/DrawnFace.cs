using OnBoard.Drivers.Video;

namespace OnBoard.Tests.Unit.Sensors.Sight.Training;

/// <summary>
/// Faces drawn with random proportions, shading, hair, brows, beards and glasses: they stand for the talkers that the
/// recordings do not show. Coordinates are of the canonical face, eyes one unit apart, y down.
/// </summary>
internal static class DrawnFace
{
    private const int Width = 200;
    private const int Height = 200;
    private const float Unit = 50;

    public static LabelledImage Draw(Random random)
    {
        float Between(double low, double high) => (float)(low + ((high - low) * random.NextDouble()));
        float skin = Between(90, 215);
        float eyeY = Between(-0.62, -0.48);
        float mouthY = Between(0.45, 0.66);
        float mouthHalf = Between(0.32, 0.48);
        float open = Math.Max(0, Between(-0.15, 0.28));
        float lips = Between(0.05, 0.1);
        float noseY = Between(-0.02, 0.14);
        float headWide = Between(0.95, 1.2);
        float headHigh = Between(1.3, 1.55);
        float headY = Between(-0.2, 0);
        float hairLine = Between(-1.35, -0.85);
        float hair = Between(10, skin + 10);
        float browY = eyeY - Between(0.2, 0.32);
        float browThick = Between(0.03, 0.07);
        float browDark = Between(0.3, 0.8);
        float eyeHigh = Between(0.06, 0.12);
        float eyeWide = Between(0.2, 0.27);
        float socket = Between(0, 0.3);
        float lipDark = Between(0.62, 0.9);
        float noseDark = Between(0.05, 0.35);
        float roundness = Between(0.1, 0.5);
        float side = Between(-0.3, 0.3);
        float beard = random.Next(5) == 0 ? Between(0.2, 0.6) : 0;
        float glasses = random.Next(5) == 0 ? Between(0.3, 0.8) : 0;
        float glassRadius = Between(0.3, 0.42);
        float cloth = Between(10, 240);
        float neck = Between(0.55, 0.8);
        float pupil = Between(5, 60);
        float white = Math.Min(250, skin * Between(1, 1.35));

        float[] back = DeadLeaves.Draw(Width, Height, random);
        var frame = new VideoFrame(Width, Height);
        for (int v = 0; v < Height; v++)
        {
            for (int u = 0; u < Width; u++)
            {
                float x = (u - (Width / 2f)) / Unit;
                float y = (v - (Height / 2f)) / Unit;
                float grey = back[(v * Width) + u];
                float down = y - headY;
                float head = (x * x / (headWide * headWide)) + (down * down / (headHigh * headHigh));
                float outer = (x * x / (headWide * headWide * 1.25f))
                    + ((down + 0.1f) * (down + 0.1f) / (headHigh * headHigh * 1.2f));
                if (y > 1.2f && Math.Abs(x) < 0.6f + (2.5f * (y - 1.2f))) grey = cloth;
                if (Math.Abs(x) < neck && y is > 0.5f and < 1.75f) grey = skin * 0.75f;
                if (outer < 1 && y < 0.2f) grey = hair;
                if (head < 1 && y > hairLine + (0.25f * x * x)) grey = Face(x, y, head);
                else if (head < 1) grey = hair;
                frame.Luma[(v * Width) + u] = (byte)Math.Clamp(grey, 0, 255);
            }
        }

        float[] points = [-0.5f, eyeY, 0.5f, eyeY, 0, noseY, -mouthHalf, mouthY, mouthHalf, mouthY];
        for (int i = 0; i < points.Length; i++) points[i] = (points[i] * Unit) + (Width / 2f);
        return new LabelledImage(frame, points);

        float Face(float x, float y, float head)
        {
            float grey = skin * (1 - (roundness * head * head)) * (1 + (side * x));
            float ex = Math.Abs(x) - 0.5f;
            float ey = y - eyeY;
            // Eye sockets, brows, the eyes themselves.
            grey *= 1 - (socket * Bump(ex / 0.35f, (ey + 0.03f) / 0.2f));
            float arch = browY + (0.25f * ex * ex);
            if (Math.Abs(ex) < 0.3f && Math.Abs(y - arch) < browThick) grey *= 1 - browDark;
            float lid = (ex * ex / (eyeWide * eyeWide)) + (ey * ey / (eyeHigh * eyeHigh));
            if (lid < 1) grey = (ex * ex) + (ey * ey) < 0.011f ? pupil : white;
            else if (lid < 1.5f && ey < 0) grey *= 0.55f;
            if (glasses > 0)
            {
                float rim = MathF.Sqrt((ex * ex) + (1.3f * ey * ey));
                if (Math.Abs(rim - glassRadius) < 0.025f || (Math.Abs(x) < 0.5f - glassRadius && Math.Abs(ey) < 0.025f))
                    grey *= 1 - glasses;
            }

            // Nose: a bright ridge, a shadow below the tip, nostrils.
            float ny = y - noseY;
            if (ny < 0.1f && y > eyeY) grey *= 1 + (0.12f * Bump(x / 0.1f, 0));
            grey *= 1 - (noseDark * Bump(x / 0.22f, (ny - 0.16f) / 0.06f));
            grey *= 1 - (0.5f * Bump((Math.Abs(x) - 0.11f) / 0.05f, (ny - 0.12f) / 0.04f));

            // Mouth: lips round an opening whose lower edge moves.
            float my = y - mouthY;
            if (beard > 0 && y > noseY + 0.22f && head > 0.25f) grey *= 1 - beard;
            float across = 1 - (x * x / (mouthHalf * mouthHalf));
            if (across > 0)
            {
                float upper = -lips * across;
                float lower = (lips * 1.4f + open) * across;
                if (my > upper && my < lower) grey = skin * lipDark;
                if (my > 0 && my < Math.Max(open * across, 0.025f)) grey = skin * 0.3f;
            }

            grey *= 1 - (0.15f * Bump(x / 0.3f, (my - 0.28f - open) / 0.07f));
            return grey;
        }

        static float Bump(float x, float y) => MathF.Exp(-((x * x) + (y * y)));
    }
}
