using OnBoard.Drivers.Machine;

namespace OnBoard.Tests.Unit.Drivers.Machine;

public sealed class MachineMonitorTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("onboard-test-").FullName;
    private TimeSpan _used;
    private double _now;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Loads_are_of_the_time_between_two_readings()
    {
        Write("proc/stat", "cpu  0 0 0 0\ncpu0 100 0 100 700 100 0 0 0 50 0\ncpu1 10 0 0 990 0 0 0 0 0 0\nintr 5\n");
        MachineMonitor monitor = Monitor();
        Assert.Empty(monitor.Read().Cores);
        Write("proc/stat", "cpu  0 0 0 0\ncpu0 130 0 120 740 110 0 0 0 80 0\ncpu1 10 0 0 1090 0 0 0 0 0 0\nintr 5\n");
        _used = TimeSpan.FromSeconds(0.5);
        _now = 2;
        MachineLoad load = monitor.Read();
        Assert.Equal([0.5, 0.0], load.Cores);
        Assert.Equal(0.25, load.ServiceCores);
    }

    [Fact]
    public void Memory_is_in_bytes()
    {
        Write("proc/meminfo", "MemTotal:        2048 kB\nMemFree:  1 kB\nMemAvailable:    1024 kB\n");
        Write("proc/self/status", "Name:\tonboard\nVmRSS:\t     512 kB\n");
        MachineLoad load = Monitor().Read();
        Assert.Equal((2_097_152L, 1_048_576L, 524_288L), (load.MemoryBytes, load.AvailableBytes, load.ServiceBytes));
    }

    [Fact]
    public void Each_zone_that_has_a_temperature_is_told()
    {
        Write("sys/class/thermal/thermal_zone0/type", "ps-temp\n");
        Write("sys/class/thermal/thermal_zone0/temp", "45500\n");
        Write("sys/class/thermal/thermal_zone1/type", "pl-temp\n");
        Assert.Equal([new ZoneTemperature("ps-temp", 45.5)], Monitor().Read().Temperatures);
    }

    [Fact]
    public void What_the_kernel_does_not_tell_is_unknown()
    {
        MachineLoad load = Monitor().Read();
        Assert.Empty(load.Cores);
        Assert.Empty(load.Temperatures);
        Assert.Null(load.MemoryBytes);
        Assert.Null(load.ServiceCores);
    }

    [Fact]
    public void This_machine_tells_its_own()
    {
        if (!File.Exists("/proc/stat")) Assert.Skip("needs Linux");
        MachineMonitor monitor = new();
        monitor.Read();
        MachineLoad load = monitor.Read();
        Assert.NotEmpty(load.Cores);
        Assert.True(load.ServiceBytes > 1_000_000, "this process holds no memory");
        Assert.True(load.MemoryBytes >= load.AvailableBytes, "more memory is available than there is");
    }

    private MachineMonitor Monitor() => new(_root, () => _used, () => _now);

    private void Write(string file, string content)
    {
        string path = Path.Combine(_root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
