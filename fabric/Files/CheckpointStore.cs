using System.Globalization;
using OnBoard.Drivers;
using OnBoard.Drivers.Files;

namespace OnBoard.Fabric.Files;

/// <summary>
/// The last two checkpoints of a network in a folder, <c>NAME.0.safetensors</c> and <c>NAME.1.safetensors</c>, numbered
/// within and checksummed. Saving replaces the older of the two by <see cref="DurableFile"/>, so that the newer one is never
/// touched: a power cut at any moment costs the checkpoint that was being written and no other. Used by one thread.
/// </summary>
public sealed class CheckpointStore
{
    private const string NumberKey = "checkpoint";

    private readonly string[] _paths;
    private readonly IFileSystem _files;
    private long _newest;
    private int _newestSlot = 1;
    private bool _loaded;

    /// <param name="folder">Where; made when the first checkpoint is saved.</param>
    /// <param name="name">What the files' names begin with.</param>
    /// <param name="files">The operating system's files by default.</param>
    public CheckpointStore(string folder, string name, IFileSystem? files = null)
    {
        _files = files ?? LinuxFileSystem.Instance;
        _paths = [.. Enumerable.Range(0, 2).Select(slot => Path.Combine(Path.GetFullPath(folder), $"{name}.{slot}.safetensors"))];
    }

    /// <summary>Files that <see cref="Load"/> found damaged and passed over.</summary>
    public IReadOnlyList<string> Damaged { get; private set; } = [];

    /// <summary>Reads the newest whole checkpoint; null where there is none.</summary>
    /// <exception cref="BadInputException">A file is there and may not be read.</exception>
    public Checkpoint? Load()
    {
        Checkpoint? newest = null;
        List<string> damaged = [];
        for (int slot = 0; slot < _paths.Length; slot++)
        {
            if (ReadContent(_paths[slot]) is not { } content) continue;
            if (Open(content, _paths[slot]) is not { } checkpoint) damaged.Add(_paths[slot]);
            else if (newest is null || checkpoint.Number > newest.Number) (newest, _newestSlot) = (checkpoint, slot);
        }

        Damaged = damaged;
        _newest = newest?.Number ?? 0;
        _loaded = true;

        // A damaged file is no loss to write over; a whole one is.
        if (newest is null && damaged.Count > 0) _newestSlot = 1 - Array.IndexOf(_paths, damaged[0]);
        return newest;
    }

    /// <summary>Keeps a network as the newest checkpoint. When this returns, it survives a power cut.</summary>
    /// <exception cref="DeviceFailedException">The disk is full or refused; the earlier checkpoints are as they were.</exception>
    public Checkpoint Save(NetworkFile network)
    {
        if (!_loaded) Load();
        int slot = 1 - _newestSlot;
        long number = _newest + 1;
        NetworkFile numbered = network with
        {
            Notes = new Dictionary<string, string>(network.Notes)
            {
                [NumberKey] = number.ToString(CultureInfo.InvariantCulture),
            },
        };
        DurableFile.Write(_paths[slot], SafetensorsSeal.Seal(numbered.ToSafetensors()).Write, _files);
        (_newest, _newestSlot) = (number, slot);
        return new Checkpoint(_paths[slot], number, numbered);
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

    private static Checkpoint? Open(byte[] content, string path)
    {
        if (!SafetensorsSeal.Holds(content)) return null;
        try
        {
            NetworkFile network = NetworkFile.Parse(content, path);
            return long.TryParse(network.Notes.GetValueOrDefault(NumberKey), CultureInfo.InvariantCulture, out long number)
                ? new Checkpoint(path, number, network)
                : null;
        }
        catch (BadInputException)
        {
            return null;
        }
    }
}

/// <summary>A checkpoint.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Number">Counts from 1.</param>
/// <param name="Network">What it holds.</param>
public sealed record Checkpoint(string Path, long Number, NetworkFile Network);
