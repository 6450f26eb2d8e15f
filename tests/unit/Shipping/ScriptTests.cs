namespace OnBoard.Tests.Unit.Shipping;

/// <summary>All shell scripts, judged by ShellCheck.</summary>
public class ScriptTests
{
    [Fact]
    public void Every_shell_script_is_clean()
    {
        Tool files = Tool.Run("git", ["-C", Repository.Root, "ls-files"]);
        Assert.SkipWhen(files.ExitCode != 0, "not a checkout of git");
        string[] scripts = [.. files.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(file => File.Exists(Repository.PathOf(file)) && IsShell(Repository.PathOf(file)))];
        Assert.Contains("deploy.sh", scripts);
        Tool check = Tool.Run("shellcheck", ["--external-sources", "--source-path", Repository.Root, .. scripts]);
        Assert.True(check.ExitCode == 0, check.Text);
    }

    private static bool IsShell(string path)
    {
        using StreamReader reader = new(path);
        char[] head = new char[24];
        string line = new(head.AsSpan(0, reader.Read(head)));
        return line.StartsWith("#!", StringComparison.Ordinal) && line.Split('\n')[0].EndsWith("sh", StringComparison.Ordinal);
    }
}
