using System.Globalization;

namespace OnBoard.Device.Interfaces.Scpi;

/// <summary>
/// Takes a program message apart: units between semicolons, each a header with parameters between commas (IEEE 488.2,
/// chapter 7). Knows no command. Whatever the text, it gives units or one <see cref="ScpiException"/>.
/// </summary>
public sealed class ScpiParser
{
    private const int MaxWord = 12;
    private const int MaxSuffix = 6;
    private const int MaxDigits = 255; // IEEE 488.2, 7.7.2.4.1
    private const int MaxExponent = 32_000; // the same

    private readonly string _text;
    private int _at;

    private ScpiParser(string text) => _text = text;

    private char Next => _at < _text.Length ? _text[_at] : '\0';

    private bool IsOver => _at >= _text.Length;

    /// <summary>The units one after the other, so that those before a mistake are carried out.</summary>
    /// <param name="message">A line without its end.</param>
    /// <exception cref="ScpiException">At the first unit that cannot be understood.</exception>
    public static IEnumerable<ScpiUnit> Parse(string message)
    {
        ScpiParser parser = new(message);
        parser.SkipBlanks();
        while (!parser.IsOver)
        {
            // Empty units are allowed: "*CLS;;*RST;".
            if (parser.Next != ';') yield return parser.Unit();
            if (!parser.IsOver) parser._at++;
            parser.SkipBlanks();
        }
    }

    private static bool IsBlank(char c) => c is ' ' or '\t';

    private static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private ScpiUnit Unit()
    {
        bool common = Next == '*', absolute = Next == ':';
        if (common || absolute) _at++;
        List<ScpiNode> nodes = [Node(split: !common)];
        while (!common && Next == ':')
        {
            _at++;
            nodes.Add(Node(split: true));
        }

        bool query = Next == '?';
        if (query) _at++;
        if (!IsOver && Next != ';' && !IsBlank(Next))
            throw Unexpected(ScpiError.InvalidSeparator);
        SkipBlanks();
        List<ScpiParameter> parameters = [];
        while (!IsOver && Next != ';')
        {
            if (parameters.Count > 0)
            {
                if (Next != ',') throw Unexpected(ScpiError.InvalidSeparator);
                _at++;
                SkipBlanks();
            }

            parameters.Add(Parameter());
            SkipBlanks();
        }

        return new ScpiUnit(nodes, common, absolute, query, parameters);
    }

    private ScpiNode Node(bool split)
    {
        int from = _at;
        if (!char.IsAsciiLetter(Next)) throw Unexpected(ScpiError.Syntax);
        while (IsWordCharacter(Next)) _at++;
        string word = _text[from.._at].ToUpperInvariant();
        int letters = split ? word.AsSpan().TrimEnd("0123456789").Length : word.Length;
        if (letters > MaxWord) throw new ScpiException(ScpiError.MnemonicTooLong, word);
        if (letters == word.Length) return new ScpiNode(word, null);
        if (word.Length - letters > MaxSuffix) throw new ScpiException(ScpiError.SuffixOutOfRange, word);
        return new ScpiNode(word[..letters], int.Parse(word.AsSpan(letters), CultureInfo.InvariantCulture));
    }

    private ScpiParameter Parameter() => Next switch
    {
        '"' or '\'' => Quoted(Next),
        '#' => Hash(),
        '(' => Expression(),
        '+' or '-' or '.' or (>= '0' and <= '9') => Number(),
        _ when char.IsAsciiLetter(Next) => Word(),
        ',' or '\0' => throw new ScpiException(ScpiError.MissingParameter),
        _ => throw Unexpected(ScpiError.Syntax),
    };

    private ScpiParameter Word()
    {
        int from = _at;
        while (IsWordCharacter(Next)) _at++;
        string word = _text[from.._at].ToUpperInvariant();
        return word.Length <= MaxWord
            ? new ScpiParameter(ScpiDataKind.Character, word)
            : throw new ScpiException(ScpiError.CharacterDataTooLong, word);
    }

