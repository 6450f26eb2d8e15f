using System.Globalization;

namespace OnBoard.Drivers.I2c;

/// <summary>Where a chip is that hangs on a controller's own bus, in front of any multiplexer.</summary>
/// <param name="Controller">The controller's address: "ff020000".</param>
/// <param name="Address">The chip's 7-bit address.</param>
public readonly record struct I2cPlace(string Controller, int Address)
{
    /// <summary>Reads "ff020000-0020"; null for any other text, such as the label of a GPIO chip.</summary>
    public static I2cPlace? Parse(string text) =>
        text.Split('-') is [{ Length: 8 } controller, { Length: 4 } address]
        && controller.All(char.IsAsciiHexDigit)
        && int.TryParse(address, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int number)
        && number < 0x80
            ? new(controller, number)
            : null;

    /// <summary>"i2c@ff020000 0x20", as messages name the chip.</summary>
    public override string ToString() => $"i2c@{Controller} 0x{Address:x2}";
}
