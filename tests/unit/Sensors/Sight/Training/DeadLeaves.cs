namespace OnBoard.Tests.Unit.Sensors.Sight.Training;

/// <summary>
/// Random backgrounds: opaque shapes of all sizes dropped on each other, whose statistics are near those of natural
/// frames (Lee, Mumford and Huang, IJCV 41, 2001).
/// </summary>
internal static class DeadLeaves
{
    public static float[] Draw(int width, int height, Random random)
    {
        float[] plane = new float[width * height];
        plane.AsSpan().Fill(random.Next(20, 235));
        int leaves = random.Next(0, 250);
        for (int leaf = 0; leaf < leaves; leaf++)
        {
            double radius = 2.5 / (0.02 + random.NextDouble());
            double wide = radius * (0.3 + random.NextDouble());
            double x = random.NextDouble() * width;
            double y = random.NextDouble() * height;
            (double sine, double cosine) = Math.SinCos(random.NextDouble() * Math.PI);
            float grey = random.Next(5, 250);
            float slope = (float)((random.NextDouble() - 0.5) * 60 / radius);
            bool round = random.Next(2) == 0;
            double reach = Math.Max(radius, wide) * 1.5;
            for (int v = (int)Math.Max(0, y - reach); v < Math.Min(height, y + reach); v++)
            {
                for (int u = (int)Math.Max(0, x - reach); u < Math.Min(width, x + reach); u++)
                {
                    double a = ((cosine * (u - x)) + (sine * (v - y))) / radius;
                    double b = ((cosine * (v - y)) - (sine * (u - x))) / wide;
                    if (round ? (a * a) + (b * b) < 1 : Math.Abs(a) < 1 && Math.Abs(b) < 1)
                        plane[(v * width) + u] = Math.Clamp(grey + (slope * (float)(v - y)), 0, 255);
                }
            }
        }

        return plane;
    }
}
