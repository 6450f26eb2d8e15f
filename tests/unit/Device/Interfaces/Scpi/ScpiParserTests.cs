using CsCheck;
using OnBoard.Device.Interfaces.Scpi;

namespace OnBoard.Tests.Unit.Device.Interfaces.Scpi;

public class ScpiParserTests
{
    private static readonly string[] Fragments =
    [
        "MEAS", ":", "POW", "?", " ", ";", ",", "*IDN?", "\"a\"", "'b\"", "\"", "#HFF", "#12ab", "#9", "#0", "1.5e3", "-", "1e999", "(@1)", "(",
        "WIND", "3", "99999999", "ON", "\t", "é", "\0", "%", "_", "ABCDEFGHIJKLM", "#B101", "#Q9", ";;", "::",
    ];

    [Fact]
    public void A_message_is_taken_apart()
    {
        ScpiUnit[] units = [.. ScpiParser.Parse("  *cls ; :meas:Wind3:POW? PL , \"it\"\"s\",'q''',-1.5E-3,#hff,#15a;b,c ;ON")];
        Assert.Equal(3, units.Length);
        Assert.True(units[0] is { IsCommon: true, IsQuery: false, Header: "*CLS" });
        Assert.True(units[1] is { IsAbsolute: true, IsQuery: true, Header: "MEAS:WIND3:POW?" });
        Assert.Equal(new ScpiNode("WIND", 3), units[1].Nodes[1]);
        Assert.Equal(
            [
                new(ScpiDataKind.Character, "PL"), new(ScpiDataKind.Text, "it\"s"), new(ScpiDataKind.Text, "q'"),
                new(ScpiDataKind.Number, "-1.5E-3"), new(ScpiDataKind.Number, "#hff"), new(ScpiDataKind.Other, "a;b,c"),
            ],
            units[1].Parameters);
        Assert.Equal((-0.0015, 255.0), (units[1].Parameters[3].Number, units[1].Parameters[4].Number));
        Assert.Equal("ON", units[2].Header);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("   ", 0)]
    [InlineData(";;", 0)]
    [InlineData("*CLS;", 1)]
    [InlineData(";*CLS;;*RST", 2)]
    public void Empty_units_are_nothing(string message, int units) => Assert.Equal(units, ScpiParser.Parse(message).Count());

    [Theory]
    [InlineData("MEAS:", -102)]
    [InlineData("MEAS:POW!", -103)]
    [InlineData("?", -102)]
    [InlineData("*", -102)]
    [InlineData("MEAS\u00e9", -101)]
    [InlineData("\u0001", -101)]
    [InlineData("ABCDEFGHIJKLM", -112)]
    [InlineData("WIND1234567:STAR", -114)]
    [InlineData("A 1 2", -103)]
    [InlineData("A 1,,2", -109)]
    [InlineData("A 1,", -109)]
    [InlineData("A 1.2.3", -121)]
    [InlineData("A 1e", -121)]
    [InlineData("A 1e+", -121)]
    [InlineData("A 1E5.5", -121)]
    [InlineData("A --1", -121)]
    [InlineData("A 1-2", -121)]
    [InlineData("A .", -121)]
    [InlineData("A 1E400", -123)]
    [InlineData("A -1E+400", -123)]
    [InlineData("A 1 E 400", -123)]
    [InlineData("A 1E32001", -123)]
    [InlineData("A 1E-32001", -123)]
    [InlineData("A 0E99999999999999", -123)]
    [InlineData("A 5PCT", -138)]
    [InlineData("A 5 V/s", -138)]
    [InlineData("A 1.2E3 MHZ", -138)]
    [InlineData("A 3EX", -138)]
    [InlineData("A ABCDEFGHIJKLM", -144)]
    [InlineData("A #H", -121)]
    [InlineData("A #Q8", -121)]
    [InlineData("A \"open", -151)]
    [InlineData("A #15abc", -161)]
    [InlineData("A #0abc", -161)]
    [InlineData("A (@1", -102)]
    public void Each_mistake_has_its_number(string message, int number) => Assert.Equal(
        number, Assert.Throws<ScpiException>(() => ScpiParser.Parse(message).ToList()).Error.Number);

    [Theory]
    [InlineData("1e3", 1000)]
    [InlineData("+1.E+3", 1000)]
    [InlineData(".5", 0.5)]
    [InlineData("12 E -1", 1.2)]
    [InlineData("1E-400", 0)]
    [InlineData("0E400", 0)]
    [InlineData("1E0000000000000000002", 100)]
    public void Numbers_are_written_in_many_ways(string text, double value) =>
        Assert.Equal(value, Assert.Single(Assert.Single(ScpiParser.Parse($"A {text}")).Parameters).Number);

    [Fact]
    public void A_number_has_255_digits_leading_zeros_not_counted()
    {
        string zeros = new('0', 300), most = new('1', 255);
        Assert.Equal(1e-301, Assert.Single(ScpiParser.Parse($"A 0.{zeros}1")).Parameters[0].Number, 1e-310);
        Assert.True(Assert.Single(ScpiParser.Parse($"A {zeros}{most}")).Parameters[0].Number > 1e254);
        Assert.Equal(-124, Assert.Throws<ScpiException>(() => ScpiParser.Parse($"A {most}.1").ToList()).Error.Number);
        Assert.Equal(-124, Assert.Throws<ScpiException>(() => ScpiParser.Parse($"A 1{zeros}").ToList()).Error.Number);
    }

    [Fact]
    public void Any_text_gives_units_or_one_error() => Gen.OneOf(
        Gen.String, Gen.OneOf(Fragments).Array[0, 30].Select(parts => string.Concat(parts))).Sample(
        text =>
        {
            try
            {
                foreach (ScpiUnit unit in ScpiParser.Parse(text))
                {
                    Assert.NotEmpty(unit.Nodes);
                    foreach (ScpiParameter parameter in unit.Parameters)
                        if (parameter.Kind == ScpiDataKind.Number) Assert.True(double.IsFinite(parameter.Number), text);
                }
            }
            catch (ScpiException error)
            {
                Assert.InRange(error.Error.Number, -199, -100);
            }
        },
        iter: 20_000);
}
