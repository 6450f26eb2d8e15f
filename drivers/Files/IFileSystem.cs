namespace OnBoard.Drivers.Files;

/// <summary>
/// The few operations on which a file's survival of a power cut depends: the operating system's
/// (<see cref="LinuxFileSystem"/>), or a modelled disk's whose power can be cut between any two of them.
/// </summary>
public interface IFileSystem
{
    /// <summary>Makes a folder and those above it where they are missing; they survive a power cut from then on.</summary>
    void CreateDirectory(string path);

    /// <summary>Makes an empty file, or empties the one that is there. What is written to it may be lost or torn.</summary>
    Stream Create(string path);

    /// <summary>fsync: the content of a file that <see cref="Create"/> gave survives a power cut from then on.</summary>
    void Synchronize(Stream file);

    /// <summary>Gives a file another name, in place of the file that has it.</summary>
    void Rename(string from, string to);

    /// <summary>Removes a file; nothing happens where there is none.</summary>
    void Delete(string path);

    /// <summary>fsync of a folder: the names in it survive a power cut from then on.</summary>
    void SynchronizeDirectory(string path);

    /// <summary>The whole content of a file; null where there is none.</summary>
    byte[]? Read(string path);
}
