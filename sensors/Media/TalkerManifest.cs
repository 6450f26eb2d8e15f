using OnBoard.Drivers;

namespace OnBoard.Sensors.Media;

/// <summary>What a manifest says of talkers beside their names.</summary>
public static class TalkerManifest
{
    /// <summary>Sex (f, m) and age group (adult, teen, child) by full path of the recording; empty where it does not say.</summary>
    /// <param name="root">The folder of recordings.</param>
    /// <param name="manifest">CSV; null without one: nothing is known then.</param>
    /// <exception cref="BadInputException">The manifest cannot be read.</exception>
    public static IReadOnlyDictionary<string, (string Sex, string AgeGroup)> Read(string root, string? manifest)
    {
        Dictionary<string, (string, string)> listed = [];
        if (manifest is null) return listed;
        foreach (ManifestRow row in ManifestRow.Read(root, manifest)) listed[row.Path] = (row.Sex, row.AgeGroup);
        return listed;
    }
}
