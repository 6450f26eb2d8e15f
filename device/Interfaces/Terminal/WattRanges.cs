using OnBoard.Device.Interfaces.Status;

namespace OnBoard.Device.Interfaces.Terminal;

/// <summary>The minimum and maximum power of each domain while somebody looks. Used by one thread.</summary>
internal sealed class WattRanges
{
    private readonly Dictionary<string, (double Min, double Max)> _ranges = [];

    /// <summary>Takes the figures of the next frame.</summary>
    public void Add(StatusReport report)
    {
        foreach (DomainReport domain in report.Power?.Domains ?? [])
        {
            if (domain.Watts is not { } watts) continue;
            (double min, double max) = _ranges.GetValueOrDefault(domain.Name, (watts, watts));
            _ranges[domain.Name] = (Math.Min(min, watts), Math.Max(max, watts));
        }
    }

    /// <summary>What was seen of a domain; null where nothing was.</summary>
    public (double? Min, double? Max) Of(string domain) =>
        _ranges.TryGetValue(domain, out (double Min, double Max) range) ? range : (null, null);
}
