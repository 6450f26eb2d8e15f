using OnBoard.Sensors.Boards;

namespace OnBoard.Device.Interfaces.Status;

/// <summary>The last hour of the status, one row of numbers a second, in memory that is there from the start.</summary>
internal sealed class StatusHistory
{
    /// <summary>Rows kept: one hour.</summary>
    public const int Capacity = 3600;

    private const int Columns = 11;

    private static readonly string[] DomainNames = [.. Enum.GetValues<PowerDomain>().Select(PowerReport.NameOf)];

    private readonly Lock _gate = new();
    private readonly float[] _rows = new float[Capacity * Columns];
    private readonly float[] _watts = new float[Capacity * DomainNames.Length];
    private readonly bool[] _isRead = new bool[DomainNames.Length];
    private long _count;
    private long _missedBefore;

    /// <summary>Takes the next report.</summary>
    public void Add(StatusReport report)
    {
        lock (_gate)
        {
            Span<float> row = _rows.AsSpan((int)(_count % Capacity) * Columns, Columns);
            row[0] = (float)report.Seconds;
            row[1] = Number(report.Quality.Noisy);
            row[2] = Number(report.Quality.Enhanced);
            row[3] = (float)report.Latency.Median;
            row[4] = (float)report.Latency.P99;
            row[5] = (float)report.Latency.Max;
            row[6] = Number(report.Network.Activity);
            row[7] = Number(report.Network.EventsPerHop);
            row[8] = report.Hops.Missed - _missedBefore;
            _missedBefore = report.Hops.Missed;
            row[9] = Number(report.Learning?.LossBefore);
            row[10] = Number(report.Learning?.LossNow);
            AddWatts(report.Power);
            _count++;
        }
    }

    /// <summary>The last rows.</summary>
    /// <param name="seconds">How many at most.</param>
    public HistoryReport Read(int seconds)
    {
        lock (_gate)
        {
            int rows = (int)Math.Min(Math.Min(_count, Capacity), Math.Max(0, seconds));
            long first = _count - rows;
            return new HistoryReport(
                first + 1, [.. Column(0).Select(value => value ?? 0)], Column(1), Column(2), Column(3), Column(4), Column(5),
                Column(6), Column(7), Column(8), Column(9), Column(10),
                [
                    .. Enumerable.Range(0, DomainNames.Length).Where(domain => _isRead[domain]).Select(
                        domain => new DomainHistory(DomainNames[domain], Last(_watts, DomainNames.Length, domain, first, rows))),
                ]);

            float?[] Column(int column) => Last(_rows, Columns, column, first, rows);
        }
    }

    private static float?[] Last(float[] table, int columns, int column, long first, int rows)
    {
        float?[] values = new float?[rows];
        for (int i = 0; i < rows; i++)
        {
            float value = table[((int)((first + i) % Capacity) * columns) + column];
            values[i] = float.IsFinite(value) ? value : null;
        }

        return values;
    }

    private void AddWatts(PowerReport? power)
    {
        Span<float> row = _watts.AsSpan((int)(_count % Capacity) * DomainNames.Length, DomainNames.Length);
        row.Fill(float.NaN);
        foreach (DomainReport domain in power?.Domains ?? [])
        {
            int column = Array.IndexOf(DomainNames, domain.Name);
            row[column] = Number(domain.Watts);
            _isRead[column] = true;
        }
    }

    private static float Number(double? value) => (float)(value ?? double.NaN);
}
