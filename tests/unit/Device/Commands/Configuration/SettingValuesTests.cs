using OnBoard.Device.Commands.Configuration;

namespace OnBoard.Tests.Unit.Device.Commands.Configuration;

public sealed class SettingValuesTests : IDisposable
{
    // Names of this test alone: the environment belongs to the whole process.
    private static readonly Setting Level = new("Testlevel", "NUMBER", "a number", "for this test");
    private static readonly Setting Mode = new("Testmode", "on|off", "on or off", "for this test");

    private readonly string _file = Path.GetTempFileName();

    public void Dispose()
    {
        File.Delete(_file);
        Environment.SetEnvironmentVariable(Level.Variable, null);
    }

    [Fact]
    public void Options_win_over_the_environment_and_the_environment_over_the_file()
    {
        File.WriteAllText(_file, """{ "Testlevel": 1 }""");
        Assert.Equal(1, Read([]).GetNumber(Level, 0, 10));
        Environment.SetEnvironmentVariable("ONBOARD_TESTLEVEL", "2");
        Assert.Equal(2, Read([]).GetNumber(Level, 0, 10));
        Assert.Equal(3, Read(new() { ["Testlevel"] = "3" }).GetNumber(Level, 0, 10));
    }

    [Fact]
    public void Without_any_value_the_default_holds()
    {
        File.WriteAllText(_file, "{}");
        Assert.Null(Read([]).GetNumber(Level, 0, 10));
        Assert.Equal("neither", Read([]).Get(Mode, text => text, "neither"));
    }

    [Fact]
    public void A_wrong_value_is_told_with_the_place_where_it_stands()
    {
        File.WriteAllText(_file, """{ "Testlevel": "loud" }""");
        WrongUseException error = Assert.Throws<WrongUseException>(() => Read([]).GetNumber(Level, 0, 10));
        Assert.Equal($"{_file}: Testlevel", error.Subject);
        Assert.Contains("\"loud\"", error.Cause, StringComparison.Ordinal);
        Assert.Contains("a number", error.Remedy, StringComparison.Ordinal);

        error = Assert.Throws<WrongUseException>(() => Read(new() { ["Testlevel"] = "11" }).GetNumber(Level, 0, 10));
        Assert.Equal("--testlevel", error.Subject);

        Environment.SetEnvironmentVariable("ONBOARD_TESTLEVEL", "soft");
        error = Assert.Throws<WrongUseException>(() => Read([]).GetNumber(Level, 0, 10));
        Assert.Equal("ONBOARD_TESTLEVEL", error.Subject);
    }

    [Fact]
    public void A_key_that_is_no_setting_is_named()
    {
        File.WriteAllText(_file, """{ "Camra": "/dev/video0" }""");
        WrongUseException error = Assert.Throws<WrongUseException>(() => Read([]));
        Assert.EndsWith(": Camra", error.Subject, StringComparison.Ordinal);
        Assert.Contains("Testlevel", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_JSON_or_not_there_is_named()
    {
        File.WriteAllText(_file, """{ "Testlevel": """);
        Assert.Equal(_file, Assert.Throws<WrongUseException>(() => Read([])).Subject);
        Assert.Equal(
            "/nowhere/settings.json",
            Assert.Throws<WrongUseException>(() => new SettingValues([Level], new Dictionary<string, string?>(), "/nowhere/settings.json"))
                .Subject);
    }

    private SettingValues Read(Dictionary<string, string?> options) => new([Level, Mode], options, _file);
}
