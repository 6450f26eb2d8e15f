using System.Globalization;

namespace OnBoard.Drivers.Machine;

/// <summary>
/// Reads processor load, memory and temperatures: /proc/stat, /proc/meminfo, /proc/self/status (proc(5)) and
/// /sys/class/thermal. Used by one thread, about once a second.
/// </summary>
/// <param name="root">Where proc and sys are; another for tests.</param>
/// <param name="processorTime">What this process has used; null asks the system.</param>
/// <param name="now">Seconds of any steady clock; null asks the system.</param>
public sealed class MachineMonitor(string root = "/", Func<TimeSpan>? processorTime = null, Func<double>? now = null)
{
    private const double Kibibyte = 1024;

    private readonly Func<TimeSpan> _processorTime = processorTime ?? (() => Environment.CpuUsage.TotalTime);
    private readonly Func<double> _now = now ?? (() => Time.MonotonicClock.Nanoseconds * 1e-9);
    private (long Busy, long All)[] _cores = [];
    private (TimeSpan Used, double At)? _service;

    /// <summary>How it is now. The first reading has no loads.</summary>
    public MachineLoad Read() => new(
        ReadCores(), ReadService(), ReadKibibytes("proc/meminfo", "MemTotal:"), ReadKibibytes("proc/meminfo", "MemAvailable:"),
        ReadKibibytes("proc/self/status", "VmRSS:"), [.. ReadTemperatures()]);

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) ? value : null;

    private List<double> ReadCores()
    {
        List<(long Busy, long All)> cores = [];
        foreach (string line in Lines("proc/stat"))
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 5 || !fields[0].StartsWith("cpu", StringComparison.Ordinal) || fields[0] == "cpu") continue;

            // user nice system idle iowait irq softirq steal; guest time is within user.
            long[] times = [.. fields.Skip(1).Take(8).Select(field => Number(field) ?? 0)];
            long all = times.Sum(), idle = times[3] + (times.Length > 4 ? times[4] : 0);
            cores.Add((all - idle, all));
        }

        List<double> loads = [];
        for (int i = 0; i < cores.Count && i < _cores.Length; i++)
        {
            long all = cores[i].All - _cores[i].All;
            loads.Add(all > 0 ? Math.Clamp((double)(cores[i].Busy - _cores[i].Busy) / all, 0, 1) : 0);
        }

        _cores = [.. cores];
        return loads;
    }

    private double? ReadService()
    {
        (TimeSpan Used, double At) reading = (_processorTime(), _now());
        double? load = _service is { } before && reading.At > before.At
            ? (reading.Used - before.Used).TotalSeconds / (reading.At - before.At)
            : null;
        _service = reading;
        return load;
    }

    private long? ReadKibibytes(string file, string key)
    {
        foreach (string line in Lines(file))
        {
            if (!line.StartsWith(key, StringComparison.Ordinal)) continue;
            string[] fields = line.Split((char[]?)[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            return fields.Length > 1 && Number(fields[1]) is { } value ? (long)(value * Kibibyte) : null;
        }

        return null;
    }

    private IEnumerable<ZoneTemperature> ReadTemperatures()
    {
        string zones = Path.Combine(root, "sys/class/thermal");
        if (!Directory.Exists(zones)) yield break;
        foreach (string zone in Directory.EnumerateDirectories(zones, "thermal_zone*").Order(StringComparer.Ordinal))
        {
            string name = Lines(Path.Combine(zone, "type")).FirstOrDefault() ?? Path.GetFileName(zone);
            if (Lines(Path.Combine(zone, "temp")).FirstOrDefault() is { } text && Number(text) is { } millidegrees)
                yield return new ZoneTemperature(name, millidegrees / 1000.0);
        }
    }

    private string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(Path.Combine(root, file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A kernel without it, or a zone that is switched off.
            return [];
        }
    }
}
