using OnBoard.Device.Interfaces.Terminal;
using OnBoard.Tests.Unit.Device.Interfaces.Status;
using Spectre.Console;

namespace OnBoard.Tests.Unit.Device.Interfaces.Terminal;

public class TopTerminalTests
{
    private const string OtherScreen = "\e[?1049h";
    private const string FirstScreen = "\e[?1049l";
    private const string ShowsCursor = "\e[?25h";

    private readonly StringWriter _written = new();

    [Fact]
    public void It_draws_in_place_and_leaves_the_terminal_as_it_was()
    {
        using (TopTerminal terminal = new(Console(AnsiSupport.Yes)))
        {
            terminal.Show([new TopLine().Add("first")]);
            terminal.Show([new TopLine().Add("second [not markup]")]);
        }

        string written = _written.ToString();
        Assert.StartsWith(OtherScreen, written, StringComparison.Ordinal);
        Assert.EndsWith($"{ShowsCursor}{FirstScreen}", written, StringComparison.Ordinal);
        Assert.Equal(written.IndexOf(OtherScreen, StringComparison.Ordinal), written.LastIndexOf(OtherScreen, StringComparison.Ordinal));
        Assert.Contains("second [not markup]", written, StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminal_that_cannot_be_redrawn_gets_text_alone()
    {
        using (TopTerminal terminal = new(Console(AnsiSupport.No))) terminal.Print([new TopLine().Add("watts", "3", TopTone.Warning)]);
        Assert.Equal("watts 3\n", _written.ToString());
    }

    [Theory]
    [InlineData('n', "network", "off")]
    [InlineData('N', "network", "off")]
    [InlineData('l', "learn", "on")]
    public void A_key_switches_what_the_last_line_names(char key, string control, string value)
    {
        Assert.Equal((control, value), TopKeys.Switch(SampleStatus.Full, key));
        Assert.Equal("q quit  n network on  l learn off", TopKeys.Help(SampleStatus.Full).ToString());
    }

    [Theory]
    [InlineData('d')]
    [InlineData('x')]
    [InlineData('\0')]
    public void Another_key_changes_nothing(char key) => Assert.Null(TopKeys.Switch(SampleStatus.Full, key));

    private IAnsiConsole Console(AnsiSupport ansi) => AnsiConsole.Create(
        new AnsiConsoleSettings { Ansi = ansi, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(_written) });
}
