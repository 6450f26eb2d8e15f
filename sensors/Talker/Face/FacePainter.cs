using System.Numerics;
using System.Runtime.CompilerServices;
using OnBoard.Drivers.Video;
using OnBoard.Sensors.Talker.Script;
using OnBoard.Sensors.Talker.Traits;

namespace OnBoard.Sensors.Talker.Face;

/// <summary>
/// Draws the talker at a moment of the performance. Head and backdrop are painted once; a frame costs a stretch of
/// the
/// lower face, the mouth, and one bilinear look-up per pixel of the head. A frame depends on its moment alone, so
/// that
/// a camera may leave frames out. Allocates nothing after construction. Used by one thread.
/// </summary>
public sealed class FacePainter
{
    private const ulong MannerStream = 13, NoiseStream = 14, BlinkStream = 15;
    private const int NoiseStarts = 1 << 16;
    private const float JawDrop = 9;
    private const double BlinkEvery = 3.4;
    private const float BlinkLasts = 0.22f;

    private readonly TalkerTraits _traits;
    private readonly HeadTexture _head;
    private readonly MouthPainter _mouth;
    private readonly VideoFrame _backdrop;
    private readonly Vector4[] _texels;
    private readonly sbyte[] _noise;
    private readonly float[] _phases = new float[8];
    private readonly float _scale, _restX, _restY;

    /// <param name="traits">Whose face.</param>
    /// <param name="width">Pixels per row; even.</param>
    /// <param name="height">Rows; even.</param>
    public FacePainter(TalkerTraits traits, int width, int height)
    {
        _traits = traits;
        TalkerRandom random = TalkerRandom.Of(traits.Seed, MannerStream);
        float unit = height / 240f;
        _scale = unit * random.Between(0.92f, 1.06f);
        _restX = width / 2f + unit * random.Between(-14, 14);
        _restY = height / 2f - unit * random.Between(4, 16);
        for (int i = 0; i < _phases.Length; i++) _phases[i] = random.Between(0, 2 * MathF.PI);

        Complexion look = new(traits.Seed);
        _head = new HeadTexture(look, traits.Seed);
        _mouth = new MouthPainter(look);
        _texels = (Vector4[])_head.Open.Clone();
        _backdrop = Backdrop.Paint(
            look, traits.Seed, width, height, _restX, _restY + _scale * HeadTexture.ChinV);
        _noise = new sbyte[NoiseStarts + width * height];
        for (int i = 0; i < _noise.Length; i++)
            _noise[i] = (sbyte)MathF.Round(1.5f * (random.Signed() + random.Signed() + random.Signed()));
    }

    /// <summary>Pixels per row.</summary>
    public int Width => _backdrop.Width;

    /// <summary>Rows.</summary>
    public int Height => _backdrop.Height;

    /// <summary>Draws the frame of a moment into <paramref name="frame"/>; leaves its time and number
    /// alone.</summary>
    /// <param name="score">The sentence in which the moment lies.</param>
    /// <param name="sample">The moment, as a sample counted since the talker began.</param>
    /// <param name="frame">Of the painter's own size.</param>
    /// <returns>Where the mouth is in the frame.</returns>
    public MouthGeometry Paint(SentenceScore score, long sample, VideoFrame frame)
    {
        if (frame.Width != Width || frame.Height != Height)
            throw new ArgumentException($"The frame is not {Width} x {Height}.", nameof(frame));
        double seconds = (double)sample / SentenceScore.SampleRate;
        int within = (int)(sample - score.Start);
        Articulation mouth = score.ArticulationAt(within);
        float nod = score.AccentAt(within);

        OpenEyes(1 - BlinkAt(seconds));
        DropJaw(JawDrop * Math.Clamp(mouth.Jaw, 0, 1.2f));
        MouthGeometry drawn = _mouth.Paint(mouth, _texels);

        Pose pose = PoseAt(seconds, nod);
        float light = 1 + 0.025f * Wave(seconds, 0.19, 6) + 0.015f * Wave(seconds, 0.043, 7);
        TalkerRandom noise = TalkerRandom.Of(_traits.Seed, NoiseStream, sample);
        Compose(pose, light, _noise.AsSpan(noise.Below(NoiseStarts)), frame);

        Vector2 center = pose.ToImage(drawn.CenterX, drawn.CenterY);
        return new MouthGeometry(
            center.X, center.Y, drawn.Width * pose.Scale, drawn.Height * pose.Scale, drawn.Opening * pose.Scale);
    }

