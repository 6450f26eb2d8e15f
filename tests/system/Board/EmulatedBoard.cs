using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using OnBoard.Tests.Unit.Shipping;

namespace OnBoard.Tests.System.Board;

/// <summary>
/// A ZCU102 in QEMU, booted once for all tests of a class; this process is its programmable logic. Its disk is thrown away at
/// the end. What it is made from is named by the environment that run.sh sets.
/// </summary>
public abstract class EmulatedBoard : IDisposable
{
    private static readonly TimeSpan LongestBoot = TimeSpan.FromMinutes(6);

    private readonly int _port = FreePort(), _pagePort = FreePort();
    private readonly HttpClient _page = new() { Timeout = TimeSpan.FromSeconds(30) };
    private Process? _emulator;
    private EmulatedFabric? _fabric;

    /// <summary>The release to deploy; null where the tests were not asked for.</summary>
    public static string? Release => Environment.GetEnvironmentVariable("ONBOARD_SYSTEM_RELEASE");

    /// <summary>From the start of the emulator until systemd had started everything.</summary>
    public TimeSpan BootTime { get; private set; }

    /// <summary>Its programmable logic.</summary>
    internal EmulatedFabric Fabric => _fabric!;

    /// <summary>Where the files of this run are.</summary>
    protected string Folder { get; } = Directory.CreateTempSubdirectory("onboard-system-").FullName;

    /// <summary>QEMU's arguments for memory that this process shares.</summary>
    protected string[] SharedMemory =>
        ["-m", $"{MemoryGiB}G", "-object", $"memory-backend-file,id=ram,size={MemoryGiB}G,share=on,mem-path={Ram}"];

    /// <summary>How much memory it has.</summary>
    protected abstract int MemoryGiB { get; }

    /// <summary>QEMU's network, with ports of this machine for ssh and the page.</summary>
    protected string Network => $"user,hostfwd=tcp:127.0.0.1:{_port}-:22,hostfwd=tcp:127.0.0.1:{_pagePort}-:{PagePort}";

    /// <summary>Which logic, where ONBOARD_SYSTEM_LOGIC names none.</summary>
    protected abstract string UsualLogic { get; }

    /// <summary>Whether one logic was chosen for all that is tried.</summary>
    public static bool IsLogicChosen => ChosenLogic is { Length: > 0 };

    private static string? ChosenLogic => Environment.GetEnvironmentVariable("ONBOARD_SYSTEM_LOGIC");

    private string LogicKind => IsLogicChosen ? ChosenLogic! : UsualLogic;

    /// <summary>What has failed on this side.</summary>
    protected virtual Exception? Failure => _fabric?.Failure;

    private string Ram => Path.Combine(Folder, "ram");

    private string MonitorPath => Path.Combine(Folder, "qmp");

    private string Console => Path.Combine(Folder, "console");

    /// <summary>Starts it and waits until it can be logged into.</summary>
    /// <param name="machine">QEMU's arguments for the machine and its devices.</param>
    /// <param name="tree">The device tree as source text.</param>
    /// <param name="place">Where the logic is.</param>
    /// <param name="options">The kernel's, beside those that both machines need: console and root.</param>
    /// <param name="controller">Finds the interrupt controller within QEMU.</param>
    private protected void Start(
        string[] machine, string tree, FabricPlace place, string options, Func<QemuMonitor, string> controller)
    {
        string blob = Path.Combine(Folder, "board.dtb"), text = Path.Combine(Folder, "board.dts"), lines = Path.Combine(Folder, "lines");
        File.WriteAllText(text, tree);
        Command.Run("dtc", "-q", "-@", "-I", "dts", "-O", "dtb", "-o", blob, text).Must();
        using (FileStream ram = File.Create(Ram)) ram.SetLength((long)MemoryGiB << 30);
        _fabric = new EmulatedFabric(Ram, place, LogicKind);
        Stopwatch watch = Stopwatch.StartNew();
        _emulator = Process.Start(new ProcessStartInfo("qemu-system-aarch64",
        [
            .. machine, "-display", "none", "-monitor", "none", "-serial", $"file:{Console}",
            "-qmp", $"unix:{MonitorPath},server=on,wait=off",
            "-qtest", $"unix:{lines},server=on,wait=off", "-qtest-log", "none",
            "-kernel", Needed("KERNEL"), "-dtb", blob,
            "-append", $"{options} loglevel=4 rw rootwait"
                + " vivid.n_devs=1 vivid.node_types=0x1 snd_aloop.pcm_substreams=1",
        ]))!;
        WaitUntilThere(MonitorPath);
        WaitUntilThere(lines);
        using (QemuMonitor monitor = new(MonitorPath)) _fabric.Start(lines, controller(monitor));
        WaitForLogin();
        Shell("systemctl is-system-running --wait || true");
        BootTime = watch.Elapsed;
        Put(Needed("KERNEL") + ".modules.tar", "/tmp/modules.tar");
        Shell("tar -C /usr -xf /tmp/modules.tar && rm /tmp/modules.tar && depmod");
        LoadModule("snd_aloop");
    }

