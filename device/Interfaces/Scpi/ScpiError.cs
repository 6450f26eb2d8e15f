namespace OnBoard.Device.Interfaces.Scpi;

/// <summary>An entry of the error queue: number and text of SCPI-1999, volume 2, 21.8, and what is behind it.</summary>
/// <param name="Number">Negative: the standard's.</param>
/// <param name="Text">The standard's.</param>
/// <param name="Detail">What is behind it; empty where the text says all.</param>
public readonly record struct ScpiError(int Number, string Text, string Detail = "")
{
    private const int MaxText = 255;

    /// <summary>Nothing is wrong.</summary>
    public static ScpiError None { get; } = new(0, "No error");

    /// <summary>A character that no command has.</summary>
    public static ScpiError InvalidCharacter { get; } = new(-101, "Invalid character");

    /// <summary>A message that cannot be parsed.</summary>
    public static ScpiError Syntax { get; } = new(-102, "Syntax error");

    /// <summary>Something else where a separator is due.</summary>
    public static ScpiError InvalidSeparator { get; } = new(-103, "Invalid separator");

    /// <summary>A parameter of another kind.</summary>
    public static ScpiError DataType { get; } = new(-104, "Data type error");

    /// <summary>More parameters than the command has.</summary>
    public static ScpiError ParameterNotAllowed { get; } = new(-108, "Parameter not allowed");

    /// <summary>A parameter is missing.</summary>
    public static ScpiError MissingParameter { get; } = new(-109, "Missing parameter");

    /// <summary>A word of more than twelve characters.</summary>
    public static ScpiError MnemonicTooLong { get; } = new(-112, "Program mnemonic too long");

    /// <summary>There is no such command.</summary>
    public static ScpiError UndefinedHeader { get; } = new(-113, "Undefined header");

    /// <summary>There is no such window.</summary>
    public static ScpiError SuffixOutOfRange { get; } = new(-114, "Header suffix out of range");

    /// <summary>A number that is none.</summary>
    public static ScpiError InvalidNumber { get; } = new(-121, "Invalid character in number");

    /// <summary>A number beyond what a double holds, or an exponent beyond 32000.</summary>
    public static ScpiError ExponentTooLarge { get; } = new(-123, "Exponent too large");

    /// <summary>A number of more than 255 digits, leading zeros not counted.</summary>
    public static ScpiError TooManyDigits { get; } = new(-124, "Too many digits");

    /// <summary>A unit behind a number: no command takes one.</summary>
    public static ScpiError SuffixNotAllowed { get; } = new(-138, "Suffix not allowed");

    /// <summary>A word of more than twelve characters as a parameter.</summary>
    public static ScpiError CharacterDataTooLong { get; } = new(-144, "Character data too long");

    /// <summary>A string without an end.</summary>
    public static ScpiError InvalidString { get; } = new(-151, "Invalid string data");

    /// <summary>A block that is cut short.</summary>
    public static ScpiError InvalidBlock { get; } = new(-161, "Invalid block data");

    /// <summary>Understood but could not be done.</summary>
    public static ScpiError Execution { get; } = new(-200, "Execution error");

    /// <summary>Not now.</summary>
    public static ScpiError SettingsConflict { get; } = new(-221, "Settings conflict");

    /// <summary>A number beyond what is allowed.</summary>
    public static ScpiError OutOfRange { get; } = new(-222, "Data out of range");

    /// <summary>A word or a name that means nothing here.</summary>
    public static ScpiError IllegalValue { get; } = new(-224, "Illegal parameter value");

    /// <summary>There is a figure, but it is unknown.</summary>
    public static ScpiError DataCorruptOrStale { get; } = new(-230, "Data corrupt or stale");

    /// <summary>This machine has no such thing.</summary>
    public static ScpiError HardwareMissing { get; } = new(-241, "Hardware missing");

    /// <summary>The disk is full or fails.</summary>
    public static ScpiError MassStorage { get; } = new(-250, "Mass storage error");

    /// <summary>An error of the program itself.</summary>
    public static ScpiError System { get; } = new(-310, "System error");

    /// <summary>More errors than the queue holds.</summary>
    public static ScpiError QueueOverflow { get; } = new(-350, "Queue overflow");

    /// <summary>A message longer than the buffer.</summary>
    public static ScpiError InputOverrun { get; } = new(-363, "Input buffer overrun");

    /// <summary>The bit of the standard event status register that reports it (IEEE 488.2, 11.5.1).</summary>
    public int EventBit => Number switch
    {
        <= -100 and > -200 => 1 << 5,
        <= -200 and > -300 => 1 << 4,
        <= -300 and > -400 => 1 << 3,
        <= -400 and > -500 => 1 << 2,
        _ => 0,
    };

    /// <summary>As SYSTem:ERRor? answers: <c>-113,"Undefined header;FOO:BAR?"</c>.</summary>
    public override string ToString()
    {
        string text = Detail.Length == 0 ? Text : $"{Text};{Detail}";
        if (text.Length > MaxText) text = text[..MaxText];
        return $"{Number},{ScpiFormat.Quote(text)}";
    }
}
