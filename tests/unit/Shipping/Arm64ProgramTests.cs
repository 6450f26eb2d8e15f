namespace OnBoard.Tests.Unit.Shipping;

/// <summary>The program as a board gets it: native code for arm64, run by qemu-user where this machine is another.</summary>
public sealed class Arm64ProgramTests : IDisposable
{
    // Where Debian puts the C library of arm64 that comes with its compiler.
    private const string Libraries = "/usr/aarch64-linux-gnu";

    private readonly DirectoryInfo _release = Directory.CreateTempSubdirectory("onboard-release");

    /// <summary>Publishing is slow: one test says all that needs it.</summary>
    [Fact]
    public void Native_code_for_arm64_gives_the_bits_of_the_definition_with_its_own_vectors()
    {
        string libraries = Environment.GetEnvironmentVariable("ONBOARD_ARM64_LIBRARIES") ?? "";
        Assert.SkipWhen(libraries.Length == 0, "ONBOARD_ARM64_LIBRARIES does not name what tests/arm64-libraries.sh fetches");
        Assert.SkipUnless(Directory.Exists(Libraries), "gcc-aarch64-linux-gnu is not installed");
        foreach (string tool in (string[])["clang", "ld.lld", "qemu-aarch64-static"]) Tool.Run(tool, ["--version"]);

        Tool publish = Tool.Run(Repository.PathOf("petalinux", "publish.sh"), [_release.FullName]);
        Assert.True(publish.ExitCode == 0, publish.Text);
        Assert.EndsWith("native code", publish.Text.TrimEnd(), StringComparison.Ordinal);

        Tool check = Tool.Run(
            "qemu-aarch64-static",
            [
                "-L", Libraries, "-E", $"LD_LIBRARY_PATH={libraries}",
                Path.Combine(_release.FullName, "onboard"), "check", "--only", "engines,network",
            ]);
        Assert.True(check.ExitCode == 0, check.Text);
        Assert.Contains("the bits of the definition with AdvSimd vectors", check.Text, StringComparison.Ordinal);
    }

    public void Dispose() => _release.Delete(recursive: true);
}
