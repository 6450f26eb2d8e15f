using System.Numerics;
using OnBoard.Sensors.Talker.Traits;
using OnBoard.Sensors.Talker;
using OnBoard.Sensors.Talker.Script;
using OnBoard.Sensors.Talker.Voice;

namespace OnBoard.Tests.Unit.Sensors.Talker;

public class FormantVoiceTests
{
    private const int Rate = 16_000;

    public static TheoryData<Phoneme> Vowels =>
        [Phoneme.IY, Phoneme.IH, Phoneme.EH, Phoneme.AE, Phoneme.AH, Phoneme.AA, Phoneme.AO, Phoneme.UW, Phoneme.AX];

    [Theory]
    [MemberData(nameof(Vowels))]
    public void The_spectral_envelope_of_a_held_vowel_peaks_at_its_formants(Phoneme vowel)
    {
        TalkerTraits traits = new(new TalkerOptions { FundamentalHertz = 90, TractScale = 1 });
        float[] sound = FormantVoice.Sustain(traits, vowel, Rate / 2);
        double[] predictor = LinearPrediction(sound.AsSpan(Rate / 4), 20);
        List<double> peaks = Peaks(predictor);
        Vector4 formants = PhonemeTable.Of(vowel)[0].Formants!.Value;
        for (int f = 0; f < 3; f++)
        {
            double off = peaks.Min(peak => Math.Abs(peak - formants[f]));
            Assert.True(
                off < Math.Max(60, 0.07 * formants[f]),
                $"F{f + 1} of {vowel} is {formants[f]} Hz; peaks are at {string.Join(", ", peaks)}");
        }
    }

    [Fact]
    public void A_shorter_tract_moves_the_formants_up()
    {
        TalkerTraits traits = new(new TalkerOptions { FundamentalHertz = 90, TractScale = 1.2f });
        float[] sound = FormantVoice.Sustain(traits, Phoneme.EH, Rate / 2);
        Assert.Contains(Peaks(LinearPrediction(sound.AsSpan(Rate / 4), 20)), peak => Math.Abs(peak - 1.2 * 1840) < 120);
    }

    [Fact]
    public void The_same_seed_says_the_same_and_another_seed_something_else()
    {
        float[] one = Speak(3, 2 * Rate), again = Speak(3, 2 * Rate), other = Speak(4, 2 * Rate);
        Assert.Equal(one, again);
        Assert.NotEqual(one, other);
    }

