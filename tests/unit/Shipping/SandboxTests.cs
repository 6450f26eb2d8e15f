using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using System.Text.RegularExpressions;
using OnBoard.Drivers.Native;

namespace OnBoard.Tests.Unit.Shipping;

/// <summary>The program within the sandbox of its unit: every promise is kept there, and what is not promised is refused.</summary>
[SupportedOSPlatform("linux")]
public sealed partial class SandboxTests : IDisposable
{
    private static readonly string UnitFile = File.ReadAllText(Repository.PathOf("petalinux", "board", "onboard.service"));

    private readonly string _folder = Directory.CreateTempSubdirectory("onboard-sandbox-").FullName;

    public SandboxTests()
    {
        // The folders must be those of whoever the unit's user is here.
        File.SetUnixFileMode(_folder, (UnixFileMode)0b111_101_101);
        Directory.CreateDirectory(At("run"));
        Directory.CreateDirectory(At("state/in-sandbox"));
        foreach (string folder in (string[])["state", "state/in-sandbox"]) File.SetUnixFileMode(At(folder), (UnixFileMode)0b111_111_111);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_promise_is_kept()
    {
        ServiceSandbox.SkipWhereImpossible();
        Sysfs();
        using Socket root = ServeReload();
        Tool promises = Sandbox().Run(
            AppContext.BaseDirectory, At("state"), At("board/sys"), At("run"), "/opt/onboard/current/OnBoard.Tests.Unit",
            "-class", typeof(SandboxPromises).FullName!, "-noColor");
        Assert.True(promises.ExitCode == 0, promises.Text);
        Assert.Contains("Total: 6, Errors: 0, Failed: 0, Skipped: 0", promises.Text, StringComparison.Ordinal);
    }

    /// <summary>The live service with learning; nothing that it does is refused but what the limits here forbid.</summary>
    [Fact]
    public void The_service_runs_and_is_refused_nothing()
    {
        ServiceSandbox.SkipWhereImpossible();
        Tool run = Sandbox().Run(
            AppContext.BaseDirectory, At("state"), null, At("run"), "/opt/onboard/current/onboard", "run", "--board", "virtual", "--duration", "5", "--learn",
            "--listen", "none", "--scpi", "none");
        Assert.True(run.ExitCode == 0, run.Text);
        Assert.DoesNotContain("Operation not permitted", run.Text, StringComparison.Ordinal);

        // Beyond the limit of real time the kernel's own answer is that of a filter; SandboxPromises tells them apart.
        Tool check = Sandbox().Run(
            AppContext.BaseDirectory, At("state"), null, At("run"), "/opt/onboard/current/onboard", "check", "--board", "virtual", "--only", "sandbox");
        Assert.Contains("nice value 19", check.Text, StringComparison.Ordinal);
        string overLimit = $"real time ({RealTimeThread.Priority}) was refused: Operation not permitted";
        Assert.DoesNotContain("Operation not permitted", check.Text.Replace(overLimit, "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    /// <summary>So the tests above can fail: without the line, as it was, the nice value is refused.</summary>
    [Fact]
    public void What_no_line_allows_is_refused()
    {
        ServiceSandbox.SkipWhereImpossible();
        Assert.NotEqual(0, Run(UnitFile, "ionice", "-c", "3", "true").ExitCode);
        foreach ((string call, string[] command) in (ReadOnlySpan<(string, string[])>)
            [("setpriority", ["nice", "-n", "5", "true"]), ("sched_setscheduler", ["chrt", "--batch", "0", "true"])])
        {
            Assert.Equal(0, Run(UnitFile, command).ExitCode);
            Tool refused = Run(Regex.Replace(UnitFile, $"^(SystemCallFilter=.*){call} ", "$1", RegexOptions.Multiline), command);
            Assert.Contains("Operation not permitted", refused.Text, StringComparison.Ordinal);
        }

        Tool Run(string unit, params string[] command) => new ServiceSandbox(WithCompiler(unit)).Run(
            AppContext.BaseDirectory, At("state"), null, At("run"), command);
    }

    /// <summary>A filter lets a thread ask for real time; this other line of a unit, which refuses it all the same, must not be there.</summary>
    [Fact]
    public void Nothing_of_the_unit_takes_real_time_away() =>
        Assert.DoesNotContain("RestrictRealtime=yes", UnitFile, StringComparison.Ordinal);

    /// <summary>
    /// systemd looks names up in /proc/devices when the unit starts and takes numbers as they are. The list here is of a kernel
    /// with modules before anything was plugged in; the numbers are those of Documentation/admin-guide/devices.txt.
    /// </summary>
    [Theory]
    [InlineData("camera", 81)]
    [InlineData("sound", 116)]
    [InlineData("USB serial line", 188)]
    [InlineData("ACM serial line", 166)]
    [InlineData("input event", 13)]
    [InlineData("I2C", 89)]
    public void A_device_that_comes_late_may_be_opened(string what, int major)
    {
        string[] rules = [.. DeviceRule().Matches(UnitFile).Select(match => match.Groups[1].Value)];
        Dictionary<string, int> atStart = new() { ["gpiochip"] = 254, ["uio"] = 243, ["mem"] = 1 };
        int[] allowed = [.. rules.Select(rule => int.TryParse(rule, out int number) ? number : atStart.GetValueOrDefault(rule, -1))];
        Assert.True(allowed.Contains(major), $"{what} is refused when it comes late");

        // What has no fixed number is in the kernel, or loaded before the unit.
        string before = File.ReadAllText(Repository.PathOf("petalinux", "board", "onboard-modules.conf"));
        Assert.Contains("uio_pdrv_genirq", before, StringComparison.Ordinal);
        Assert.Equal(["gpiochip", "u-dma-buf", "uio"], rules.Where(rule => !int.TryParse(rule, out _)).Order(StringComparer.Ordinal));
        Assert.Contains("systemd-modules-load.service", UnitFile, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_may_ask_root_is_the_group_of_the_service_and_root_takes_nothing_from_it()
    {
        string socket = File.ReadAllText(Repository.PathOf("petalinux", "board", "onboard-reload.socket"));
        Assert.Contains($"ListenStream={OnBoard.Drivers.Fpga.RootReload.Address}\n", socket, StringComparison.Ordinal);
        Assert.Contains("SocketGroup=onboard\nSocketMode=0660\n", socket, StringComparison.Ordinal);
        string service = File.ReadAllText(Repository.PathOf("petalinux", "board", "onboard-reload@.service"));
        Assert.Contains("StandardInput=null\n", service, StringComparison.Ordinal);
        Assert.Contains("onboard-fabric reload\n", service, StringComparison.Ordinal);
    }

    private static ServiceSandbox Sandbox() => new(WithCompiler(UnitFile));

    // The program under test compiles as it runs; publish.sh makes the same change for one that does.
    private static string WithCompiler(string unit) =>
        unit.Replace("MemoryDenyWriteExecute=yes", "MemoryDenyWriteExecute=no", StringComparison.Ordinal);

    /// <summary>A board's /sys after its device rules were obeyed: the light is the group's, the FPGA manager root's.</summary>
    private void Sysfs()
    {
        foreach ((string file, string text) in (ReadOnlySpan<(string, string)>)
            [
                ("sys/devices/platform/leds/leds/heartbeat/trigger", "none [heartbeat] timer"),
                ("sys/devices/platform/leds/leds/heartbeat/brightness", "0"), ("sys/class/fpga_manager/fpga0/firmware", ""),
                ("sys/class/fpga_manager/fpga0/flags", "0"), ("sys/class/fpga_manager/fpga0/state", "operating"),
                ("proc/device-tree/reserved-memory/m/no-map", ""), ("lib/firmware/onboard/mcc.bit.bin", "logic"),
            ])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(At($"board/{file}"))!);
            File.WriteAllText(At($"board/{file}"), text);
        }

        File.WriteAllBytes(At("board/proc/device-tree/reserved-memory/m/reg"), Convert.FromHexString("00000000700000000000000004000000"));
        Directory.CreateDirectory(At("board/sys/class/leds"));
        File.CreateSymbolicLink(At("board/sys/class/leds/heartbeat"), "../../devices/platform/leds/leds/heartbeat");
        foreach (string name in (string[])["trigger", "brightness"])
            File.SetUnixFileMode(At($"board/sys/devices/platform/leds/leds/heartbeat/{name}"), (UnixFileMode)0b110_110_110);
    }

    /// <summary>onboard-reload.socket and its unit: each connection runs the command as root, whose output is the answer.</summary>
    private Socket ServeReload()
    {
        Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        string address = At("run/onboard-reload");
        listener.Bind(new UnixDomainSocketEndPoint(address));
        File.SetUnixFileMode(address, (UnixFileMode)0b110_110_110);
        listener.Listen();
        _ = Task.Run(async () =>
        {
            using Socket asker = await listener.AcceptAsync();
            Tool reload = Tool.Run(
                Repository.PathOf("petalinux", "board", "onboard-fabric"), ["reload"],
                new Dictionary<string, string> { ["ONBOARD_ROOT"] = At("board") });
            await asker.SendAsync(Encoding.UTF8.GetBytes(reload.Text));
        });
        return listener;
    }

    private string At(string path) => Path.Combine(_folder, path);

    [GeneratedRegex(@"^DeviceAllow=char-(\S+) rw$", RegexOptions.Multiline)]
    private static partial Regex DeviceRule();
}
