using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using OnBoard.Tests.System.VhostUser;
using OnBoard.Tests.Unit.Shipping;

namespace OnBoard.Tests.System.Board;

/// <summary>
/// A ZCU102 in QEMU's "virt" machine, booted once for all tests: this process is its I2C bus and its
/// programmable logic. Its disk is thrown away at the end.
/// What it is made from is named by the environment that run.sh sets.
/// </summary>
public sealed class EmulatedBoard : IDisposable
{
    private static readonly TimeSpan LongestBoot = TimeSpan.FromMinutes(6);

    private readonly string _folder = Directory.CreateTempSubdirectory("onboard-system-").FullName;
    private readonly VhostUserI2c? _adapter;
    private readonly Process? _emulator;
    private readonly int _port = FreePort(), _pagePort = FreePort();
    private readonly HttpClient _page = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Starts it and waits until it can be logged into.</summary>
    public EmulatedBoard()
    {
        if (Release is null) return;
        string tree = Path.Combine(_folder, "board.dtb"), machine = Path.Combine(_folder, "machine.dtb");
        Command.Run("qemu-system-aarch64", [.. Machine(), "-machine", $"dumpdtb={machine}", "-nodefaults"]).Must();
        File.WriteAllText(Path.Combine(_folder, "board.dts"), DeviceTree.Join(Source(machine), Source(Needed("DTB"))));
        Command.Run("dtc", "-q", "-I", "dts", "-O", "dtb", "-o", tree, Path.Combine(_folder, "board.dts")).Must();

        using (FileStream ram = File.Create(Ram)) ram.SetLength(1L << 30);
        Fabric = new EmulatedFabric(Ram);
        string socket = Path.Combine(_folder, "i2c"), lines = Path.Combine(_folder, "lines");
        _adapter = new VhostUserI2c(Chips.Bus, socket);
        Stopwatch watch = Stopwatch.StartNew();
        _emulator = Process.Start(new ProcessStartInfo("qemu-system-aarch64",
        [
            .. Machine(), "-nodefaults",
            "-drive", $"if=none,id=disk,format=raw,snapshot=on,file={Needed("ROOT")}",
            "-device", "virtio-blk-device,drive=disk,bus=virtio-mmio-bus.1",
            "-netdev", $"user,id=net,hostfwd=tcp:127.0.0.1:{_port}-:22,hostfwd=tcp:127.0.0.1:{_pagePort}-:{PagePort}",
            "-device", "virtio-net-device,netdev=net,bus=virtio-mmio-bus.2",
            "-device", "virtio-rng-device,bus=virtio-mmio-bus.3",
            "-chardev", $"socket,id=i2c,path={socket}",
            "-device", "vhost-user-i2c-device,chardev=i2c,bus=virtio-mmio-bus.0,event_idx=off",
            "-display", "none", "-monitor", "none", "-serial", $"file:{Console}",
            "-qmp", $"unix:{MonitorPath},server=on,wait=off",
            "-qtest", $"unix:{lines},server=on,wait=off", "-qtest-log", "none",
            "-kernel", Needed("KERNEL"), "-dtb", tree,
            "-append", "console=ttyAMA0 loglevel=4 root=/dev/vda rw rootwait uio_pdrv_genirq.of_id=generic-uio"
                + " vivid.n_devs=1 vivid.node_types=0x1 snd_aloop.pcm_substreams=1",
        ]))!;
        WaitUntilThere(MonitorPath);
        WaitUntilThere(lines);
        using (QemuMonitor monitor = new(MonitorPath)) Fabric.Start(lines, monitor.Find("arm_gic"));
        WaitForLogin();
        Shell("systemctl is-system-running --wait || true");
        BootTime = watch.Elapsed;
    }

    /// <summary>The release to deploy; null where the tests were not asked for.</summary>
    public static string? Release => Environment.GetEnvironmentVariable("ONBOARD_SYSTEM_RELEASE");

    /// <summary>From the start of the emulator until systemd had started everything.</summary>
    public TimeSpan BootTime { get; private set; }

    /// <summary>Its power monitors.</summary>
    internal BoardChips Chips { get; } = new();

    /// <summary>Its programmable logic.</summary>
    internal EmulatedFabric Fabric { get; } = null!;

    private string MonitorPath => Path.Combine(_folder, "qmp");

    private string Ram => Path.Combine(_folder, "ram");

    private string Console => Path.Combine(_folder, "console");

    public void Dispose()
    {
        if (_emulator is { HasExited: false }) _emulator.Kill();
        _emulator?.Dispose();
        _adapter?.Dispose();
        Fabric?.Dispose();
        _page.Dispose();
        Directory.Delete(_folder, recursive: true);
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
        Fabric.Model.Reload();

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

    private string[] Machine() =>
    [
        "-M", "virt,gic-version=2,memory-backend=ram", "-cpu", "cortex-a53", "-smp", "2", "-m", "1G",
        "-object", $"memory-backend-file,id=ram,size=1G,share=on,mem-path={Ram}",
    ];

    private void WaitForLogin()
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (Try("true").ExitCode != 0)
        {
            if (_emulator!.HasExited) throw new InvalidOperationException($"the emulator ended: {Tail()}");
            if (_adapter!.Failure is { } failure) throw new InvalidOperationException("the I2C bus failed", failure);
            if (Fabric.Failure is { } fault) throw new InvalidOperationException("the fabric failed", fault);
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

    private static string Source(string tree) => Command.Run("dtc", "-q", "-I", "dtb", "-O", "dts", tree).Must();

    private static string Needed(string name) =>
        Environment.GetEnvironmentVariable($"ONBOARD_SYSTEM_{name}")
        ?? throw new InvalidOperationException($"ONBOARD_SYSTEM_{name} is not set: use tests/system/run.sh");

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
