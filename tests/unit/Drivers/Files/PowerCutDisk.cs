using OnBoard.Drivers.Files;

namespace OnBoard.Tests.Unit.Drivers.Files;

/// <summary>The power went.</summary>
internal sealed class PowerCutException : Exception;

/// <summary>
/// A disk whose power can be cut at any write, fsync or rename. What a cut leaves is as bad as POSIX allows: of content
/// that was not fsynced any mixture of sectors, old, new or garbage, and any length; of names that were not fsynced any
/// choice of the changes, in any combination. A cut within a write or an fsync does part of it.
/// </summary>
internal sealed class PowerCutDisk(int seed) : IFileSystem
{
    private const int Sector = 512;

    private readonly Random _random = new(seed);
    private readonly Dictionary<string, Inode> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Inode> _durableNames = new(StringComparer.Ordinal);
    private readonly List<Action<Dictionary<string, Inode>>> _pending = [];
    private bool _off;

    /// <summary>Whether the power went.</summary>
    public bool IsOff => _off;

    /// <summary>Operations so far.</summary>
    public int Operations { get; private set; }

    /// <summary>The operation at which the power goes, counted from 0; never by default.</summary>
    public int CutAt { get; set; } = int.MaxValue;

    public void CreateDirectory(string path)
    {
        // Folders are durable at once, as the interface promises.
    }

    public Stream Create(string path)
    {
        bool cut = Begin();
        Inode inode = new();
        Change(names => names[path] = inode);
        if (cut) throw new PowerCutException();
        return new Writer(this, inode);
    }

    public void Synchronize(Stream file)
    {
        bool cut = Begin();
        Inode inode = ((Writer)file).Inode;
        if (cut)
        {
            inode.Durable = Torn(inode);
            throw new PowerCutException();
        }

        inode.Durable = [.. inode.Content];
        inode.Dirty = false;
    }

    public void Rename(string from, string to)
    {
        bool cut = Begin();
        Inode inode = _names[from];
        Change(names =>
        {
            names[to] = inode;
            names.Remove(from);
        });
        if (cut) throw new PowerCutException();
    }

    public void Delete(string path)
    {
        bool cut = Begin();
        Change(names => names.Remove(path));
        if (cut) throw new PowerCutException();
    }

    public void SynchronizeDirectory(string path)
    {
        if (Begin()) throw new PowerCutException();
        foreach (Action<Dictionary<string, Inode>> change in _pending) change(_durableNames);
        _pending.Clear();
    }

    public byte[]? Read(string path) => _names.TryGetValue(path, out Inode? inode) ? [.. inode.Content] : null;

    /// <summary>Brings the power back: the disk is what the cut left of it.</summary>
    public void PowerUp()
    {
        foreach (Action<Dictionary<string, Inode>> change in _pending)
        {
            if (_random.Next(2) == 0) change(_durableNames);
        }

        _pending.Clear();
        _names.Clear();
        foreach ((string name, Inode inode) in _durableNames)
        {
            if (inode.Dirty) inode.Durable = Torn(inode);
            inode.Content.Clear();
            inode.Content.AddRange(inode.Durable);
            inode.Dirty = false;
            _names[name] = inode;
        }

        CutAt = int.MaxValue;
        _off = false;
    }

    private bool Begin()
    {
        if (_off) throw new PowerCutException();
        return _off = Operations++ == CutAt;
    }

    private void Change(Action<Dictionary<string, Inode>> change)
    {
        change(_names);
        _pending.Add(change);
    }

    /// <summary>Content of which only the fsynced part is sure.</summary>
    private byte[] Torn(Inode inode)
    {
        byte[] torn = new byte[_random.Next(Math.Max(inode.Content.Count, inode.Durable.Length) + 1)];
        for (int at = 0; at < torn.Length; at += Sector)
        {
            Span<byte> sector = torn.AsSpan(at, Math.Min(Sector, torn.Length - at));
            switch (_random.Next(4))
            {
                case 0:
                    _random.NextBytes(sector);
                    break;
                case 1:
                    for (int i = 0; i < sector.Length && at + i < inode.Durable.Length; i++) sector[i] = inode.Durable[at + i];
                    break;
                default:
                    for (int i = 0; i < sector.Length && at + i < inode.Content.Count; i++) sector[i] = inode.Content[at + i];
                    break;
            }
        }

        return torn;
    }

    private sealed class Inode
    {
        public List<byte> Content { get; } = [];

        public byte[] Durable { get; set; } = [];

        public bool Dirty { get; set; }
    }

    private sealed class Writer(PowerCutDisk disk, Inode inode) : MemoryStream
    {
        public Inode Inode => inode;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            bool cut = disk.Begin();
            inode.Dirty = true;
            inode.Content.AddRange(cut ? buffer[..disk._random.Next(buffer.Length + 1)] : buffer);
            if (cut) throw new PowerCutException();
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    }
}
