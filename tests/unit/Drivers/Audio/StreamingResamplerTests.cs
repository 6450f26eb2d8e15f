using CsCheck;
using OnBoard.Drivers.Audio;

namespace OnBoard.Tests.Unit.Drivers.Audio;

public class StreamingResamplerTests
{
    public static TheoryData<int, int> Rates =>
        new() { { 48000, 16000 }, { 44100, 16000 }, { 96000, 16000 }, { 8000, 16000 }, { 16000, 48000 }, { 16000, 44100 } };

    private static float[] Resample(int from, int to, Func<int, double> signal, int count)
    {
        StreamingResampler resampler = new(from, to);
        float[] input = new float[count];
        for (int i = 0; i < count; i++) input[i] = (float)signal(i);
        float[] output = new float[resampler.MaxOutputs(count)];
        return output[..resampler.Process(input, output)];
    }

    private static Func<int, double> Tone(double hertz, int rate) => i => Math.Sin(2 * Math.PI * hertz * i / rate);

    /// <summary>Amplitude of a tone by correlation with it, clear of the start and the end.</summary>
    private static double Amplitude(ReadOnlySpan<float> samples, double hertz, int rate)
    {
        double re = 0, im = 0, weights = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            double weight = 0.5 - (0.5 * Math.Cos(2 * Math.PI * i / samples.Length));
            re += weight * samples[i] * Math.Cos(2 * Math.PI * hertz * i / rate);
            im += weight * samples[i] * Math.Sin(2 * Math.PI * hertz * i / rate);
            weights += weight;
        }

        return 2 * Math.Sqrt((re * re) + (im * im)) / weights;
    }

    [Theory]
    [MemberData(nameof(Rates))]
    public void The_pass_band_is_flat_within_a_hundredth_of_a_decibel(int from, int to)
    {
        double edge = 0.875 * Math.Min(from, to) / 2;
        foreach (double part in (double[])[0.03, 0.2, 0.4, 0.6, 0.8, 0.95, 1.0])
        {
            float[] output = Resample(from, to, Tone(part * edge, from), from / 2);
            double decibels = 20 * Math.Log10(Amplitude(output.AsSpan(to / 20, to / 3), part * edge, to));
            Assert.True(Math.Abs(decibels) < 0.01, $"{part * edge:0} Hz passes with {decibels:0.0000} dB");
        }
    }

    [Theory]
    [InlineData(48000, 16000)]
    [InlineData(44100, 16000)]
    [InlineData(96000, 16000)]
    public void What_would_alias_is_eighty_decibels_down(int from, int to)
    {
        double nyquist = to / 2.0;
        for (double hertz = nyquist; hertz < from / 2.0; hertz *= 1.07)
        {
            // Away from the multiples of the output rate, which fold onto a constant.
            float[] output = Resample(from, to, Tone(hertz + 1.3, from), from / 4);
            double power = 0;
            ReadOnlySpan<float> steady = output.AsSpan(to / 20, to / 8);
            foreach (float sample in steady) power += sample * sample;
            double decibels = 10 * Math.Log10((2 * power / steady.Length) + 1e-30);
            Assert.True(decibels < -80, $"{hertz:0} Hz comes through with {decibels:0.0} dB");
        }
    }

    [Theory]
    [InlineData(16000, 48000)]
    [InlineData(16000, 44100)]
    [InlineData(8000, 16000)]
    public void Images_are_eighty_decibels_down(int from, int to)
    {
        double hertz = 0.4 * from;
        float[] output = Resample(from, to, Tone(hertz, from), from / 2);
        double decibels = 20 * Math.Log10(Amplitude(output.AsSpan(to / 20, to / 3), from - hertz, to));
        Assert.True(decibels < -80, $"the image of {hertz:0} Hz comes with {decibels:0.0} dB");
    }

    [Theory]
    [MemberData(nameof(Rates))]
    public void Outputs_stay_aligned_with_inputs(int from, int to)
    {
        const double Hertz = 440;
        float[] output = Resample(from, to, Tone(Hertz, from), from);
        for (int k = to / 10; k < output.Length; k++)
            Assert.InRange(output[k] - Math.Sin(2 * Math.PI * Hertz * k / to), -2e-3, 2e-3);
    }

    [Theory]
    [InlineData(44100, 16000)]
    [InlineData(16000, 44100)]
    public void Nothing_drifts_in_a_minute_of_periods(int from, int to)
    {
        StreamingResampler resampler = new(from, to);
        int period = from / 100;
        float[] input = new float[period], output = new float[resampler.MaxOutputs(period)];
        long given = 0, got = 0;
        for (int hop = 0; hop < 6_000; hop++)
        {
            got += resampler.Process(input, output);
            given += period;
            double expected = (given - resampler.Lookahead) * (double)to / from;
            Assert.InRange(got - expected, -1.0, 2.0);

            // The place of the next output and what is pending make up all that came.
            Assert.Equal(given, (got * (double)from / to) + resampler.Pending, 1e-6);
        }
    }

    [Fact]
    public void The_cut_into_chunks_does_not_matter() =>
        Gen.Select(Gen.Int[1, 700].Array[1, 30], Gen.OneOf(48000, 44100, 8000), Gen.Int[0, 1000]).Sample((chunks, from, seed) =>
        {
            Random random = new(seed);
            float[] input = [.. Enumerable.Range(0, chunks.Sum()).Select(_ => random.NextSingle() - 0.5f)];
            StreamingResampler whole = new(from, 16000), parts = new(from, 16000);
            float[] expected = new float[whole.MaxOutputs(input.Length)];
            expected = expected[..whole.Process(input, expected)];

            List<float> got = [];
            int at = 0;
            foreach (int chunk in chunks)
            {
                float[] output = new float[parts.MaxOutputs(chunk)];
                got.AddRange(output[..parts.Process(input.AsSpan(at, chunk), output)]);
                at += chunk;
            }

            Assert.Equal(expected, got);
        }, iter: 30);

    [Fact]
    public void After_a_reset_it_begins_anew()
    {
        StreamingResampler resampler = new(48000, 16000);
        float[] input = [.. Enumerable.Range(0, 3000).Select(i => MathF.Sin(i))];
        float[] first = new float[1100], second = new float[1100];
        int count = resampler.Process(input, first);
        resampler.Reset();
        Assert.Equal(count, resampler.Process(input, second));
        Assert.Equal(first, second);
    }
}
