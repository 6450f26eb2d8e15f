using OnBoard.Drivers.Gpio;
using OnBoard.Drivers.Native;
using OnBoard.Fabric.Engines.Fabric;

namespace OnBoard.Tests.Unit.Shipping;

/// <summary>
/// What the documents promise of the service, tried by the service's own drivers within its sandbox: <see cref="SandboxTests"/>
/// runs these there; anywhere else they skip themselves.
/// </summary>
public class SandboxPromises
{
    private const int PermissionDenied = 13;

    public SandboxPromises() =>
        Assert.SkipUnless(Directory.Exists("/var/lib/onboard/in-sandbox"), "runs within the sandbox alone");

    [Fact]
    public void Learning_gives_way()
    {
        Assert.Null(OnThread(ThreadNiceness.GiveWay, out int niceness));
        Assert.Equal(ThreadNiceness.Last, niceness);
    }

    /// <summary>The filter lets the call through; whether the kernel agrees is for the limit, which LimitNICE= sets.</summary>
    [Fact]
    public void Hops_go_first_as_far_as_the_limit_goes()
    {
        string? refusal = OnThread(ThreadNiceness.TakePrecedence, out int niceness);
        string limit = File.ReadLines("/proc/self/limits").Single(line => line.StartsWith("Max nice priority", StringComparison.Ordinal));
        if (limit.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3] == $"{20 - ThreadNiceness.First}")
        {
            Assert.Null(refusal);
            Assert.Equal(ThreadNiceness.First, niceness);
        }
        else
        {
            Assert.Contains($"errno {PermissionDenied}", refusal, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_light_is_lit()
    {
        using KernelLed light = new("heartbeat");
        light.Set(true);
        Assert.Equal("1", File.ReadAllText("/sys/class/leds/heartbeat/brightness"));
    }

    [Fact]
    public void Logic_is_loaded_anew_by_root_and_by_nobody_else()
    {
        Assert.Throws<UnauthorizedAccessException>(() => File.WriteAllText("/sys/class/fpga_manager/fpga0/firmware", "x"));
        Action reload = Assert.IsType<Action>(UioPort.Reload());
        reload();
        Assert.Equal("onboard/mcc.bit.bin", File.ReadAllText("/sys/class/fpga_manager/fpga0/firmware"));
    }

    [Fact]
    public void It_writes_to_its_state_and_to_nothing_else()
    {
        File.WriteAllText("/var/lib/onboard/kept", "");
        foreach (string path in (string[])["/etc/x", "/opt/onboard/current/x", "/run/x", "/var/lib/x", "/usr/x", "/sys/x"])
        {
            Exception? error = Record.Exception(() => File.WriteAllText(path, ""));
            Assert.True(error is IOException or UnauthorizedAccessException, $"{path} was written");
        }
    }

    private static string? OnThread(Func<string?> set, out int niceness)
    {
        string? refusal = null;
        int current = 0;
        Thread thread = new(() =>
        {
            refusal = set();
            current = ThreadNiceness.Current;
        });
        thread.Start();
        thread.Join();
        niceness = current;
        return refusal;
    }
}
