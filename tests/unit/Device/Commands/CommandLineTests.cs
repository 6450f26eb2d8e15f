using System.CommandLine;
using OnBoard.Device.Commands;
using OnBoard.Device.Commands.Configuration;
using OnBoard.Drivers;

namespace OnBoard.Tests.Unit.Device.Commands;

public class CommandLineTests
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public static TheoryData<Exception, int> Errors => new()
    {
        { new BadInputException("clip.mpg", "it is empty", "copy it again"), 1 },
        { new DeviceFailedException("/dev/video0", "was unplugged", "Plug it in"), 1 },
        { new WrongUseException("--snr", "does not understand \"loud\"", "Give a number"), 2 },
        { new DeviceMissingException("/dev/video9", "is not there", "Choose another"), 3 },
        { new InvalidOperationException("a bug"), 1 },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task Each_error_has_its_exit_code(Exception error, int code) =>
        Assert.Equal(code, await Invoke(["fail"], Failing(error)));

    [Fact]
    public async Task An_error_is_one_message_with_subject_cause_and_remedy()
    {
        await Invoke(["fail"], Failing(new BadInputException("clip.mpg", "it is empty", "copy it again")));
        Assert.Equal("onboard: clip.mpg: it is empty.\n  -> Copy it again.\n", _error.ToString());
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task Of_errors_of_several_cores_the_first_is_told()
    {
        AggregateException several = new(new AggregateException(
            new BadInputException("a.mpg", "it is empty", "copy it again"), new BadInputException("b.mpg", "it is empty", "copy it again")));
        await Invoke(["fail"], Failing(several));
        Assert.StartsWith("onboard: a.mpg: it is empty.\n", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verbose_adds_where_it_arose()
    {
        await Invoke(["fail", "--verbose"], Failing(new BadInputException("clip.mpg", "it is empty", "copy it again")));
        Assert.Contains("   at ", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run", "--nonsense")]
    [InlineData("rnu")]
    [InlineData("--nonsense")]
    [InlineData("run", "--snr")]
    public async Task Wrong_use_is_told_with_the_way_to_the_help(params string[] arguments)
    {
        Assert.Equal(2, await Invoke(arguments, RunCommand.Create()));
        Assert.Contains("--help` lists what there is", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_that_is_not_understood_is_wrong_use()
    {
        Assert.Equal(2, await Invoke(["run", "--snr", "loud"], RunCommand.Create()));
        Assert.StartsWith("onboard: --snr: does not understand \"loud\"", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_network_is_bad_input()
    {
        Assert.Equal(1, await Invoke(["run", "--network", "/nowhere.safetensors"], RunCommand.Create()));
        Assert.StartsWith("onboard: /nowhere.safetensors: ", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_alone_are_options_of_run()
    {
        Assert.Equal(2, await Invoke(["--snr", "loud"], RunCommand.Create()));
        Assert.StartsWith("onboard: --snr:", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--thing", "nothing", "--workload: does not know nothing")]
    [InlineData("--thing=nothing", null, "--workload: does not know nothing")]
    public async Task A_former_name_of_an_option_still_works_with_a_note(string former, string? value, string error)
    {
        Assert.Equal(2, await Invoke(value is null ? ["energy", former] : ["energy", former, value], EnergyCommand.Create()));
        Assert.StartsWith(
            "onboard: --thing is called --workload now; this version still reads the former name", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains(error, _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_former_names_are_noted_and_no_help_lists_them()
    {
        Command[] commands = [LearnCommand.Create(), TrainCommand.Create(), EvaluateCommand.Create(), EnergyCommand.Create()];
        string[][] used =
        [
            ["learn", "--least-seconds", "20", "--split"], ["train", "--lowest-ratio", "3", "--highest-ratio", "-3", "--seed"],
            ["evaluate", "--by-noise", "--snr"], ["energy", "--thing", "training", "--pairs"],
        ];
        foreach (string[] arguments in used)
        {
            // The last option lacks its value: wrong use, but the former names are understood by then.
            Assert.Equal(2, await CommandLine.InvokeAsync(arguments, commands, new() { Output = _output, Error = _error }));
            Assert.Equal(0, await CommandLine.InvokeAsync([arguments[0], "--help"], commands, new() { Output = _output, Error = _error }));
        }

        string notes = _error.ToString(), help = _output.ToString();
        (string Former, string Now)[] names =
        [
            ("--least-seconds", "--min-seconds"), ("--lowest-ratio", "--min-ratio"), ("--highest-ratio", "--max-ratio"),
            ("--by-noise", "--by noise"), ("--thing", "--workload"),
        ];
        Assert.All(names, name => Assert.Contains($"{name.Former} is called {name.Now} now", notes, StringComparison.Ordinal));
        Assert.All(names, name => Assert.DoesNotContain(name.Former, help, StringComparison.Ordinal));
        Assert.DoesNotContain("Unrecognized", notes, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("run", "--help")]
    public async Task Help_has_examples_and_exit_codes(params string[] arguments)
    {
        Assert.Equal(0, await Invoke(arguments, RunCommand.Create()));
        Assert.Contains("Examples:", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("xit codes:", _output.ToString(), StringComparison.Ordinal);
    }

    private static Command Failing(Exception error)
    {
        Command command = new("fail");
        command.SetAction(int (_) => throw error);
        return command;
    }

    private Task<int> Invoke(string[] arguments, Command command) => CommandLine.InvokeAsync(
        arguments, [command], new InvocationConfiguration { Output = _output, Error = _error });
}
