using System.Globalization;
using OnBoard.Device.Service.Devices;
using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Time;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;

namespace OnBoard.Device.Commands.Checks;

/// <summary>Whether every rail of the board is read, how often, by which driver, and whether its voltage is its own.</summary>
internal sealed class RailsCheck : ICheck
{
    private const double Seconds = 1;

    public string Name => "rails";

    public IEnumerable<Finding> Look(CheckContext context)
    {
        using IRailMonitor monitor = RailMonitors.Open(context.Settings.Board, new RailOptions());
        TimeSpan before = RailMonitors.ProcessorTime;
        long begin = SystemClock.Instance.Nanoseconds;
        context.Stop.WaitHandle.WaitOne(TimeSpan.FromSeconds(Seconds));
        double seconds = (SystemClock.Instance.Nanoseconds - begin) * 1e-9;
        double load = (RailMonitors.ProcessorTime - before).TotalSeconds / seconds;
        if (monitor.Failure is { } failure) throw failure;
        return Validate(monitor.Board, monitor.Latest(), seconds, load);
    }

    /// <summary>What some time of reading rails shows.</summary>
    internal static IEnumerable<Finding> Validate(BoardDescription board, RailsSnapshot snapshot, double seconds, double load)
    {
        int well = 0;
        foreach (RailFigures rail in snapshot.Rails)
        {
            Finding? finding = Validate(board.Rails.First(described => described.Name == rail.Name), rail, snapshot.Provenance);
            if (finding is null) well++;
            else yield return finding;
            if (rail.Note is not null) yield return Finding.Note($"rail {rail.Name}", $"{rail.Sensor}: {rail.Note}");
        }

        if (well == 0) yield break;
        RailFigures[] read = [.. snapshot.Rails.Where(rail => rail.Fresh > 0)];
        string readers = string.Join(", ", read.GroupBy(rail => ReaderOf(rail.Sensor)).Select(group => $"{group.Count()} by {group.Key}"));
        yield return Finding.Ok(
            board.Title,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{well} of {snapshot.Rails.Count} rails as they should be, {snapshot.Provenance}: {readers}; {read.Min(rail => rail.Fresh) / seconds:0} fresh readings of each a second for {load:P0} of a core"));
    }

    private static Finding? Validate(BoardRail described, RailFigures rail, string provenance)
    {
        string subject = $"rail {rail.Name}";
        string? doubt = RailVoltage.DoubtOf(described, rail.Volts);
        if (rail.Fault is not null)
        {
            return new Finding(
                rail.Sensor.Length == 0 ? FindingState.Missing : FindingState.Failed, subject, rail.Fault.TrimEnd('.'),
                $"check {described.Chip.ToString().ToLowerInvariant()} {described.Designator ?? ""} at 0x{described.Address:x2} and the board file".Replace("  ", " ", StringComparison.Ordinal));
        }

        if (doubt is null && rail.State == ReadingState.Off) return Finding.Note(subject, "is off, says its converter");
        if (rail.Fresh == 0)
        {
            return new Finding(
                FindingState.Failed, subject, "gave no fresh reading", "look whether its monitor converts: i2cdetect, the kernel log");
        }

        return doubt is null
            ? null
            : Finding.Note(
                subject,
                $"{doubt}: its figures are not called {provenance}",
                $"see whether the board file names the right {(described.Page is null ? "chip" : "page")}, and whether the supply is adjusted");
    }

    // "ina226 at i2c-3 0x40 (registers)" is read by its registers.
    private static string ReaderOf(string sensor) =>
        sensor.LastIndexOf('(') is var at and >= 0 ? sensor[(at + 1)..].TrimEnd(')') : sensor;
}
