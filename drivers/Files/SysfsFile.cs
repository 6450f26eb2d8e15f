using System.Globalization;

namespace OnBoard.Drivers.Files;

/// <summary>Small files in which the kernel shows and takes one value each: sysfs, configfs.</summary>
internal static class SysfsFile
{
    /// <summary>The text without the white space around it; null where it is absent or may not be read.</summary>
    public static string? ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A whole number, decimal or with 0x before it.</summary>
    /// <exception cref="DeviceFailedException">It is absent, may not be read, or is no number.</exception>
    public static ulong ReadNumber(string path)
    {
        string text = ReadText(path) ?? "";
        bool isHexadecimal = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return ulong.TryParse(
            isHexadecimal ? text.AsSpan(2) : text, isHexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
            CultureInfo.InvariantCulture, out ulong value)
            ? value
            : throw new DeviceFailedException(
                path, text.Length == 0 ? "it cannot be read" : $"it holds \"{text}\", no number",
                "check which driver made it, and its permissions");
    }

    /// <summary>Writes a value into a file that the kernel made.</summary>
    /// <exception cref="DeviceFailedException">It is absent or the kernel refused.</exception>
    public static void Write(string path, string value, string remedy)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            file.Write(System.Text.Encoding.UTF8.GetBytes(value));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DeviceFailedException(path, $"it did not take \"{value}\" ({error.Message})", remedy, error);
        }
    }
}
