using OnBoard.Drivers;
using OnBoard.Sensors.Talker.Traits;
using OnBoard.Sensors.Talker;
using OnBoard.Sensors.Talker.Script;

namespace OnBoard.Tests.Unit.Sensors.Talker;

public class GridGrammarTests
{
    [Fact]
    public void The_grammar_has_the_51_words_of_the_corpus_and_each_can_be_said()
    {
        int words = 0;
        for (int place = 0; place < GridGrammar.Places; place++)
        {
            for (int choice = 0; choice < GridGrammar.Choices(place); choice++)
            {
                ReadOnlySpan<Phoneme> sound = GridGrammar.Pronunciation(place, choice);
                Assert.False(sound.IsEmpty, GridGrammar.Word(place, choice));
                foreach (Phoneme phoneme in sound) Assert.False(PhonemeTable.Of(phoneme).IsEmpty, phoneme.ToString());
                words++;
            }
        }

        Assert.Equal(51, words);
    }

    [Theory]
    [InlineData("bin blue at f two now", "bbaf2n")]
    [InlineData("set white with z zero soon", "swwzzs")]
    [InlineData("place red by p nine again", "prbp9a")]
    public void A_sentence_reads_back_from_its_words_and_has_the_code_of_the_corpus(string text, string code)
    {
        GridSentence sentence = GridSentence.Parse(text);
        Assert.Equal(text, sentence.ToString());
        Assert.Equal(code, sentence.Code);
    }

    [Theory]
    [InlineData("bin blue at w two now")]
    [InlineData("bin blue at f two")]
    public void A_sentence_outside_the_grammar_is_refused(string text) =>
        Assert.Contains(text, Assert.Throws<BadInputException>(() => GridSentence.Parse(text)).Message);

    [Fact]
    public void Every_word_fits_into_a_score_and_phones_follow_each_other_without_gap()
    {
        SentenceScore score = new(new TalkerTraits(new TalkerOptions { Seed = 5 }));
        for (int n = 0; n < 25; n++)
        {
            score.Lay(new GridSentence(n % 4, n % 4, n % 4, n, n % 10, n % 4), n, 0);
            int at = 0;
            foreach (SpokenPhone phone in score.Phones)
            {
                Assert.Equal(at, phone.Start);
                Assert.True(phone.Length > 0);
                at = phone.End;
            }

            Assert.Equal(score.Length, at);
            Assert.InRange((score.SpeechEnd - score.SpeechStart) / 16_000.0, 1, 3.5);
        }
    }

    [Fact]
    public void Silence_between_two_sentences_stays_within_the_options()
    {
        TalkerScript script = new(new TalkerTraits(new TalkerOptions { Seed = 8 }));
        for (int n = 0; n < 50; n++)
        {
            int trailing = script.Current.Length - script.Current.SpeechEnd;
            script.Next();
            Assert.InRange((trailing + script.Current.SpeechStart) / 16_000.0, 0.59, 1.51);
        }
    }

    [Fact]
    public void An_option_out_of_range_is_refused_by_name()
    {
        BadInputException error = Assert.Throws<BadInputException>(
            () => new TalkerTraits(new TalkerOptions { FundamentalHertz = 500 }));
        Assert.Contains("FundamentalHertz", error.Message);
    }
}
