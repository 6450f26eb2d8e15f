using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

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

    private const int TrainingPercent = 80, DevelopmentPercent = 90;

    /// <summary>Assigns splits.</summary>
    /// <param name="clips">Without splits.</param>
    /// <returns>The clips in their order, and a sentence that says how they were split.</returns>
    public static (List<GridClip> Clips, string Told) Assign(IReadOnlyList<GridClip> clips)
    {
        bool byTalker = clips.Select(clip => clip.Speaker).Distinct().Count() >= ManyTalkers;
        Dictionary<string, string> sides = Sides(clips.Select(clip => Key(clip, byTalker)).Distinct());
        List<GridClip> split = [.. clips.Select(clip => clip with { Split = sides[Key(clip, byTalker)] })];
        string counts = string.Join(", ", new[] { "train", "dev", "test" }.Select(side => string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{side} {split.Count(clip => clip.Split == side)}{(byTalker ? $" of {sides.Count(pair => pair.Value == side)} talkers" : "")}")));
        return (split, $"no manifest: {split.Count} clips are split by the hash of the {(byTalker ? "talker's" : "sentence's")} name: {counts}");
    }

    private static string Key(GridClip clip, bool byTalker) => byTalker ? clip.Speaker : clip.Name;

    private static Dictionary<string, string> Sides(IEnumerable<string> names)
    {
        (string Name, uint Hash)[] hashed = [.. names.Select(name => (name, Hash(name))).OrderBy(pair => pair.Item2)];
        Dictionary<string, string> sides = hashed.ToDictionary(pair => pair.Name, pair => (pair.Hash % 100) switch
        {
            < TrainingPercent => "train",
            < DevelopmentPercent => "dev",
            _ => "test",
        });

        // A small corpus may leave a side empty: the largest gives one to it.
        foreach (string side in new[] { "train", "dev", "test" })
        {
            if (sides.ContainsValue(side)) continue;
            string largest = sides.GroupBy(pair => pair.Value).MaxBy(group => group.Count())!.Key;
            if (sides.Count(pair => pair.Value == largest) > 1) sides[hashed.First(pair => sides[pair.Name] == largest).Name] = side;
        }

        return sides;
    }

    private static uint Hash(string name) => BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
