using System.Numerics;
using OnBoard.Sensors.Talker.Script;

namespace OnBoard.Sensors.Talker.Face;

/// <summary>
/// Draws lips, teeth and tongue for an articulation onto the head: four curves (outer and inner edge of each lip), the
/// pixels between them filled with soft edges.
/// </summary>
internal sealed class MouthPainter(Complexion look)
{
    private const float RestHalfWidth = 22.5f;
    private const float MaxOpening = 21;
    private const float CornerRise = 0.6f;
    private const int Left = -36, Right = 36;
    private const int Top = (int)HeadTexture.MouthV - 22, Bottom = (int)HeadTexture.MouthV + 40;

    private readonly Vector4 _lip = Complexion.ToTexel(look.Lips);
    private readonly Vector4 _dark = Complexion.ToTexel(new Vector3(46, 18, 18));
    private readonly Vector4 _tooth = Complexion.ToTexel(new Vector3(222, 212, 196));
    private readonly Vector4 _tongue = Complexion.ToTexel(new Vector3(158, 82, 82));

    /// <summary>Draws, and returns the mouth in head coordinates (0, 0 between the eyes).</summary>
    public MouthGeometry Paint(Articulation mouth, Span<Vector4> head)
    {
        float opening = MaxOpening * Math.Clamp(mouth.Opening, 0, 1.3f);
        float rounding = Math.Clamp(mouth.Rounding, 0, 1.2f), spread = Math.Clamp(mouth.Spread, 0, 1.2f);
        float press = Math.Clamp(-5 * mouth.Opening, 0, 0.5f);
        float half = RestHalfWidth * look.MouthWidth
            * (1 + 0.17f * spread - 0.36f * rounding - 0.06f * Math.Clamp(mouth.Opening, 0, 1.3f));
        float innerHalf = half * (0.86f - 0.12f * rounding);
        float rise = 0.28f * opening, drop = opening - rise;
        float thin = 1 - 0.12f * spread - 0.35f * press;
        float upperLip = 6.2f * look.LipFullness * (thin + 0.22f * rounding);
        float lowerLip = 8.2f * look.LipFullness * (thin + 0.25f * rounding);
        float teeth = Math.Clamp(mouth.Teeth, 0, 1) * 5;
        float tongue = Math.Clamp(mouth.Tongue, 0, 1) * 0.6f * opening;
        float ends = MathF.Min(half, Right - 1);

        for (int u = Left; u <= Right; u++)
        {
            float across = u / half, inner = u / innerHalf;
            if (MathF.Abs(u) > ends + 1) continue;
            float edge = Math.Clamp(ends - MathF.Abs(u) + 0.5f, 0, 1);
            float across2 = MathF.Min(1, across * across);
            float arch = MathF.Max(0, 1 - inner * inner);
            float middle = HeadTexture.MouthV - CornerRise * across2;
            float round = (1 - across2) * (1.3f - 0.3f * (1 - across2));
            // Cupid's bow: a dip in the middle of the upper lip.
            float bow = MathF.Max(0, 1 - across2 * 30);
            float innerUpper = middle - rise * arch, innerLower = middle + drop * arch;
            float outerUpper = middle - rise * round - upperLip * round * (1 - 0.2f * bow);
            float outerLower = middle + (drop + lowerLip) * round;
            PaintColumn(
                head, u, edge, outerUpper, innerUpper, innerLower, outerLower,
                teeth * arch, tongue * MathF.Max(0, 1 - 1.6f * inner * inner));
        }

        float top = HeadTexture.MouthV - rise - upperLip, bottom = HeadTexture.MouthV + drop + lowerLip;
        return new MouthGeometry(0, HeadTexture.MouthV - CornerRise, 2 * half, bottom - top, opening);
    }

    private void PaintColumn(
        Span<Vector4> head, int u, float edge, float outerUpper, float innerUpper, float innerLower, float outerLower,
        float teeth, float tongue)
    {
        int first = Math.Max(Top, (int)outerUpper - 1), last = Math.Min(Bottom, (int)outerLower + 6);
        float lowerMiddle = 0.45f * innerLower + 0.55f * outerLower;
        float upperHeight = MathF.Max(1, innerUpper - outerUpper), lowerHeight = MathF.Max(1, outerLower - innerLower);
        for (int v = first; v <= last; v++)
        {
            ref Vector4 texel = ref head[(v + HeadTexture.CenterV) * HeadTexture.Width + u + HeadTexture.CenterU];
            // The lower lip throws a shadow on the chin.
            float below = (v - outerLower) / 5;
            if (below is > 0 and < 1) texel.X *= 1 - 0.10f * edge * (1 - below);

            float lips = edge * Ramp(v - outerUpper) * Ramp(outerLower - v);
            if (lips <= 0) continue;
            float shade = v < innerUpper
                ? 0.97f - 0.16f * Math.Clamp((v - outerUpper) / upperHeight, 0, 1)
                : 1.04f + 0.10f * MathF.Max(0, 1 - MathF.Abs(v - lowerMiddle) / (0.35f * lowerHeight))
                    - 0.08f * MathF.Abs(u) / RestHalfWidth;
            Vector4 color = _lip;
            color.X *= shade;

            // Even closed lips meet in a dark line.
            float gap = Ramp(v - innerUpper + 0.35f) * Ramp(innerLower - v + 0.35f);
            if (gap > 0)
            {
                Vector4 inside = _dark;
                float tongueShows = tongue > 0.5f ? Ramp((v - (innerLower - tongue)) / 1.5f) : 0;
                inside = Mix(inside, _tongue * 0.85f, tongueShows);
                float light = 0.92f - 0.3f * MathF.Abs(u) / RestHalfWidth;
                Vector4 tooth = _tooth;
                tooth.X *= light;
                inside = Mix(inside, tooth, teeth > 0.5f ? Ramp(innerUpper + teeth - v) : 0);
                color = Mix(color, inside, gap);
                color.W = 1;
            }

            texel = Mix(texel, color * texel.W, lips);
        }
    }

    private static Vector4 Mix(Vector4 under, Vector4 over, float amount) => under + (over - under) * amount;

    private static float Ramp(float distance) => Math.Clamp(distance + 0.5f, 0, 1);
}
