namespace OnBoard.Tests.Unit.Device.Service.Faults;

/// <summary>Writes the rows of a campaign into the file that ONBOARD_FAULT_TABLE names, at its end; nowhere without it.</summary>
public sealed class FaultTable : IDisposable
{
    private readonly List<FaultRow> _rows = [];

    internal void Add(FaultRow row) => _rows.Add(row);

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("ONBOARD_FAULT_TABLE") is not { Length: > 0 } path) return;
        IEnumerable<FaultRow> sorted = _rows.OrderBy(row => row.Restarts)
            .ThenBy(row => row.Fault, StringComparer.Ordinal).ThenBy(row => row.State);
        File.WriteAllLines(path, [FaultRow.Head, .. sorted.Select(row => row.ToString())]);
    }
}
