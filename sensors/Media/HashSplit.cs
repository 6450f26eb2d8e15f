namespace OnBoard.Sensors.Media;

/// <summary>
/// Splits a corpus without a manifest: by talker where there are many, else by the sentence that a clip's name stands for, so that no
/// talker, or no sentence, stands on two sides. The hash of a name decides: the same corpus is split the same way on every machine, and
/// what is added later moves nothing.
/// </summary>
internal static class HashSplit
{
    /// <summary>From so many talkers on they are split, and not their sentences.</summary>
    public const int ManyTalkers = 10;

    private static readonly string[] SplitNames = ["train", "dev", "test"];

    /// <summary>Assigns splits.</summary>
    /// <param name="clips">Without splits.</param>
    /// <returns>The clips in their order, and a sentence that says how they were split.</returns>
    public static (List<GridClip> Clips, string Note) Assign(IReadOnlyList<GridClip> clips)
    {
        bool byTalker = clips.Select(clip => clip.Speaker).Distinct().Count() >= ManyTalkers;
        Dictionary<string, string> sides = Sides(clips.Select(clip => Key(clip, byTalker)).Distinct());
        List<GridClip> split = [.. clips.Select(clip => clip with { Split = sides[Key(clip, byTalker)] })];
        string counts = string.Join(", ", SplitNames.Select(side => string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{side} {split.Count(clip => clip.Split == side)}{(byTalker ? $" of {sides.Count(pair => pair.Value == side)} talkers" : "")}")));
        return (split, $"no manifest: {split.Count} clips are split by the hash of the {(byTalker ? "talker's" : "sentence's")} name: {counts}");
    }

    private static string Key(GridClip clip, bool byTalker) => byTalker ? clip.Speaker : clip.Name;

    private static Dictionary<string, string> Sides(IEnumerable<string> names)
    {
        string[] ordered = [.. names.Order(StringComparer.Ordinal)];
        Dictionary<string, string> sides = ordered.ToDictionary(name => name, SpeechFolder.SplitOf);

        // A small corpus may leave a side empty: the largest gives one to it.
        foreach (string side in SplitNames)
        {
            if (sides.ContainsValue(side)) continue;
            string largest = sides.GroupBy(pair => pair.Value).MaxBy(group => group.Count())!.Key;
            if (sides.Count(pair => pair.Value == largest) > 1) sides[ordered.First(name => sides[name] == largest)] = side;
        }

        return sides;
    }
}
