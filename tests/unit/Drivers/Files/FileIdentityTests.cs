using System.Diagnostics;
using OnBoard.Drivers;
using OnBoard.Drivers.Files;

namespace OnBoard.Tests.Unit.Drivers.Files;

public sealed class FileIdentityTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onboard-identity-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Links_of_either_kind_and_detours_are_the_same_file()
    {
        string file = Make("a.wav");
        string link = Path.Combine(_folder, "link.wav"), hard = Path.Combine(_folder, "hard.wav");
        File.CreateSymbolicLink(link, file);
        Process.Start("ln", [file, hard]).WaitForExit();
        foreach (string other in new[] { file, link, hard, Path.Combine(_folder, "..", Path.GetFileName(_folder), "a.wav") })
            Assert.True(FileIdentity.AreSame(file, other), other);
    }

    [Fact]
    public void Another_file_with_the_same_content_and_one_that_is_not_there_are_others()
    {
        string file = Make("a.wav");
        Assert.False(FileIdentity.AreSame(file, Make("b.wav")));
        Assert.False(FileIdentity.AreSame(file, Path.Combine(_folder, "none.wav")));
    }

    [Fact]
    public void A_file_that_could_not_be_written_leaves_nothing_beside_it()
    {
        string path = Path.Combine(_folder, "state.json");
        File.WriteAllText(path, "old");
        Assert.Throws<DeviceFailedException>(() => DurableFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new IOException("No space left on device", 28);
        }));
        Assert.Equal([path], Directory.GetFiles(_folder));
        Assert.Equal("old", File.ReadAllText(path));
    }

    private string Make(string name)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, "x");
        return path;
    }
}