    private Pose PoseAt(double seconds, float nod)
    {
        float unit = Height / 240f * _traits.Liveliness;
        float x = _restX + unit * (4.5f * Wave(seconds, 0.11, 0) + 2 * Wave(seconds, 0.31, 1));
        float y = _restY + unit * (2 * Wave(seconds, 0.17, 2) + Wave(seconds, 0.43, 3) + 22 * nod);
        float roll = 0.03f * Wave(seconds, 0.13, 4) + 0.012f * Wave(seconds, 0.37, 1);
        float scale = _scale * (1 + 0.015f * Wave(seconds, 0.071, 5));
        (float sine, float cosine) = MathF.SinCos(roll);
        return new Pose(x, y, scale, sine, cosine);
    }

    private float Wave(double seconds, double hertz, int phase) =>
        (float)Math.Sin(2 * Math.PI * hertz * seconds + _phases[phase]);

    /// <summary>How far the lids are down: one blink at a random time of each interval.</summary>
    private float BlinkAt(double seconds)
    {
        long interval = (long)(seconds / BlinkEvery);
        float begins = TalkerRandom.Of(_traits.Seed, BlinkStream, interval).Between(0, (float)BlinkEvery - BlinkLasts);
        float through = ((float)(seconds - interval * BlinkEvery) - begins) / BlinkLasts;
        return through is > 0 and < 1 ? MathF.Min(1, 1.6f * (1 - MathF.Abs(2 * through - 1))) : 0;
    }

    private void OpenEyes(float opening)
    {
        (int first, int last) = HeadTexture.EyeRows;
        float lid = last + 1 - opening * (last + 2 - first);
        for (int v = first; v <= last; v++)
        {
            int row = (v + HeadTexture.CenterV) * HeadTexture.Width;
            Vector4[] source = v < lid ? _head.Closed : _head.Open;
            source.AsSpan(row, HeadTexture.Width).CopyTo(_texels.AsSpan(row));
        }
    }

    /// <summary>Stretches everything below the nose downwards, most at the chin; wipes off the last mouth as
    /// well.</summary>
    private void DropJaw(float drop)
    {
        const int First = (int)HeadTexture.MouthV - 18;
        Vector4[] source = _head.Open;
        for (int y = First + HeadTexture.CenterV; y < HeadTexture.Height; y++)
        {
            float v = y - HeadTexture.CenterV;
            float share = Math.Clamp((v - First) / (HeadTexture.ChinV - First), 0, 1);
            float from = y - drop * share;
            int row = (int)from;
            float mix = from - row;
            ReadOnlySpan<Vector4> above = source.AsSpan(row * HeadTexture.Width, HeadTexture.Width);
            ReadOnlySpan<Vector4> below =
                source.AsSpan(Math.Min(row + 1, HeadTexture.Height - 1) * HeadTexture.Width, HeadTexture.Width);
            Span<Vector4> target = _texels.AsSpan(y * HeadTexture.Width, HeadTexture.Width);
            for (int x = 0; x < target.Length; x++) target[x] = Mix(above[x], below[x], mix);
        }
    }

    private void Compose(Pose pose, float light, ReadOnlySpan<sbyte> noise, VideoFrame frame)
    {
        float reach = pose.Scale * (HeadTexture.CenterU * pose.Cosine + HeadTexture.Height * MathF.Abs(pose.Sine)) + 2;
        int left = Math.Clamp((int)(pose.X - reach), 0, Width) & ~1;
        int right = Math.Clamp((int)(pose.X + reach), 0, Width) & ~1;
        for (int y = 0; y < Height; y += 2)
        {
            ComposeBackdrop(0, left, y, light, noise, frame);
            ComposeHead(left, right, y, pose, light, noise, frame);
            ComposeBackdrop(right, Width, y, light, noise, frame);
        }
    }

