using System.Globalization;
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
        Assert.Null(OnThread(ThreadNiceness.GiveWay, () => ThreadNiceness.Current, out int niceness));
        Assert.Equal(ThreadNiceness.Last, niceness);
    }

    /// <summary>The filter lets the call through; whether the kernel agrees is for the limit, which LimitNICE= sets.</summary>
    [Fact]
    public void Hops_go_first_as_far_as_the_limit_goes()
    {
        string? refusal = OnThread(ThreadNiceness.TakePrecedence, () => ThreadNiceness.Current, out int niceness);
        if (Limit("Max nice priority") == 20 - ThreadNiceness.First)
        {
            Assert.Null(refusal);
            Assert.Equal(ThreadNiceness.First, niceness);
        }
        else
        {
            Assert.Contains($"errno {PermissionDenied}", refusal, StringComparison.Ordinal);
        }
    }

    /// <summary>Likewise, with the limit that LimitRTPRIO= sets.</summary>
    [Fact]
    public void Hops_run_in_real_time_as_far_as_the_limit_goes()
    {
        string? refusal = OnThread(RealTimeThread.Become, () => RealTimeThread.IsCurrent, out bool isRealTime);
        if (Limit("Max realtime priority") >= RealTimeThread.Priority)
        {
            Assert.Null(refusal);
            Assert.True(isRealTime);
        }
        else
        {
            Assert.Contains("was refused", refusal, StringComparison.Ordinal);
            Assert.False(isRealTime);
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

    private static int Limit(string name) => int.Parse(
        File.ReadLines("/proc/self/limits").Single(line => line.StartsWith(name, StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[3],
        CultureInfo.InvariantCulture);

    private static string? OnThread<T>(Func<string?> set, Func<T> read, out T now)
    {
        string? refusal = null;
        T current = default!;
        Thread thread = new(() =>
        {
            refusal = set();
            current = read();
        });
        thread.Start();
        thread.Join();
        now = current;
        return refusal;
    }
}
