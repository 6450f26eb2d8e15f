namespace OnBoard.Tests.Unit.Shipping;

/// <summary>
/// A board that is a folder: the scripts that run on a board run here on the folder, with programs before theirs that count
/// calls and cut the power at one of them. Its service is a model: the program is a file that says what becomes of it.
/// </summary>
internal sealed class FolderBoard : IDisposable
{
    private static readonly string[] Counted =
    [
        "mv", "ln", "rm", "mkdir", "sync", "systemctl", "udevadm", "journalctl", "systemd-sysusers",
        "systemd-tmpfiles", "chown",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("onboard-board-").FullName;

    public FolderBoard()
    {
        string programs = Path.Combine(_folder, "bin");
        Directory.CreateDirectory(programs);
        foreach (string there in (string[])["opt", "run/systemd/system", "etc", "var/lib"])
            Directory.CreateDirectory(Path.Combine(Root, there));
        foreach (string name in Counted) Link(Path.Combine(programs, name), "step");
        foreach (string name in (string[])["systemd-run", "uname", "id", "sleep", "ssh"]) Link(Path.Combine(programs, name), name);
        Link(Path.Combine(_folder, "systemctl-model"), "systemctl-model");
    }

    /// <summary>A copy of a board as it stands.</summary>
    public FolderBoard(FolderBoard other)
    {
        Tool copied = Tool.Run("cp", ["-a", $"{other._folder}/.", _folder]);
        Assert.True(copied.ExitCode == 0, copied.Text);
    }

    /// <summary>
    /// Whether every step is to be interrupted, as ONBOARD_CAMPAIGN=1 asks for; without it every third, since a step takes some
    /// hundred processes.
    /// </summary>
    public static bool EveryStep => System.Environment.GetEnvironmentVariable("ONBOARD_CAMPAIGN") == "1";

    /// <summary>What is / on the board.</summary>
    public string Root => Path.Combine(_folder, "root");

    /// <summary>What a test sets for the stand-ins, by the names that board/ssh tells.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    /// <summary>How many commands the last deploy.sh sent to the board.</summary>
    public int Connections
    {
        get
        {
            string file = Path.Combine(Root, "connections");
            return File.Exists(file) ? File.ReadAllLines(file).Length : 0;
        }
    }

    /// <summary>Whether the power was cut.</summary>
    public bool WasCut => File.Exists(Path.Combine(Root, "cut"));

    /// <summary>The version in force; null where there is none.</summary>
    public string? Current => VersionOf("current");

    /// <summary>The version before.</summary>
    public string? Previous => VersionOf("previous");

    /// <summary>Whether the service runs and delivers sound.</summary>
    public bool IsHealthy => State("active") == "active" && State("behaviour") == "healthy";

    /// <summary>The version whose program is running.</summary>
    public string? Running => Path.GetFileName(State("version"));

    /// <summary>Whether a switch is said to be going on.</summary>
    public bool OnTrial => File.Exists(Path.Combine(Root, "opt", "onboard", "trial"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Makes a release whose program behaves so, as petalinux/publish.sh would; any such board takes it.</summary>
    /// <param name="behaviour"><c>healthy</c>, <c>crashes</c> or <c>silent</c>.</param>
    /// <param name="logic">The fabric's logic in it.</param>
    /// <returns>Its folder.</returns>
    public string MakeRelease(string behaviour, string logic = "logic")
    {
        string release = Path.Combine(_folder, $"release-{Guid.NewGuid():N}");
        Directory.CreateDirectory(Path.Combine(release, "fabric", "zcu102"));
        File.WriteAllText(Path.Combine(release, "onboard"), behaviour);
        File.WriteAllText(Path.Combine(release, "only-here"), release);
        File.WriteAllText(Path.Combine(release, "fabric", "zcu102", "mcc.bit.bin"), logic);
        Tool staged = Tool.Run(Repository.PathOf("petalinux", "stage.sh"), [release]);
        Assert.True(staged.ExitCode == 0, staged.Text);
        return release;
    }

    /// <summary>Puts a release onto the board as a version, as an upload does.</summary>
    public void Accept(string release, string version)
    {
        string incoming = Path.Combine(Root, "opt", "onboard", "releases", $".incoming-{version}");
        Directory.CreateDirectory(Path.GetDirectoryName(incoming)!);
        Tool copied = Tool.Run("cp", ["-a", release, incoming]);
        Assert.True(copied.ExitCode == 0, copied.Text);
        Tool accepted = Release(version: null, release, "accept", incoming, version);
        Assert.True(accepted.ExitCode == 0, accepted.Text);
    }

    /// <summary>Runs a switch as deploy.sh has it run: as a unit of its own, with what it does after its end.</summary>
    /// <param name="version">Whose onboard-release runs.</param>
    /// <param name="cutAt">The power is cut before this call; 0: not at all.</param>
    /// <param name="killed">Whether the switch alone is killed: the board lives and cleans up.</param>
    /// <param name="arguments">The command.</param>
    public Tool Switch(string version, int cutAt, bool killed, params string[] arguments)
    {
        File.Delete(Path.Combine(Root, "calls"));
        string tool = Path.Combine(Root, "opt", "onboard", "releases", version, "system", "onboard-release");
        string log = Path.Combine(_folder, "log");
        string[] cleaning = killed ? ["-p", $"ExecStopPost=-{tool} settle"] : [];
        Tool ended = Tool.Run(
            Path.Combine(_folder, "bin", "systemd-run"),
            ["-p", $"StandardOutput=truncate:{log}", .. cleaning, tool, .. arguments],
            Environment(("CUT_AT", $"{cutAt}")));
        return ended with { Text = File.Exists(log) ? File.ReadAllText(log) : ended.Text };
    }

    /// <summary>Power comes back: nothing runs; what stands on the disk decides.</summary>
    public void Boot()
    {
        Directory.Delete(Path.Combine(Root, "service"), recursive: true);
        File.Delete(Path.Combine(Root, "calls"));
        string wanted = Path.Combine(Root, "etc", "systemd", "system", "multi-user.target.wants", "onboard-settle.service");
        if (OnTrial && new FileInfo(wanted).LinkTarget is not null)
        {
            Tool settled = Release(Current, release: null, "settle");
            Assert.True(settled.ExitCode == 0, settled.Text);
        }

        Tool.Run(Path.Combine(_folder, "bin", "systemctl"), ["start", "onboard.service"], Environment());
    }

    /// <summary>Runs deploy.sh against the board.</summary>
    /// <param name="loseAt">The connection, and deploy.sh with it, is lost at this command; 0: not at all.</param>
    /// <param name="when"><c>before</c> or <c>after</c> the command ran.</param>
    /// <param name="arguments">Its arguments besides the board's name.</param>
    public Tool Deploy(int loseAt, string when, params string[] arguments)
    {
        File.Delete(Path.Combine(Root, "connections"));
        return Tool.Run(
            Repository.PathOf("deploy.sh"), [.. arguments, "root@board"],
            Environment(("LOSE_AT", $"{loseAt}"), ("CUT_WHEN", when)));
    }

    /// <summary>Deploys without accident.</summary>
    public Tool Deploy(params string[] arguments) => Deploy(0, "before", arguments);

    /// <summary>Gives the board BusyBox's programs and no others but the stand-ins.</summary>
    public void TakeBusyBox()
    {
        string tools = Programs("busybox");
        Tool list = Tool.Run("busybox", ["--list"]);
        foreach (string name in list.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            File.CreateSymbolicLink(Path.Combine(tools, name), "/bin/busybox");

        // Debian's is made without it; Yocto's with it.
        string flock = Path.Combine(tools, "flock");
        if (!File.Exists(flock)) File.CreateSymbolicLink(flock, "/usr/bin/flock");
    }

    /// <summary>Gives the board this machine's programs but one.</summary>
    public void TakeAway(string program)
    {
        string tools = Programs("tools");
        foreach (string there in Directory.EnumerateFileSystemEntries("/usr/bin"))
            if (Path.GetFileName(there) != program) File.CreateSymbolicLink(Path.Combine(tools, Path.GetFileName(there)), there);
    }

    /// <summary>Asserts that the version in force is whole: every file as its list of checksums says.</summary>
    public void AssertWhole()
    {
        string folder = Path.Combine(Root, "opt", "onboard", "releases", Current!);
        Tool check = Tool.Run("sh", ["-c", $"cd {folder} && sha256sum --quiet -c MANIFEST"]);
        Assert.True(check.ExitCode == 0, check.Text);
    }

    private string Programs(string name)
    {
        string tools = Path.Combine(_folder, name);
        if (Directory.Exists(tools)) Directory.Delete(tools, recursive: true);
        Directory.CreateDirectory(tools);
        Settings["BOARD_PATH"] = Settings["BOARD_TOOLS"] = tools;
        return tools;
    }

    private Tool Release(string? version, string? release, params string[] arguments)
    {
        string tool = release is not null
            ? Path.Combine(release, "system", "onboard-release")
            : Path.Combine(Root, "opt", "onboard", "releases", version!, "system", "onboard-release");
        return Tool.Run(tool, arguments, Environment());
    }

    private Dictionary<string, string> Environment(params ReadOnlySpan<(string Name, string Value)> more)
    {
        Dictionary<string, string> environment = new()
        {
            ["BOARD"] = Root,
            ["ONBOARD_ROOT"] = Root,
            ["ONBOARD_HEALTH_SECONDS"] = "5",
            ["PATH"] = $"{Path.Combine(_folder, "bin")}:{System.Environment.GetEnvironmentVariable("PATH")}",
        };
        foreach ((string name, string value) in Settings) environment[name] = value;
        foreach ((string name, string value) in more) environment[name] = value;
        return environment;
    }

    private static void Link(string path, string stub) =>
        File.CreateSymbolicLink(path, Repository.PathOf("tests", "unit", "Shipping", "board", stub));

    private string? VersionOf(string link) =>
        Path.GetFileName(new FileInfo(Path.Combine(Root, "opt", "onboard", link)).LinkTarget);

    private string State(string name)
    {
        string file = Path.Combine(Root, "service", name);
        return File.Exists(file) ? File.ReadAllText(file).Trim() : "";
    }
}