    [Fact]
    public void The_sound_does_not_depend_on_the_size_of_the_reads()
    {
        FormantVoice voice = new SyntheticTalker(new TalkerOptions { Seed = 3 }).OpenVoice();
        float[] pieces = new float[2 * Rate];
        for (int at = 0, size = 1; at < pieces.Length; at += size, size = size % 611 + 7)
        {
            size = Math.Min(size, pieces.Length - at);
            voice.Read(pieces.AsSpan(at, size));
        }

        Assert.Equal(Speak(3, 2 * Rate), pieces);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Speech_has_the_level_asked_for_and_never_clips(int seed)
    {
        SyntheticTalker talker = new(new TalkerOptions { Seed = seed, LevelDecibels = -26 });
        FormantVoice voice = talker.OpenVoice();
        double energy = 0;
        long count = 0;
        float peak = 0;
        for (int n = 0; n < 6; n++)
        {
            SentenceScore score = voice.Script.Current;
            (int start, int end) = (score.SpeechStart, score.SpeechEnd);
            float[] sound = new float[score.Length];
            voice.Read(sound);
            foreach (float sample in sound.AsSpan(start, end - start)) energy += sample * sample;
            count += end - start;
            peak = Math.Max(peak, sound.Max(Math.Abs));
        }

        Assert.InRange(10 * Math.Log10(energy / count), -27.5, -24.5);
        Assert.InRange(peak, 0.1f, 0.9f);
    }

    [Fact]
    public void Hiss_lies_high_and_voice_lies_low()
    {
        SyntheticTalker talker = new(new TalkerOptions { Seed = 6, TractScale = 1 });
        FormantVoice voice = talker.OpenVoice();
        List<double> hiss = [], vowels = [];
        for (int n = 0; n < 12; n++)
        {
            SpokenPhone[] phones = voice.Script.Current.Phones.ToArray();
            float[] sound = new float[voice.Script.Current.Length];
            voice.Read(sound);
            foreach (SpokenPhone spoken in phones)
            {
                double center = Centroid(sound.AsSpan(spoken.Start + spoken.Length / 4, spoken.Length / 2));
                if (spoken.Phoneme == Phoneme.S) hiss.Add(center);
                else if (spoken.Phone.IsVowel) vowels.Add(center);
            }
        }

        Assert.InRange(hiss.Average(), 4000, 7500);
        Assert.InRange(vowels.Average(), 200, 1800);
    }

    [Fact]
    public void Skipping_ahead_comes_out_at_the_place_asked_for()
    {
        FormantVoice voice = new SyntheticTalker(new TalkerOptions { Seed = 2 }).OpenVoice();
        voice.SkipTo(1_000_003);
        Assert.Equal(1_000_003, voice.Position);
    }

    [Fact]
    public void Speaking_allocates_nothing()
    {
        FormantVoice voice = new SyntheticTalker(new TalkerOptions { Seed = 2 }).OpenVoice();
        float[] hop = new float[160];
        for (int i = 0; i < 1000; i++) voice.Read(hop);
        Allocations.None(() =>
        {
            for (int i = 0; i < 1000; i++) voice.Read(hop);
        });
    }

    private static float[] Speak(int seed, int samples)
    {
        float[] sound = new float[samples];
        new SyntheticTalker(new TalkerOptions { Seed = seed }).OpenVoice().Read(sound);
        return sound;
    }

    /// <summary>Centre of gravity of the power spectrum, Hz, from the energy of signal and difference.</summary>
    private static double Centroid(ReadOnlySpan<float> sound)
    {
        double energy = 0, difference = 0;
        for (int i = 1; i < sound.Length; i++)
        {
            energy += sound[i] * sound[i];
            difference += (sound[i] - sound[i - 1]) * (sound[i] - sound[i - 1]);
        }

        // A sine of angle w has difference energy 2 - 2 cos w.
        return Math.Acos(Math.Clamp(1 - difference / energy / 2, -1, 1)) * Rate / (2 * Math.PI);
    }

    /// <summary>Autocorrelation method (Makhoul 1975) on the pre-emphasised, windowed signal.</summary>
    private static double[] LinearPrediction(ReadOnlySpan<float> sound, int order)
    {
        double[] windowed = new double[sound.Length];
        for (int i = 1; i < sound.Length; i++)
        {
            double window = 0.54 - 0.46 * Math.Cos(2 * Math.PI * i / sound.Length);
            windowed[i] = window * (sound[i] - 0.9 * sound[i - 1]);
        }

        double[] r = new double[order + 1];
        for (int lag = 0; lag <= order; lag++)
            for (int i = lag; i < windowed.Length; i++) r[lag] += windowed[i] * windowed[i - lag];
        double[] a = new double[order + 1];
        a[0] = 1;
        double error = r[0];
        for (int m = 1; m <= order; m++)
        {
            double reflection = 0;
            for (int i = 0; i < m; i++) reflection -= a[i] * r[m - i];
            reflection /= error;
            double[] next = (double[])a.Clone();
            for (int i = 1; i <= m; i++) next[i] = a[i] + reflection * a[m - i];
            a = next;
            error *= 1 - reflection * reflection;
        }

        return a;
    }

    private static List<double> Peaks(double[] predictor)
    {
        const double Step = 5;
        double Envelope(double hertz)
        {
            Complex sum = 0;
            for (int i = 0; i < predictor.Length; i++)
                sum += predictor[i] * Complex.FromPolarCoordinates(1, -2 * Math.PI * hertz * i / Rate);
            return 1 / sum.Magnitude;
        }

        List<double> peaks = [];
        for (double hertz = 150; hertz < 4500; hertz += Step)
        {
            double here = Envelope(hertz);
            if (here > Envelope(hertz - Step) && here > Envelope(hertz + Step)) peaks.Add(hertz);
        }

        return peaks;
    }
}