    private void ComposeBackdrop(int from, int to, int y, float light, ReadOnlySpan<sbyte> noise, VideoFrame frame)
    {
        int gain = (int)(light * 1024);
        for (int row = y; row < y + 2; row++)
        {
            ReadOnlySpan<byte> behind = _backdrop.Luma.AsSpan(row * Width + from, to - from);
            ReadOnlySpan<sbyte> grain = noise.Slice(row * Width + from, behind.Length);
            Span<byte> luma = frame.Luma.AsSpan(row * Width + from, behind.Length);
            for (int x = 0; x < luma.Length; x++)
                luma[x] = (byte)Math.Clamp(((behind[x] * gain + 512) >> 10) + grain[x], 0, 255);
        }

        int half = (y * Width / 2 + from) / 2;
        ReadOnlySpan<byte> blue = _backdrop.Cb.AsSpan(half, (to - from) / 2);
        ReadOnlySpan<byte> red = _backdrop.Cr.AsSpan(half, blue.Length);
        ReadOnlySpan<sbyte> chroma = noise.Slice(y * Width + from, 2 * blue.Length);
        for (int x = 0; x < blue.Length; x++)
        {
            int grain = chroma[2 * x] >> 1;
            frame.Cb[half + x] = (byte)Math.Clamp(blue[x] + grain, 0, 255);
            frame.Cr[half + x] = (byte)Math.Clamp(red[x] - grain, 0, 255);
        }
    }

    private void ComposeHead(
        int from, int to, int y, Pose pose, float light, ReadOnlySpan<sbyte> noise, VideoFrame frame)
    {
        float stepU = pose.Cosine / pose.Scale, stepV = -pose.Sine / pose.Scale;
        float dx = from - pose.X, dy = y - pose.Y;
        float u = (pose.Cosine * dx + pose.Sine * dy) / pose.Scale + HeadTexture.CenterU;
        float v = (-pose.Sine * dx + pose.Cosine * dy) / pose.Scale + HeadTexture.CenterV;
        for (int x = from; x < to; x += 2, u += 2 * stepU, v += 2 * stepV)
        {
            int at = y * Width + x;
            Vector4 sum = Put(u, v, light, noise, at, frame);
            sum += Put(u + stepU, v + stepV, light, noise, at + 1, frame);
            sum += Put(u - stepV, v + stepU, light, noise, at + Width, frame);
            sum += Put(u + stepU - stepV, v + stepV + stepU, light, noise, at + Width + 1, frame);
            sum *= 0.25f;
            int half = (y * Width / 2 + x) / 2;
            float behind = 1 - sum.W;
            float grain = 0.5f * noise[at];
            frame.Cb[half] = ToByte(128 + sum.Y + behind * (_backdrop.Cb[half] - 128) + grain);
            frame.Cr[half] = ToByte(128 + sum.Z + behind * (_backdrop.Cr[half] - 128) - grain);
        }
    }

    /// <summary>Luma of one pixel, from the head's texels around (u, v) over the backdrop.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector4 Put(float u, float v, float light, ReadOnlySpan<sbyte> noise, int at, VideoFrame frame)
    {
        int column = (int)u, row = (int)v;
        Vector4 texel = default;
        if (u >= 0 && v >= 0 && column < HeadTexture.Width - 1 && row < HeadTexture.Height - 1)
        {
            float mixU = u - column, mixV = v - row;
            ReadOnlySpan<Vector4> corner = _texels.AsSpan(row * HeadTexture.Width + column, HeadTexture.Width + 2);
            Vector4 below = Mix(corner[HeadTexture.Width], corner[HeadTexture.Width + 1], mixU);
            Vector4 above = Mix(corner[0], corner[1], mixU);
            texel = Mix(above, below, mixV);
        }

        frame.Luma[at] = ToByte(light * (texel.X + (1 - texel.W) * _backdrop.Luma[at]) + noise[at]);
        return texel;
    }

    private static Vector4 Mix(Vector4 from, Vector4 to, float share) => from + (to - from) * share;

    private static byte ToByte(float value) => (byte)Math.Clamp((int)(value + 0.5f), 0, 255);

    private readonly record struct Pose(float X, float Y, float Scale, float Sine, float Cosine)
    {
        public Vector2 ToImage(float u, float v) =>
            new(X + Scale * (Cosine * u - Sine * v), Y + Scale * (Sine * u + Cosine * v));
    }
}
