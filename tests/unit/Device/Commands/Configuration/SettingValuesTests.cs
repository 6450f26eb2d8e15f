using System.Text.RegularExpressions;
using OnBoard.Device.Commands.Configuration;
using OnBoard.Tests.Unit.Shipping;

namespace OnBoard.Tests.Unit.Device.Commands.Configuration;

public sealed partial class SettingValuesTests : IDisposable
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
    public void A_variable_that_is_no_setting_is_named_with_the_nearest_one()
    {
        File.WriteAllText(_file, "{}");
        SettingValues values = new(
            RunSettings.Keys, new Dictionary<string, string?>(), _file,
            ["PATH", "ONBOARD_CAMERA", "ONBOARD_DATA", "ONBOARD_SYSTEM_CACHE", "ONBOARD_CAMRA", "ONBOARD_LEARNIN", "ONBOARD_COLOUR_OF_THE_CASE"]);
        Assert.Equal(
            [
                "ONBOARD_CAMRA is no setting and is not read: ONBOARD_CAMERA is one",
                "ONBOARD_COLOUR_OF_THE_CASE is no setting and is not read: `onboard run --help` lists what there is",
                "ONBOARD_LEARNIN is no setting and is not read: ONBOARD_LEARNING is one",
            ],
            values.Warnings);
    }

    /// <summary>What was renamed works for a version more, wherever it stands, and the new name is said.</summary>
    [Fact]
    public void A_former_name_is_read_and_the_new_one_named()
    {
        Setting renamed = Level with { Key = "Testrank", FormerKey = "Testlevel" };
        SettingValues Take(Dictionary<string, string?> options) => new([renamed], options, _file, ["ONBOARD_TESTLEVEL"]);
        File.WriteAllText(_file, """{ "testlevel": 1 }""");
        Assert.Equal(1, Take([]).GetNumber(renamed, 0, 10));
        Environment.SetEnvironmentVariable("ONBOARD_TESTLEVEL", "2");
        Assert.Equal(2, Take([]).GetNumber(renamed, 0, 10));
        SettingValues values = Take(new() { ["Testlevel"] = "3" });
        Assert.Equal(3, values.GetNumber(renamed, 0, 10));
        Assert.Equal(4, Take(new() { ["Testrank"] = "4" }).GetNumber(renamed, 0, 10));
        Assert.Equal(["ONBOARD_TESTRANK", "--testrank", "Testrank"], values.Warnings.Select(text => text.Split(" is called ")[1].Split(' ')[0]));
        Assert.Equal(["ONBOARD_TESTLEVEL", "--testlevel", $"{_file}: testlevel"], values.Warnings.Select(text => text.Split(" is called ")[0]));
        Assert.Equal("--testlevel", Assert.Throws<WrongUseException>(() => Take(new() { ["Testlevel"] = "11" }).GetNumber(renamed, 0, 10)).Subject);
    }

    /// <summary>Nobody is warned of what the program, its scripts and its tests themselves read.</summary>
    [Fact]
    public void Every_variable_of_the_repository_is_known()
    {
        string[] names =
        [
            .. new[] { "device", "sensors", "fabric", "drivers", "petalinux", "tests" }
                .SelectMany(folder => Directory.EnumerateFiles(Repository.PathOf(folder), "*", SearchOption.AllDirectories))
                .Where(file => Path.GetExtension(file) is ".cs" or ".sh" or ".service" or "" && !file.Contains("/bin/") && !file.Contains("/obj/"))
                .Where(file => !file.EndsWith($"{nameof(SettingValuesTests)}.cs", StringComparison.Ordinal) && !file.EndsWith("WholeProgramTests.cs", StringComparison.Ordinal))
                .SelectMany(file => VariableName().Matches(File.ReadAllText(file))).Select(match => match.Value).Distinct(),
        ];
        Assert.Contains("ONBOARD_DATA", names);
        Assert.Empty(new SettingValues(RunSettings.Keys, new Dictionary<string, string?>(), variables: names).Warnings);
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

    [GeneratedRegex("ONBOARD_[A-Z0-9][A-Z0-9_]*[A-Z0-9]")]
    private static partial Regex VariableName();

    private SettingValues Read(Dictionary<string, string?> options) => new([Level, Mode], options, _file);
}
