using System.Numerics;
using OnBoard.Sensors.Talker.Traits;

namespace OnBoard.Sensors.Talker.Face;

/// <summary>The colours and proportions of one drawn face, RGB 0..255.</summary>
internal sealed class Complexion
{
    private const ulong Stream = 10;

    private static readonly Vector3[] Skins =
        [new(226, 180, 154), new(212, 162, 134), new(184, 134, 106), new(138, 98, 78)];

    private static readonly Vector3[] Hairs =
        [new(38, 30, 28), new(72, 48, 34), new(110, 76, 48), new(168, 132, 84), new(128, 124, 120)];

    private static readonly Vector3[] Irises = [new(70, 46, 30), new(96, 74, 44), new(82, 98, 106), new(88, 98, 74)];

    private static readonly Vector3[] Walls =
        [new(120, 140, 168), new(150, 152, 150), new(134, 150, 134), new(168, 160, 150)];

    private static readonly Vector3[] Shirts = [new(52, 62, 88), new(150, 150, 156), new(70, 92, 80), new(64, 60, 62)];

    public Complexion(int seed)
    {
        TalkerRandom random = TalkerRandom.Of(seed, Stream);
        float tone = random.Unit() * (Skins.Length - 1);
        int dark = Math.Min((int)tone, Skins.Length - 2);
        Skin = Vector3.Lerp(Skins[dark], Skins[dark + 1], tone - dark);
        Hair = Hairs[random.Below(Hairs.Length)];
        if (tone > 1.5f) Hair = Vector3.Min(Hair, new Vector3(56, 46, 42));
        // Brows are darker than hair and than skin, or a pale person would have none.
        Brow = Vector3.Min(0.75f * Hair, 0.5f * Skin);
        Iris = Irises[random.Below(Irises.Length)];
        Wall = Walls[random.Below(Walls.Length)];
        Shirt = Shirts[random.Below(Shirts.Length)];
        // Lips are skin with more blood in it: less green and blue; on dark skin it takes more red to show.
        Lips = Skin * new Vector3(0.85f + 0.05f * tone, 0.62f, 0.66f) * random.Between(0.94f, 1.04f);
        FaceWidth = random.Between(0.94f, 1.05f);
        MouthWidth = random.Between(0.92f, 1.1f);
        LipFullness = random.Between(0.85f, 1.25f);
        BrowWeight = random.Between(0.75f, 1.25f);
        Hairline = random.Between(-4f, 6f);
        HairLength = random.Unit() < 0.6f ? 4 : random.Between(40, 85);
        EyeOpening = random.Between(0.9f, 1.15f);
        Light = Vector3.Normalize(new Vector3(random.Between(-0.4f, 0.4f), -0.45f, 0.9f));
    }

    public Vector3 Skin { get; }

    public Vector3 Hair { get; }

    public Vector3 Brow { get; }

    public Vector3 Iris { get; }

    public Vector3 Wall { get; }

    public Vector3 Shirt { get; }

    public Vector3 Lips { get; }

    public float FaceWidth { get; }

    public float MouthWidth { get; }

    public float LipFullness { get; }

    public float BrowWeight { get; }

    public float Hairline { get; }

    /// <summary>Row down to which the hair at the sides hangs, head coordinates.</summary>
    public float HairLength { get; }

    public float EyeOpening { get; }

    public Vector3 Light { get; }

    /// <summary>Luma and the two colour differences (BT.601, full range, differences around 0), opaque.</summary>
    public static Vector4 ToTexel(Vector3 rgb)
    {
        float luma = 0.299f * rgb.X + 0.587f * rgb.Y + 0.114f * rgb.Z;
        return new Vector4(luma, 0.564f * (rgb.Z - luma), 0.713f * (rgb.X - luma), 1);
    }
}
