using System.Globalization;

namespace OnBoard.Device.Interfaces.Scpi;

/// <summary>Response data of IEEE 488.2, chapter 8.</summary>
internal static class ScpiFormat
{
    /// <summary>What stands for a number that is not known (SCPI-1999, volume 1, 7.2.1.5).</summary>
    public const string NotANumber = "9.91E37";

    /// <summary>NR1: a whole number.</summary>
    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>NR3: seven digits and an exponent.</summary>
    public static string Number(double value) => double.IsFinite(value)
        ? value.ToString("0.000000E+00", CultureInfo.InvariantCulture)
        : double.IsNaN(value) ? NotANumber : value > 0 ? "9.9E37" : "-9.9E37";

    /// <summary>1 or 0.</summary>
    public static string Boolean(bool value) => value ? "1" : "0";

    /// <summary>String response data: ASCII in double quotes, which are doubled within.</summary>
    public static string Quote(string text)
    {
        string ascii = string.Create(text.Length, text, (span, source) =>
        {
            for (int i = 0; i < span.Length; i++) span[i] = source[i] is >= ' ' and <= '~' ? source[i] : '?';
        });
        return $"\"{ascii.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>Definite length arbitrary block response data: <c>#</c>, count of digits, length, the bytes.</summary>
    public static string Block(string ascii)
    {
        string length = Number(ascii.Length);
        return $"#{length.Length}{length}{ascii}";
    }
}