    /// <summary>Loads a driver, now and whenever it boots again.</summary>
    internal void LoadModule(string name) => Shell($"echo {name} >> /etc/modules-load.d/emulator.conf && modprobe {name}");

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        GC.SuppressFinalize(this);
        if (_emulator is { HasExited: false })
        {
            _emulator.Kill();
            _emulator.WaitForExit();
        }

        _emulator?.Dispose();
        _fabric?.Dispose();
        _page.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Runs a command on the board, as root.</summary>
    /// <returns>What it printed.</returns>
    public string Shell(string command) => Try(command).Must().TrimEnd();

    /// <summary>The port that the service's page is to listen at, on all addresses, so that <see cref="Status"/> reaches it.</summary>
    internal const int PagePort = 8080;

    /// <summary>The service's status, from its API.</summary>
    internal JsonElement Status() =>
        JsonDocument.Parse(_page.GetStringAsync($"http://127.0.0.1:{_pagePort}/api/v1/status").GetAwaiter().GetResult()).RootElement;

    /// <summary>Copies a file to the board.</summary>
    internal void Put(string file, string path) => Copy(file, $"root@127.0.0.1:{path}");

    /// <summary>Copies a file from the board.</summary>
    internal void Get(string path, string file) => Copy($"root@127.0.0.1:{path}", file);

    /// <summary>Runs deploy.sh against it.</summary>
    internal Command Deploy(params string[] arguments) => Command.Run(
        Repository.PathOf("deploy.sh"),
        [
            "--ssh-option", $"Port={_port}", "--ssh-option", $"IdentityFile={Needed("KEY")}",
            "--ssh-option", "StrictHostKeyChecking=no", "--ssh-option", "UserKnownHostsFile=/dev/null",
            "--ssh-option", "LogLevel=ERROR", .. arguments, "root@127.0.0.1",
        ]);

    /// <summary>The power goes and comes back.</summary>
    internal void CutPower()
    {
        string before = Shell("cat /proc/sys/kernel/random/boot_id");
        using (QemuMonitor monitor = new(MonitorPath)) monitor.Ask("""{"execute": "system_reset"}""");
        Fabric.Logic.Reload();

        Stopwatch watch = Stopwatch.StartNew();
        while (Try("cat /proc/sys/kernel/random/boot_id") is var answer
            && (answer.ExitCode != 0 || answer.Text.Trim() == before))
        {
            if (watch.Elapsed > LongestBoot) throw new TimeoutException($"it does not boot again: {Tail()}");
            Thread.Sleep(1000);
        }

        Shell("systemctl is-system-running --wait || true");
    }

    internal Command Try(string command) => Command.Run("ssh", ["-p", $"{_port}", .. Login, "root@127.0.0.1", command]);

    private void Copy(string from, string to) => Command.Run("scp", ["-P", $"{_port}", .. Login, from, to]).Must();

    private static string[] Login { get; } =
    [
        "-i", Environment.GetEnvironmentVariable("ONBOARD_SYSTEM_KEY") ?? "", "-o", "BatchMode=yes", "-o", "ConnectTimeout=60",
        "-o", "LogLevel=ERROR", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
    ];

    private void WaitForLogin()
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (Try("true").ExitCode != 0)
        {
            if (_emulator!.HasExited) throw new InvalidOperationException($"the emulator ended: {Tail()}");
            if (Failure is { } failure) throw new InvalidOperationException("this side of the emulated board failed", failure);
            if (watch.Elapsed > LongestBoot) throw new TimeoutException($"it does not boot: {Tail()}");
            Thread.Sleep(1000);
        }
    }

    private static void WaitUntilThere(string path)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!File.Exists(path))
        {
            if (watch.Elapsed > LongestBoot) throw new TimeoutException($"QEMU does not make {path}");
            Thread.Sleep(50);
        }
    }

    private string Tail() => File.Exists(Console) ? string.Join('\n', File.ReadLines(Console).TakeLast(30)) : "no console";

    /// <summary>A device tree as source text.</summary>
    protected static string Source(string tree) => Command.Run("dtc", "-q", "-I", "dtb", "-O", "dts", tree).Must();

    /// <summary>The path that run.sh has set.</summary>
    protected static string Needed(string name) =>
        Environment.GetEnvironmentVariable($"ONBOARD_SYSTEM_{name}")
        ?? throw new InvalidOperationException($"ONBOARD_SYSTEM_{name} is not set: use tests/system/run.sh");

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
