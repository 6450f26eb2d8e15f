using System.Numerics;
using OnBoard.Drivers.Video;
using OnBoard.Sensors.Talker.Traits;

namespace OnBoard.Sensors.Talker.Face;

/// <summary>What stands still behind the head, painted once: a wall with a shelf, neck and shoulders.</summary>
internal static class Backdrop
{
    public static VideoFrame Paint(Complexion look, int seed, int width, int height, float centerX, float neckY)
    {
        VideoFrame frame = new(width, height);
        float unit = height / 240f;
        TalkerRandom random = TalkerRandom.Of(seed, 12);
        float slope = random.Between(-0.12f, 0.12f), wave = random.Between(0.03f, 0.09f);
        float shelf = random.Between(40, 120);
        bool hasShelf = random.Unit() > 0.4f;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                float u = (x - centerX) / unit, v = (y - neckY) / unit;
                Vector3 color = look.Wall * (0.92f + slope * u / 100 - 0.0006f * y / unit
                    + 0.02f * MathF.Sin(wave * x) * MathF.Sin(1.7f * wave * y + 2));
                if (hasShelf && MathF.Abs(y / unit - shelf) < 2.5f) color *= 0.62f;
                color *= 1 + 0.012f * random.Signed();
                float neck = Ramp(31 - MathF.Abs(u) + 0.004f * v * v) * Ramp(v + 40);
                float neckShade = 0.62f + 0.16f * MathF.Sqrt(MathF.Max(0, 1 - u * u / 1000))
                    - 0.12f * MathF.Exp(-v * v / 300);
                color = Vector3.Lerp(color, look.Skin * neckShade, neck);
                float shoulder = 18 + 0.0055f * u * u + (MathF.Abs(u) < 30 ? 0.012f * (900 - u * u) : 0);
                float cloth = Ramp(v - shoulder);
                float fold = 0.85f + 0.15f * MathF.Cos(u / 70) + 0.03f * MathF.Sin(0.21f * u + 0.13f * v);
                color = Vector3.Lerp(color, look.Shirt * fold, cloth);
                Vector4 texel = Complexion.ToTexel(color);
                frame.Luma[y * width + x] = (byte)Math.Clamp(texel.X, 0, 255);
                int half = y / 2 * (width / 2) + x / 2;
                frame.Cb[half] = (byte)Math.Clamp(128 + texel.Y, 0, 255);
                frame.Cr[half] = (byte)Math.Clamp(128 + texel.Z, 0, 255);
            }
        }

        return frame;
    }

    private static float Ramp(float distance) => Math.Clamp(distance + 0.5f, 0, 1);
}
