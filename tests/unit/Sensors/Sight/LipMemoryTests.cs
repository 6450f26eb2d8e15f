using OnBoard.Sensors.Sight;

namespace OnBoard.Tests.Unit.Sensors.Sight;

public sealed class LipMemoryTests
{
    private const int Measures = LipMemory.MeasureCount;

    [Fact]
    public void A_stranger_with_another_face_light_and_size_of_motion_says_the_same()
    {
        // The same motion of low coefficients about another face, twice as strong.
        float[][] one = Run(frame => 0.1f * MathF.Sin(frame / 3f), offset: 0.5f, frames: 200);
        float[][] other = Run(frame => 0.2f * MathF.Sin(frame / 3f), offset: -1.5f, frames: 200);
        for (int frame = 100; frame < 200; frame++)
        {
            for (int i = 0; i < 28; i++) Assert.Equal(one[frame][i], other[frame][i], 0.25);
            for (int i = Measures; i < Measures + 28; i++) Assert.Equal(one[frame][i], other[frame][i], 0.25);
        }
    }

    [Fact]
    public void A_frozen_frame_fades_to_nothing_but_that_a_mouth_is_seen()
    {
        float[][] all = Run(frame => 0.1f * MathF.Sin(Math.Min(frame, 100) / 3f), offset: 0.3f, frames: 1000);
        Assert.All(all[^1][..^1], value => Assert.InRange(value, -0.1f, 0.1f));
        Assert.Equal(1f, all[^1][^1]);
        Assert.True(all[80..100].Max(features => features[^2]) > 0.15f, "moving lips have motion");
    }

    [Fact]
    public void An_opening_mouth_is_darker_and_higher_and_a_wide_one_wider()
    {
        float[] closed = Measure(height: 1, width: 8), open = Measure(height: 5, width: 8), wide = Measure(height: 1, width: 13);
        Assert.True(open[Measures - 3] > closed[Measures - 3] + 0.3f, "height");
        Assert.True(wide[Measures - 2] > closed[Measures - 2] + 0.3f, "width");
        Assert.True(open[Measures - 1] > closed[Measures - 1], "darkness");
    }

    [Fact]
    public void After_a_frame_without_a_mouth_nothing_has_changed()
    {
        LipMemory lips = new(Ones());
        float[] features = new float[LipMemory.FeatureCount], mouth = new float[MouthFeatures.Count];
        lips.Push(mouth, features);
        lips.Miss();
        mouth[1] = 3;
        lips.Push(mouth, features);
        Assert.All(features[Measures..(2 * Measures)], value => Assert.Equal(0f, value));
        mouth[1] = 4;
        lips.Push(mouth, features);
        Assert.Contains(features[Measures..(2 * Measures)], value => value != 0f);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    public void Useless_deviations_are_refused(float deviation)
    {
        float[] deviations = Ones();
        deviations[5] = deviation;
        Assert.Throws<ArgumentException>(() => new LipMemory(deviations));
    }

    private static float[][] Run(Func<int, float> motion, float offset, int frames)
    {
        LipMemory lips = new([.. Enumerable.Repeat(0.1f, Measures)]);
        List<float[]> all = [];
        float[] mouth = new float[MouthFeatures.Count];
        for (int frame = 0; frame < frames; frame++)
        {
            mouth.AsSpan().Fill(offset);
            for (int i = 0; i < mouth.Length; i++) mouth[i] += motion(frame) * (i % 3 == 0 ? 1 : -0.7f);
            float[] features = new float[LipMemory.FeatureCount];
            lips.Push(mouth, features);
            all.Add(features);
        }

        return [.. all];
    }

    /// <summary>The measures of a dark ellipse on bright skin, drawn and transformed as the extractor does it.</summary>
    private static float[] Measure(int height, int width)
    {
        const int columns = MouthFeatures.RegionWidth, rows = MouthFeatures.RegionHeight;
        float[] plane = new float[columns * rows], mouth = new float[MouthFeatures.Count];
        for (int y = 0; y < rows; y++)
        {
            for (int x = 0; x < columns; x++)
            {
                float dx = (x - 31.5f) / (width * 2f), dy = (y - 23.5f) / (height * 3f);
                plane[(y * columns) + x] = (dx * dx) + (dy * dy) < 1 ? -3f : 0.5f;
            }
        }

        new Dct(columns, rows, MouthFeatures.Side).Transform(plane, mouth);
        for (int i = 0; i < mouth.Length; i++) mouth[i] /= MathF.Sqrt(plane.Length);
        float[] measures = new float[Measures];
        LipMemory.Measure(mouth, measures, new float[LipMemory.ScratchLength]);
        return measures;
    }

    private static float[] Ones() => [.. Enumerable.Repeat(1f, Measures)];
}
