using OnBoard.Drivers.I2c;
using OnBoard.Sensors.Boards;
using OnBoard.Sensors.Power;
using Spectre.Console;

namespace OnBoard.Device.Interfaces.Terminal;

/// <summary>All rails as a table, by domain with sums.</summary>
internal static class RailTable
{
    /// <summary>One row for each rail, one for each domain of more than one.</summary>
    public static Table Build(RailsSnapshot snapshot)
    {
        Table table = new() { Border = TableBorder.Simple };
        table.Title = new TableTitle($"{Markup.Escape(snapshot.Board)}: {snapshot.Provenance}");
        table.AddColumn("rail");
        table.AddColumn("domain");
        foreach (string heading in (string[])["V", "A", "W", "min W", "max W", "age ms", "fresh", "stale", "missing"])
            table.AddColumn(new TableColumn(heading).RightAligned());
        table.AddColumn("state");
        foreach (RailFigures rail in snapshot.Rails.OrderBy(rail => rail.Domain)) table.AddRow(Row(rail));
        table.AddEmptyRow();
        foreach (DomainFigures domain in snapshot.Domains.Where(domain => domain.Domain != PowerDomain.BoardInput))
            table.AddRow(Sum(domain.Domain.ToString(), domain.Watts));
        if (!double.IsNaN(snapshot.RailWatts)) table.AddRow(Sum("rails", snapshot.RailWatts));
        if (!double.IsNaN(snapshot.BoardInputWatts)) table.AddRow(Sum("board input, which feeds them", snapshot.BoardInputWatts));
        return table;
    }

    private static Markup[] Row(RailFigures rail)
    {
        bool isWell = rail.State is ReadingState.Fresh or ReadingState.Stale or ReadingState.Off;
        string state = rail.State == ReadingState.Stale ? "fresh" : rail.State.ToString().ToLowerInvariant();
        return
        [
            new(Markup.Escape(rail.Name)),
            new(rail.Domain.ToString()),
            new(RailText.Volts(rail)),
            new(RailText.Amperes(rail)),
            new($"[bold]{RailText.Watts(rail.Watts)}[/]"),
            new(RailText.Watts(rail.MinimumWatts)),
            new(RailText.Watts(rail.MaximumWatts)),
            new(RailText.Age(rail)),
            new(RailText.Count(rail.Fresh)),
            new(RailText.Count(rail.Stale)),
            new(rail.Missing > 0 ? $"[yellow]{RailText.Count(rail.Missing)}[/]" : "0"),
            new(!isWell ? $"[red]{Markup.Escape(rail.Fault ?? state)}[/]"
                : rail.Doubt is null ? state : $"[yellow]{RailVoltage.Unverified}: {Markup.Escape(rail.Doubt)}[/]"),
        ];
    }

    private static Markup[] Sum(string name, double watts) =>
        [new($"[grey]{name}[/]"), new(""), new(""), new(""), new($"[bold]{RailText.Watts(watts)}[/]"), .. Enumerable.Repeat(new Markup(""), 7)];
}
