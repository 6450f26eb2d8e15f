using System.Reflection;
using System.Text;
using System.Text.Json;
using OnBoard.Drivers;

namespace OnBoard.Sensors.Boards;

/// <summary>The boards that ship with the program, and how to tell on which one it runs.</summary>
public static class BoardCatalog
{
    /// <summary>Name of the board that needs no hardware.</summary>
    public const string Virtual = "virtual";

    private static readonly Assembly Home = typeof(BoardCatalog).Assembly;

    /// <summary>Names of the shipped boards, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Home.GetManifestResourceNames()
            .Where(name => name.StartsWith("Boards/", StringComparison.Ordinal) && name != "Boards/board.schema.json")
            .Select(Path.GetFileNameWithoutExtension)
            .OfType<string>()
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>A shipped board by name, or any board by the path of its file.</summary>
    /// <exception cref="BadInputException">There is no such board, or its file is not a board's.</exception>
    public static BoardDescription Load(string nameOrPath)
    {
        if (nameOrPath.EndsWith(".json", StringComparison.Ordinal))
        {
            try
            {
                using FileStream file = File.OpenRead(nameOrPath);
                return Read(file, nameOrPath);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new BadInputException(
                    nameOrPath, $"the board file cannot be read ({error.Message})", "check the path", error);
            }
        }

        using Stream? resource = Home.GetManifestResourceStream($"Boards/{nameOrPath}.json");
        return resource is null
            ? throw new BadInputException(
                nameOrPath,
                "no board has this name",
                $"use one of {string.Join(", ", Names)}, or the path of a board file")
            : Read(resource, nameOrPath);
    }

    /// <summary>The board that the device tree names, or null on another machine.</summary>
    /// <param name="root">The root of the file system.</param>
    public static BoardDescription? Identify(string root = "/")
    {
        string path = Path.Combine(root, "proc", "device-tree", "compatible");
        if (!File.Exists(path)) return null;
        string[] entries = Encoding.ASCII.GetString(File.ReadAllBytes(path)).Split('\0');
        return Names.Select(Load).FirstOrDefault(board => entries.Any(board.IsCompatible));
    }

    /// <summary>The model in the device tree ("ZynqMP ZCU102 Rev1.0"), or null where there is none.</summary>
    /// <param name="root">The root of the file system.</param>
    public static string? ReadModel(string root = "/")
    {
        string path = Path.Combine(root, "proc", "device-tree", "model");
        return File.Exists(path) ? File.ReadAllText(path).TrimEnd('\0', '\n') : null;
    }

    private static BoardDescription Read(Stream stream, string subject)
    {
        BoardDescription? board;
        try
        {
            board = JsonSerializer.Deserialize(stream, BoardJson.Default.BoardDescription);
        }
        catch (JsonException error)
        {
            throw new BadInputException(
                subject, $"it is not a board file ({error.Message})", "see board.schema.json", error);
        }

        if (board is null) throw new BadInputException(subject, "it is empty", "see board.schema.json");
        return board.FindFault() is { } fault
            ? throw new BadInputException(subject, fault, "correct the board file")
            : board;
    }
}
