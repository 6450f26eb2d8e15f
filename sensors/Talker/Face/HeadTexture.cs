using System.Numerics;
using OnBoard.Sensors.Talker.Traits;

namespace OnBoard.Sensors.Talker.Face;

/// <summary>
/// A head without a mouth, painted once, seen from the front: shaded ellipsoid, hair, eyes, brows, nose. Texels are
/// (luma, Cb - 128, Cr - 128, coverage), multiplied by coverage. Head coordinates are pixels of a frame 240 rows
/// high; (0, 0) is between the eyes, u to the right, v down.
/// </summary>
internal sealed class HeadTexture
{
    public const int Width = 176;
    public const int Height = 224;
    public const int CenterU = 88;
    public const int CenterV = 104;

    /// <summary>Row of the line between closed lips.</summary>
    public const float MouthV = 53;

    /// <summary>Row of the chin.</summary>
    public const float ChinV = 88;

    private const float EyeU = 26;
    private const float EyeHalf = 10.5f;
    private const int SamplesPerAxis = 2;

    private readonly Complexion _look;

    public HeadTexture(Complexion look, int seed)
    {
        _look = look;
        Open = Paint(false, seed);
        Closed = Paint(true, seed);
    }

    /// <summary>With open eyes.</summary>
    public Vector4[] Open { get; }

    /// <summary>With closed eyes.</summary>
    public Vector4[] Closed { get; }

    /// <summary>First and last row in which <see cref="Open"/> and <see cref="Closed"/> differ, v.</summary>
    public static (int First, int Last) EyeRows => (-9, 7);

