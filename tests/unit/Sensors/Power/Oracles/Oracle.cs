using System.Globalization;
using OnBoard.Drivers.I2c;
using OnBoard.Sensors.Boards;
using OnBoard.Tests.Unit.Shipping;

namespace OnBoard.Tests.Unit.Sensors.Power.Oracles;

/// <summary>
/// A board as others published it, from a text file here: where its monitors are and what they read. Nothing of it comes from
/// our board files.
/// </summary>
internal sealed record Oracle(
    string Name, string Board, string Controller, int Alias, Pca954xModel? Multiplexer, int MultiplexerAddress, IReadOnlyList<OracleRail> Rails)
{
    /// <summary>All that there are.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Directory.EnumerateFiles(Folder, "*.txt").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal),
    ];

    private static string Folder => Repository.PathOf("tests", "unit", "Sensors", "Power", "Oracles");

    public static Oracle Load(string name)
    {
        string board = "";
        string[] bus = [];
        List<OracleRail> rails = [];
        foreach (string line in File.ReadLines(Path.Combine(Folder, $"{name}.txt")))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case ["board", string called]:
                    board = called;
                    break;
                case ["bus", ..]:
                    bus = words;
                    break;
                case ["rail", ..]:
                    rails.Add(OracleRail.Parse(words));
                    break;
                default:
                    Assert.True(words is [] or ["#", ..], $"{name}: {line}");
                    break;
            }
        }

        Assert.NotEmpty(rails);
        return new(
            name, board, bus[1]["i2c@".Length..], int.Parse(bus[3], CultureInfo.InvariantCulture),
            bus.Length > 5 ? Enum.Parse<Pca954xModel>(bus[5], ignoreCase: true) : null, bus.Length > 6 ? Convert.ToInt32(bus[6], 16) : 0, rails);
    }
}

/// <summary>One published rail; volts and amperes as they were published, garbage of a rail that is off included.</summary>
internal sealed record OracleRail(
    string Name, MonitorChip Chip, int? Channel, int Address, int? Page, double ShuntOhms, double Volts, double Amperes, double? Watts, bool IsOff)
{
    public static OracleRail Parse(string[] words)
    {
        Assert.Equal(11, words.Length);
        double Number(int at) => double.Parse(words[at], CultureInfo.InvariantCulture);
        int? Whole(int at) => words[at] == "-" ? null : (int)Number(at);
        return new(
            words[1], Enum.Parse<MonitorChip>(words[2], ignoreCase: true), Whole(3), Convert.ToInt32(words[4], 16), Whole(5),
            (Whole(6) ?? 2000) * 1e-6, Number(7), Number(8), words[9] == "-" ? null : Number(9), words[10] == "off");
    }
}
