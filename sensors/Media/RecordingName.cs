using System.Globalization;

namespace OnBoard.Sensors.Media;

/// <summary>
/// A recording as a person names it: a path; <c>PATH#2</c>, which chooses the second of its sound tracks; or <c>-</c>, which is
/// what stands on standard input.
/// </summary>
/// <param name="Path">The file.</param>
/// <param name="Track">The sound track, counted from 1; null where none was chosen.</param>
internal sealed record RecordingName(string Path, int? Track)
{
    /// <summary>What names standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>Understands a name. A file whose name itself ends in <c>#2</c> is that file.</summary>
    public static RecordingName Parse(string text)
    {
        int mark = text.LastIndexOf('#');
        bool chooses = mark > 0 && !File.Exists(text)
            && int.TryParse(text.AsSpan(mark + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int _);
        return chooses
            ? new RecordingName(text[..mark], int.Parse(text.AsSpan(mark + 1), CultureInfo.InvariantCulture))
            : new RecordingName(text, null);
    }
}
