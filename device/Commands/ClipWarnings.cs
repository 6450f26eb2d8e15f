using OnBoard.Device.Experiments.Training;

namespace OnBoard.Device.Commands;

/// <summary>Reports what is odd about recordings that were read, each with its name; of very many the first ones.</summary>
internal static class ClipWarnings
{
    private const int MaxLines = 20;

    /// <summary>Writes a line for each.</summary>
    public static void Report(TextWriter output, IEnumerable<SpeechClip> clips)
    {
        string[] lines = [.. clips.SelectMany(clip => clip.Warnings.Select(warning => $"{clip.Name}: {warning}"))];
        foreach (string line in lines.Take(MaxLines)) output.WriteLine(line);
        if (lines.Length > MaxLines) output.WriteLine($"and {lines.Length - MaxLines} more like these");
    }
}
