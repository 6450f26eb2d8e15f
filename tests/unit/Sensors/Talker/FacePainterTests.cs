using OnBoard.Drivers.Video;
using OnBoard.Sensors.Talker.Traits;
using OnBoard.Sensors.Talker;
using OnBoard.Sensors.Talker.Face;
using OnBoard.Sensors.Talker.Script;

namespace OnBoard.Tests.Unit.Sensors.Talker;

public class FacePainterTests
{
    private const int Rate = 16_000;
    private const int PerFrame = Rate / 25;

    [Fact]
    public void The_same_seed_draws_the_same_frame_and_another_seed_another()
    {
        byte[] one = Draw(3, 20_000).Luma;
        Assert.Equal(one, Draw(3, 20_000).Luma);
        Assert.NotEqual(one, Draw(4, 20_000).Luma);
    }

    [Fact]
    public void A_frame_does_not_depend_on_those_before_it()
    {
        SyntheticTalker talker = new(new TalkerOptions { Seed = 3 });
        FacePainter face = talker.OpenFace(320, 240);
        TalkerScript script = talker.OpenScript();
        VideoFrame frame = new(320, 240);
        for (int sample = 0; sample <= 20_000; sample += 4_000) face.Paint(script.Current, sample, frame);
        Assert.Equal(Draw(3, 20_000).Luma, frame.Luma);
        Assert.Equal(Draw(3, 20_000).Cr, frame.Cr);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(9)]
    public void Lips_are_shut_all_through_p_b_and_m_and_nowhere_in_an_open_vowel(int seed)
    {
        SentenceScore score = new(new TalkerTraits(new TalkerOptions { Seed = seed }));
        int shut = 0;
        for (int letter = 0; letter < GridGrammar.Choices(3); letter++)
        {
            score.Lay(new GridSentence(letter % 4, letter % 2, letter % 4, letter, letter % 10, letter % 4), letter, 0);
            foreach (SpokenPhone spoken in score.Phones)
            {
                if (spoken.Phone.ShutsLips)
                {
                    shut++;
                    for (int at = spoken.Start; at < spoken.End; at += 16)
                        Assert.True(score.ArticulationAt(at).Opening <= 0, $"open at {at} in {spoken.Phoneme}");
                }
                else if (spoken.Phone.IsVowel && spoken.Phone.Mouth.Opening > 0.9f)
                {
                    Assert.True(score.ArticulationAt(spoken.Start + spoken.Length / 2).Opening > 0.25f);
                }
            }
        }

        Assert.True(shut > 20);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void The_mouth_is_closed_between_sentences(int seed)
    {
        TalkerScript script = new SyntheticTalker(new TalkerOptions { Seed = seed }).OpenScript();
        for (int n = 0; n < 10; n++, script.Next())
        {
            Assert.True(script.Current.ArticulationAt(0).Opening <= 0.005f);
            Assert.True(script.Current.ArticulationAt(script.Current.Length - 1).Opening <= 0.005f);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Over_a_minute_the_opening_of_the_mouth_follows_the_loudness_of_the_voice(int seed)
    {
        (List<double> opening, List<double> level) = Minute(seed);
        Assert.InRange(Correlation(opening, level), 0.55, 0.98);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void In_vowels_the_jaw_follows_the_first_formant(int seed)
    {
        SentenceScore score = new(new TalkerTraits(new TalkerOptions { Seed = seed }));
        List<double> jaw = [], formant = [];
        for (int letter = 0; letter < GridGrammar.Choices(3); letter++)
        {
            score.Lay(new GridSentence(letter % 4, letter % 4, letter % 4, letter, letter % 10, letter % 4), letter, 0);
            foreach (SpokenPhone spoken in score.Phones)
            {
                if (!spoken.Phone.IsVowel) continue;
                jaw.Add(score.ArticulationAt(spoken.Start + spoken.Length / 2).Jaw);
                formant.Add(spoken.Phone.Formants!.Value.X);
            }
        }

        Assert.InRange(Correlation(jaw, formant), 0.7, 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Lips_lead_the_sound_a_little(int seed)
    {
        (List<double> opening, List<double> level) = Minute(seed);
        double With(int lead) => Correlation(opening.Skip(2 - lead).SkipLast(2 + lead), level.Skip(2).SkipLast(2));
        // Best aligned where the frame is the sound's own or the one before; never where it lags by two.
        double best = Enumerable.Range(-2, 5).Max(With);
        Assert.True(With(0) == best || With(1) == best, string.Join(' ', Enumerable.Range(-2, 5).Select(With)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_drawn_lips_are_redder_than_the_cheeks_and_both_have_the_chroma_of_skin(int seed)
    {
        SyntheticTalker talker = new(new TalkerOptions { Seed = seed });
        VideoFrame frame = new(320, 240);
        MouthGeometry mouth = talker.OpenFace(320, 240).Paint(talker.OpenScript().Current, 0, frame);
        double lip = Mean(frame.Cr, mouth.CenterX, mouth.CenterY, 6, 2);
        float cheek = mouth.CenterY - 24;
        double skinCr = Mean(frame.Cr, mouth.CenterX + 26, cheek, 5, 5);
        double skinCb = Mean(frame.Cb, mouth.CenterX + 26, cheek, 5, 5);
        Assert.InRange(skinCr, 138, 165);
        Assert.InRange(skinCb, 98, 122);
        Assert.True(lip > skinCr + 4, $"lips {lip}, skin {skinCr}");
    }

    [Fact]
    public void Drawing_allocates_nothing()
    {
        SyntheticTalker talker = new(new TalkerOptions { Seed = 2 });
        FacePainter face = talker.OpenFace(320, 240);
        TalkerScript script = talker.OpenScript();
        VideoFrame frame = new(320, 240);
        face.Paint(script.Current, 0, frame);
        Allocations.None(() =>
        {
            for (int k = 0; k < 100; k++)
            {
                script.MoveTo(k * PerFrame);
                face.Paint(script.Current, k * PerFrame, frame);
            }
        });
    }

    /// <summary>Opening and level, dB above the floor, per frame; the sound of 40 ms around the frame's
    /// moment.</summary>
    private static (List<double> Opening, List<double> Level) Minute(int seed)
    {
        SyntheticTalker talker = new(new TalkerOptions { Seed = seed });
        float[] sound = new float[60 * Rate];
        talker.OpenVoice().Read(sound);
        TalkerScript script = talker.OpenScript();
        List<double> opening = [], level = [];
        for (int sample = PerFrame; sample + PerFrame <= sound.Length; sample += PerFrame)
        {
            script.MoveTo(sample);
            Articulation mouth = script.Current.ArticulationAt((int)(sample - script.Current.Start));
            opening.Add(Math.Max(0, mouth.Opening));
            double energy = 0;
            foreach (float x in sound.AsSpan(sample - PerFrame / 2, PerFrame)) energy += x * x;
            level.Add(Math.Max(0, 60 + 10 * Math.Log10(energy / PerFrame + 1e-12)));
        }

        return (opening, level);
    }

    private static double Correlation(IEnumerable<double> first, IEnumerable<double> second)
    {
        (double First, double Second)[] pairs = [.. first.Zip(second)];
        double a = pairs.Average(p => p.First), b = pairs.Average(p => p.Second);
        double spread = pairs.Sum(p => (p.First - a) * (p.First - a));
        double other = pairs.Sum(p => (p.Second - b) * (p.Second - b));
        return pairs.Sum(p => (p.First - a) * (p.Second - b)) / Math.Sqrt(spread * other);
    }

    private static VideoFrame Draw(int seed, long sample)
    {
        SyntheticTalker talker = new(new TalkerOptions { Seed = seed });
        TalkerScript script = talker.OpenScript();
        script.MoveTo(sample);
        VideoFrame frame = new(320, 240);
        talker.OpenFace(320, 240).Paint(script.Current, sample, frame);
        return frame;
    }

    private static double Mean(byte[] chroma, float x, float y, int reachX, int reachY)
    {
        double sum = 0;
        int count = 0;
        for (int v = (int)(y - reachY) / 2; v <= (int)(y + reachY) / 2; v++)
        {
            for (int u = (int)(x - reachX) / 2; u <= (int)(x + reachX) / 2; u++, count++) sum += chroma[v * 160 + u];
        }

        return sum / count;
    }
}
