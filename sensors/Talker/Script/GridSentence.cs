namespace OnBoard.Sensors.Talker.Script;

/// <summary>One sentence of the GRID grammar as the number of the word chosen at each place.</summary>
public readonly record struct GridSentence(
    int Command, int Colour, int Preposition, int Letter, int Digit, int Adverb)
{
    /// <summary>The word number at <paramref name="place"/>, 0..5.</summary>
    public int this[int place] => place switch
    {
        0 => Command,
        1 => Colour,
        2 => Preposition,
        3 => Letter,
        4 => Digit,
        5 => Adverb,
        _ => throw new ArgumentOutOfRangeException(nameof(place)),
    };

    /// <summary>The sentence in the corpus's own file code, for example "bbaf2n"; digit zero is "z".</summary>
    public string Code => string.Create(GridGrammar.Places, this, static (code, sentence) =>
    {
        for (int place = 0; place < GridGrammar.Places; place++)
            code[place] = GridGrammar.Word(place, sentence[place])[0];
        if (sentence.Digit > 0) code[4] = (char)('0' + sentence.Digit);
    });

    /// <summary>Reads a sentence such as "bin blue at f two now".</summary>
    /// <exception cref="Drivers.BadInputException">A word does not fit the grammar.</exception>
    public static GridSentence Parse(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != GridGrammar.Places)
            throw Unfit(text, $"it has {words.Length} words, not {GridGrammar.Places}");
        Span<int> chosen = stackalloc int[GridGrammar.Places];
        for (int place = 0; place < GridGrammar.Places; place++)
        {
            int choice = 0;
            while (choice < GridGrammar.Choices(place) && GridGrammar.Word(place, choice) != words[place]) choice++;
            if (choice == GridGrammar.Choices(place))
                throw Unfit(text, $"\"{words[place]}\" cannot be word {place + 1}");
            chosen[place] = choice;
        }

        return new GridSentence(chosen[0], chosen[1], chosen[2], chosen[3], chosen[4], chosen[5]);
    }

    /// <summary>The words with blanks between them.</summary>
    public override string ToString()
    {
        GridSentence sentence = this;
        return string.Join(' ', Enumerable.Range(0, GridGrammar.Places).Select(p => GridGrammar.Word(p, sentence[p])));
    }

    private static Drivers.BadInputException Unfit(string text, string cause) => new(
        $"sentence \"{text}\"", cause,
        "say command, colour, preposition, letter, digit and adverb as in \"bin blue at f two now\"");
}
