using OnBoard.Drivers.Files;

namespace OnBoard.Tests.Unit.Device.Service.Faults;

/// <summary>A disk that can be full, and in the middle of whose writes something can happen.</summary>
internal sealed class FaultDisk(IFileSystem inner) : IFileSystem
{
    private const int NoSpaceLeft = 28;

    /// <summary>Whether nothing more fits.</summary>
    public bool IsFull { get; set; }

    /// <summary>Happens once, when a file is open and nothing of it is written yet.</summary>
    public Action? DuringWrite { get; set; }

    public void CreateDirectory(string path) => inner.CreateDirectory(path);

    public Stream Create(string path)
    {
        Stream file = inner.Create(path);
        Action? happens = DuringWrite;
        DuringWrite = null;
        happens?.Invoke();
        return IsFull ? throw new IOException("No space left on device", NoSpaceLeft) : file;
    }

    public void Synchronize(Stream file) => inner.Synchronize(file);

    public void Rename(string from, string to) => inner.Rename(from, to);

    public void Delete(string path) => inner.Delete(path);

    public void SynchronizeDirectory(string path) => inner.SynchronizeDirectory(path);

    public byte[]? Read(string path) => inner.Read(path);
}
