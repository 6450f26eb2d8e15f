using System.Globalization;

namespace OnBoard.Device.Interfaces.Scpi;

/// <summary>Kinds of program data that OnBoard's commands take (IEEE 488.2, 7.7).</summary>
public enum ScpiDataKind
{
    /// <summary>A word: <c>ON</c>, <c>PL</c>.</summary>
    Character,

    /// <summary>A number: <c>12</c>, <c>1.2e-3</c>, <c>#HFF</c>.</summary>
    Number,

    /// <summary>Text in quotes.</summary>
    Text,

    /// <summary>Bytes with their count, or an expression in brackets: understood, used by no command.</summary>
    Other,
}

/// <summary>One parameter.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Text">The word in capitals, the digits, the text without quotes.</param>
public readonly record struct ScpiParameter(ScpiDataKind Kind, string Text)
{
    /// <summary>A number's value.</summary>
    /// <exception cref="ScpiException">It is no number.</exception>
    public double Number => Kind != ScpiDataKind.Number
        ? throw new ScpiException(ScpiError.DataType, Text)
        : Text[0] == '#'
            ? Convert.ToUInt32(Text[2..], char.ToUpperInvariant(Text[1]) switch { 'H' => 16, 'Q' => 8, _ => 2 })
            : double.Parse(Text, NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>ON, OFF, or a number, of which zero is off (SCPI-1999, volume 1, 7.3).</summary>
    /// <exception cref="ScpiException">It is neither.</exception>
    public bool Boolean => Kind switch
    {
        ScpiDataKind.Character when Text == "ON" => true,
        ScpiDataKind.Character when Text == "OFF" => false,
        ScpiDataKind.Number => Math.Round(Number) != 0,
        ScpiDataKind.Character => throw new ScpiException(ScpiError.IllegalValue, Text),
        _ => throw new ScpiException(ScpiError.DataType, Text),
    };
}
