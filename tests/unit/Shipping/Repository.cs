namespace OnBoard.Tests.Unit.Shipping;

/// <summary>The files of the project, for tests of scripts, units and device trees.</summary>
internal static class Repository
{
    /// <summary>The folder of OnBoard.sln.</summary>
    public static string Root { get; } = Find();

    /// <summary>A file or folder of the project.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        DirectoryInfo at = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "OnBoard.sln"))) at = at.Parent!;
        return at.FullName;
    }
}
