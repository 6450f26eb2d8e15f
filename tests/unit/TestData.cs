namespace OnBoard.Tests.Unit;

/// <summary>
/// Where real recordings are: the folder that the environment variable ONBOARD_DATA names, or a "shared/data" beside the
/// checkout. A test that needs one calls <see cref="Require"/> and is reported as skipped where it is absent.
/// </summary>
internal static class TestData
{
    private static readonly Lazy<string?> Root = new(Find);

    /// <summary>The full path of <paramref name="relative"/> in the data folder; skips the test where it is absent.</summary>
    public static string Require(string relative)
    {
        string? path = Root.Value is { } root ? Path.Combine(root, relative) : null;
        if (path is null || (!File.Exists(path) && !Directory.Exists(path)))
            Assert.Skip($"needs {relative} of the data pack: set ONBOARD_DATA to its folder");
        return path;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("ONBOARD_DATA") is { Length: > 0 } named)
            return Directory.Exists(named) ? named : null;
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, "shared", "data");
            if (Directory.Exists(candidate)) return candidate;
        }

        return null;
    }
}