    private Vector4[] Paint(bool eyesClosed, int seed)
    {
        Vector4[] texels = new Vector4[Width * Height];
        TalkerRandom grain = TalkerRandom.Of(seed, 11);
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                Vector4 sum = default;
                for (int sample = 0; sample < SamplesPerAxis * SamplesPerAxis; sample++)
                {
                    float u = x - CenterU + (sample % SamplesPerAxis - 0.5f) / SamplesPerAxis;
                    float v = y - CenterV + (sample / SamplesPerAxis - 0.5f) / SamplesPerAxis;
                    (Vector3 rgb, float coverage) = Look(u, v, eyesClosed);
                    sum += Complexion.ToTexel(rgb) * coverage;
                }

                sum /= SamplesPerAxis * SamplesPerAxis;
                sum.X *= 1 + 0.02f * grain.Signed();
                texels[y * Width + x] = sum;
            }
        }

        return texels;
    }

    private (Vector3 Rgb, float Coverage) Look(float u, float v, bool eyesClosed)
    {
        float half = HalfWidth(v);
        float face = v is > -62 and < ChinV ? Ramp(half - MathF.Abs(u)) : 0;
        float fall = (v + 20) / (v < -20 ? 70 : 130);
        float hairHalf = 63 * _look.FaceWidth * MathF.Sqrt(MathF.Max(0, 1 - Square(fall)));
        float hair = Ramp((hairHalf - MathF.Abs(u)) / 1.5f) * (hairHalf > 1 ? 1 : 0) * Ramp((_look.HairLength - v) / 3);
        float lobe = Square((MathF.Abs(u) - 58 * _look.FaceWidth) / 6) + Square((v - 8) / 14);
        float ear = Ramp(5 * (1 - MathF.Sqrt(lobe)));
        float hairline = -47 + _look.Hairline + 0.011f * u * u;
        float fringe = Ramp((hairline - v) / 2.5f);

        // Strands run from the parting outwards and down.
        float strand = MathF.Atan2(v + 30, u - 14) * 26;
        Vector3 hairColor = _look.Hair * (0.82f + 0.3f * Bump(u + 18, 34, v + 64, 16)
            + 0.05f * MathF.Sin(strand) + 0.04f * MathF.Sin(2.7f * strand + 0.1f * v));
        Vector3 color = hairColor;
        float coverage = hair;
        Blend(ref color, ref coverage, _look.Skin * (0.72f - 0.2f * Bump(MathF.Abs(u) - 57, 3, v - 8, 8)), ear);
        Blend(ref color, ref coverage, Skin(u, v, half, eyesClosed), face);
        Blend(ref color, ref coverage, hairColor, MathF.Min(fringe, hair));
        return (color, coverage);
    }

    private Vector3 Skin(float u, float v, float half, bool eyesClosed)
    {
        float side = MathF.Abs(u);
        // The cheeks' curvature, not the outline's, or the chin would be a keel.
        float curvature = v < 0 ? half : 57 * _look.FaceWidth * MathF.Sqrt(MathF.Max(0.1f, 1 - Square(v / 115)));
        Vector3 normal = new(u / curvature, 0.9f * (v - 8) / 92, 0);
        normal.Z = MathF.Sqrt(MathF.Max(0.05f, 1 - normal.X * normal.X - normal.Y * normal.Y));
        float shade = 0.50f + 0.56f * MathF.Max(0, Vector3.Dot(Vector3.Normalize(normal), _look.Light));

        shade *= 1 - 0.20f * Bump(side - EyeU, 14, v + 3, 9);
        float away = u * _look.Light.X > 0 ? 0.4f : 1;
        if (v is > -8 and < 34)
        {
            shade *= 1 + 0.09f * Bump(u, 4, v - 12, 18);
            shade *= 1 - 0.13f * away * Bump(side - 8, 3.5f, v - 12, 13);
        }

        shade *= 1 + 0.10f * Bump(u, 5, v - 25, 4.5f);
        shade *= 1 - 0.18f * Bump(side - 11.5f, 2, v - 29, 4);
        shade *= 1 - 0.55f * Bump(side - 6, 2.6f, v - 32.5f, 1.5f);
        shade *= 1 - 0.17f * Bump(u, 11, v - 36, 2.6f);
        float fold = side - (13 + 0.55f * (v - 30));
        shade *= 1 - 0.05f * Bump(fold, 2.5f, v - 39, 6);
        shade *= 1 - 0.05f * Bump(u, 1.8f, v - 41, 4);
        shade *= 1 - 0.10f * Bump(u, 15, v - 69, 3);
        shade *= 1 + 0.05f * Bump(u, 11, v - 78, 5);

        Vector3 color = _look.Skin * shade;
        float blush = 0.10f * Bump(side - 33, 13, v - 27, 12);
        color *= new Vector3(1, 1 - blush, 1 - blush);

        float browCurve = -16.5f + 0.012f * Square(side - 24) - 0.05f * (side - 24);
        float brow = 0.85f * _look.BrowWeight
            * Ramp(2.4f - MathF.Abs(v - browCurve)) * Ramp((15 - MathF.Abs(side - 27)) / 2);
        color = Vector3.Lerp(color, _look.Brow, Math.Clamp(brow, 0, 0.95f));
        return Eye(color, side, u, v, shade, eyesClosed);
    }

    private Vector3 Eye(Vector3 skin, float side, float u, float v, float shade, bool closed)
    {
        float along = (side - EyeU) / EyeHalf;
        float arch = 1 - along * along;
        if (arch < -0.2f || MathF.Abs(v) > 12) return skin;
        float upper = -5.4f * _look.EyeOpening * arch, lower = 3.4f * arch;
        Vector3 color = Vector3.Lerp(skin, skin * 0.8f, Ramp(1.2f - MathF.Abs(v - upper + 3.2f)) * Ramp(8 * arch));
        if (closed)
        {
            float lashes = Ramp(1.1f - MathF.Abs(v - 0.8f * lower)) * Ramp(6 * arch);
            return Vector3.Lerp(color, _look.Hair * 0.6f, 0.8f * lashes);
        }

        float inside = Ramp(v - upper) * Ramp(lower - v) * Ramp(4 * arch);
        Vector3 ball = new Vector3(216, 208, 200) * MathF.Min(1, shade) * (0.72f + 0.28f * Ramp((v - upper) / 3));
        float radius = MathF.Sqrt(Square(side - EyeU) + Square(v + 0.8f));
        ball = Vector3.Lerp(ball, _look.Iris, Ramp(5 - radius));
        ball = Vector3.Lerp(ball, new Vector3(14, 12, 12), Ramp(2.3f - radius));
        float glint = Ramp(1.1f - MathF.Sqrt(Square(MathF.Abs(u) - EyeU + MathF.Sign(u) * 1.4f) + Square(v + 2.6f)));
        ball = Vector3.Lerp(ball, new Vector3(250, 250, 250), 0.9f * glint);
        color = Vector3.Lerp(color, ball, inside);
        float lash = Ramp(1.0f - MathF.Abs(v - upper)) * Ramp(6 * arch);
        color = Vector3.Lerp(color, _look.Hair * 0.5f, 0.85f * lash);
        float rim = Ramp(0.7f - MathF.Abs(v - lower)) * Ramp(6 * arch);
        return Vector3.Lerp(color, skin * 0.7f, 0.5f * rim);
    }

    private float HalfWidth(float v)
    {
        float shape = v < 0
            ? MathF.Sqrt(MathF.Max(0, 1 - Square(v / 96)))
            : MathF.Pow(MathF.Max(0, 1 - MathF.Pow(v / ChinV, 2.6f)), 0.57f);
        return 57 * _look.FaceWidth * shape + 0.01f;
    }

    private static void Blend(ref Vector3 color, ref float coverage, Vector3 over, float amount)
    {
        float together = amount + coverage * (1 - amount);
        if (together <= 0) return;
        color = (over * amount + color * coverage * (1 - amount)) / together;
        coverage = together;
    }

    private static float Ramp(float distance) => Math.Clamp(distance + 0.5f, 0, 1);

    private static float Bump(float x, float width, float y, float height) =>
        MathF.Exp(-Square(x / width) - Square(y / height));

    private static float Square(float x) => x * x;
}