    /// <summary>NRf (IEEE 488.2, 7.7.2): blanks may stand on both sides of the exponent's E.</summary>
    private ScpiParameter Number()
    {
        int from = _at;
        if (Next is '+' or '-') _at++;
        int mantissa = _at;
        SkipDigits();
        if (Next == '.') _at++;
        SkipDigits();
        string digits = _text[mantissa.._at];
        if (digits is "" or "." || Next is '.' or '+' or '-') throw InvalidNumber(from);
        string text = _text[from.._at] + Exponent(from);
        if (Next is '.' or '+' or '-') throw InvalidNumber(from);
        int end = _at;
        SkipBlanks();
        if (char.IsAsciiLetter(Next) || Next == '/') throw new ScpiException(ScpiError.SuffixNotAllowed, _text[from..WordEnd()]);
        _at = end;
        if (digits.Replace(".", "", StringComparison.Ordinal).TrimStart('0').Length > MaxDigits)
            throw new ScpiException(ScpiError.TooManyDigits);
        return double.IsFinite(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture))
            ? new ScpiParameter(ScpiDataKind.Number, text)
            : throw new ScpiException(ScpiError.ExponentTooLarge, text);
    }

    /// <summary>The exponent with its E; empty where there is none.</summary>
    /// <param name="from">Where the number began.</param>
    private string Exponent(int from)
    {
        int before = _at;
        SkipBlanks();
        if (Next is not ('E' or 'e') || (_at + 1 < _text.Length && char.IsAsciiLetter(_text[_at + 1])))
        {
            // Nothing, or a suffix such as EX, exa.
            _at = before;
            return "";
        }

        _at++;
        SkipBlanks();
        int sign = _at;
        if (Next is '+' or '-') _at++;
        int digits = _at;
        SkipDigits();
        if (_at == digits) throw InvalidNumber(from);
        return int.TryParse(_text.AsSpan(digits, _at - digits), NumberStyles.None, CultureInfo.InvariantCulture, out int exponent)
            && exponent <= MaxExponent
                ? $"E{_text[sign.._at]}"
                : throw new ScpiException(ScpiError.ExponentTooLarge, _text[from.._at]);
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Next)) _at++;
    }

    private int WordEnd()
    {
        int end = _at;
        while (end < _text.Length && (IsWordCharacter(_text[end]) || _text[end] is '/' or '.' or '-')) end++;
        return end;
    }

    private ScpiException InvalidNumber(int from) => new(ScpiError.InvalidNumber, _text[from..Math.Min(_text.Length, WordEnd() + 1)]);

    private ScpiParameter Quoted(char quote)
    {
        int from = ++_at;
        while (true)
        {
            int end = _text.IndexOf(quote, _at);
            if (end < 0) throw new ScpiException(ScpiError.InvalidString);
            _at = end + 1;
            if (Next != quote)
            {
                string doubled = new(quote, 2), single = quote.ToString();
                string text = _text[from..end].Replace(doubled, single, StringComparison.Ordinal);
                return new ScpiParameter(ScpiDataKind.Text, text);
            }

            _at++;
        }
    }

    private ScpiParameter Hash()
    {
        int from = _at++;
        if (Next is >= '1' and <= '9') return Block(Next - '0');
        if (Next == '0') throw new ScpiException(ScpiError.InvalidBlock, "of indefinite length");
        string digits = char.ToUpperInvariant(Next) switch
        {
            'H' => "0123456789ABCDEFabcdef",
            'Q' => "01234567",
            'B' => "01",
            _ => throw Unexpected(ScpiError.Syntax),
        };
        _at++;
        while (IsWordCharacter(Next)) _at++;
        string text = _text[from.._at];
        int longest = digits.Length switch { 2 => 32, 8 => 10, _ => 8 };
        return text.Length is > 2 && text.Length - 2 <= longest && !text.AsSpan(2).ContainsAnyExcept(digits)
            ? new ScpiParameter(ScpiDataKind.Number, text)
            : throw new ScpiException(ScpiError.InvalidNumber, text);
    }

    private ScpiParameter Block(int digits)
    {
        _at++;
        if (_at + digits > _text.Length
            || !int.TryParse(_text.AsSpan(_at, digits), NumberStyles.None, CultureInfo.InvariantCulture, out int length)
            || length > _text.Length - _at - digits)
            throw new ScpiException(ScpiError.InvalidBlock);
        int from = _at + digits;
        _at = from + length;
        return new ScpiParameter(ScpiDataKind.Other, _text.Substring(from, length));
    }

    private ScpiParameter Expression()
    {
        int from = _at;
        int end = _text.IndexOf(')', from);
        if (end < 0) throw new ScpiException(ScpiError.Syntax, "a bracket is not closed");
        _at = end + 1;
        return new ScpiParameter(ScpiDataKind.Other, _text[from.._at]);
    }

    private void SkipBlanks()
    {
        while (IsBlank(Next)) _at++;
    }

    /// <summary>A character that no command has is reported as that, others as <paramref name="otherwise"/>.</summary>
    private ScpiException Unexpected(ScpiError otherwise)
    {
        if (IsOver) return new ScpiException(otherwise, "the message ends early");
        bool known = Next is >= ' ' and <= '~';
        return new ScpiException(known ? otherwise : ScpiError.InvalidCharacter, known ? _text[_at..] : "");
    }
}
