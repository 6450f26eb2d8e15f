using System.Globalization;
using OnBoard.Drivers;
using OnBoard.Drivers.Files;

namespace OnBoard.Fabric.Files;

/// <summary>
/// The last two checkpoints of a network in a folder, <c>NAME.0.safetensors</c> and <c>NAME.1.safetensors</c>, numbered
/// within and checksummed. Saving replaces the older of the two by <see cref="DurableFile"/>, so that the newer one is never
/// touched: a power cut at any moment costs the checkpoint that was being written and no other. Used by one thread.
/// </summary>
/// <remarks>
/// A file that another version of the program wrote, or another program, is foreign: whole, and of no use here. It is never
/// written over; the next free number takes its place, and the program that wrote it finds it as it was.
/// </remarks>
public sealed class CheckpointStore
{
    /// <summary>How many files are looked at: two of this version, and room for those of others.</summary>
    public const int Slots = 8;

    private const string NumberKey = "checkpoint";

    private readonly string[] _paths;
    private readonly IFileSystem _files;
    private readonly HashSet<string> _foreignPaths = new(StringComparer.Ordinal);
    private string? _newestPath;
    private long _newest;
    private bool _loaded;

    /// <param name="folder">Where; made when the first checkpoint is saved.</param>
    /// <param name="name">What the files' names begin with.</param>
    /// <param name="files">The operating system's files by default.</param>
    public CheckpointStore(string folder, string name, IFileSystem? files = null)
    {
        _files = files ?? LinuxFileSystem.Instance;
        _paths = [.. Enumerable.Range(0, Slots).Select(slot => Path.Combine(Path.GetFullPath(folder), $"{name}.{slot}.safetensors"))];
    }

    /// <summary>Files that <see cref="Load"/> found damaged and passed over.</summary>
    public IReadOnlyList<string> Damaged { get; private set; } = [];

    /// <summary>Files that <see cref="Load"/> passed over because they are not this version's, and what they are.</summary>
    public IReadOnlyList<(string Path, string Cause)> Foreign { get; private set; } = [];

    /// <summary>Reads the newest whole checkpoint; null where there is none.</summary>
    /// <exception cref="BadInputException">A file is there and may not be read.</exception>
    public Checkpoint? Load()
    {
        Checkpoint? newest = null;
        List<string> damaged = [];
        List<(string Path, string Cause)> foreign = [];
        foreach (string path in _paths)
        {
            DurableFile.RemovePartial(path, _files);
            if (ReadContent(path) is not { } content) continue;
            if (Open(content, path, out string? cause) is { } checkpoint)
            {
                if (newest is null || checkpoint.Number > newest.Number) newest = checkpoint;
            }
            else if (cause is null)
            {
                damaged.Add(path);
            }
            else
            {
                foreign.Add((path, cause));
            }
        }

        (Damaged, Foreign) = (damaged, foreign);
        _foreignPaths.Clear();
        _foreignPaths.UnionWith(foreign.Select(file => file.Path));
        _newest = newest?.Number ?? 0;
        _newestPath = newest?.Path;
        _loaded = true;
        return newest;
    }

    /// <summary>Keeps a network as the newest checkpoint. When this returns, it survives a power cut.</summary>
    /// <exception cref="DeviceFailedException">The disk is full or refused; the earlier checkpoints are as they were.</exception>
    /// <exception cref="BadInputException">Files of other programs have all the names.</exception>
    public Checkpoint Save(NetworkFile network)
    {
        if (!_loaded) Load();

        // The first of the two: a damaged file is no loss to write over, the newest is, and a foreign one is somebody else's.
        string path = Array.Find(_paths, path => path != _newestPath && !_foreignPaths.Contains(path)) ?? throw new BadInputException(
            _paths[0], $"and the {Slots - 1} after it are not this version's", "Move them away, or name another folder with --checkpoints");
        long number = _newest + 1;
        NetworkFile numbered = network with
        {
            Notes = new Dictionary<string, string>(network.Notes)
            {
                [NumberKey] = number.ToString(CultureInfo.InvariantCulture),
            },
        };
        DurableFile.Write(path, SafetensorsSeal.Seal(numbered.ToSafetensors()).Write, _files);
        (_newest, _newestPath) = (number, path);
        return new Checkpoint(path, number, numbered);
    }

    private byte[]? ReadContent(string path)
    {
        try
        {
            return _files.Read(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(path, $"cannot be read ({error.Message})", "Check its permissions", error);
        }
    }

    /// <param name="content">The whole file.</param>
    /// <param name="path">Its name.</param>
    /// <param name="cause">What it is where it is foreign; null where it is damaged.</param>
    private static Checkpoint? Open(byte[] content, string path, out string? cause)
    {
        cause = null;
        bool isWhole = SafetensorsSeal.Holds(content);
        try
        {
            SafetensorsFile file = SafetensorsFile.Parse(content, path);
            if (NetworkFile.OfOther(file) is { } other)
            {
                // A header that can be read says whose it is, whether or not the checksum is where this version has it.
                cause = other;
                return null;
            }

            if (!isWhole) return null;
            NetworkFile network = NetworkFile.Parse(content, path);
            if (long.TryParse(network.Notes.GetValueOrDefault(NumberKey), CultureInfo.InvariantCulture, out long number))
                return new Checkpoint(path, number, network);
            cause = "is a network without the number of a checkpoint";
        }
        catch (BadInputException error)
        {
            // Whole, and yet not to be understood: of a later program.
            if (isWhole) cause = error.Cause;
        }

        return null;
    }
}

/// <summary>A checkpoint.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Number">Counts from 1.</param>
/// <param name="Network">What it holds.</param>
public sealed record Checkpoint(string Path, long Number, NetworkFile Network);
