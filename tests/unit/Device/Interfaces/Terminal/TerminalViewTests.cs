using CsCheck;
using OnBoard.Device.Interfaces.Terminal;
using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Device.Service.Recording;
using Spectre.Console;

namespace OnBoard.Tests.Unit.Device.Interfaces.Terminal;

/// <summary>What a person sees of the start, on terminals of many sizes.</summary>
public class TerminalViewTests
{
    private const string Page = "http://127.0.0.1:8080/#token=v6wM6Vmb4d_5YhGA";

    private static readonly (string Name, string Value)[] Facts =
    [
        ("board", "virtual"), ("rails", "modelled"), ("microphone", "/home/somebody/recordings/grid/s1/video/bbaf2n.mpg"),
        ("camera", "/home/somebody/recordings/grid/s1/video/bbaf2n.mpg"),
        ("noise", "/home/somebody/recordings/noise/CHiME-3/backgrounds/BGD_150203_010_CAF.CH1.wav, speech -3 dB over it, which comes and goes"),
        ("network", "base, cpu engine, /home/somebody/onboard/device/bin/Release/net10.0/Networks/base.safetensors"),
        ("learning", "on, from /home/somebody/onboard-learned/checkpoint-000017.safetensors"), ("output", "none"),
        ("recording", "/home/somebody/onboard-output/2026-11-28_21-10-58"), ("scores", "against the clean speech, after 20 s"),
    ];

    private static readonly LiveStatus Status = new()
    {
        Time = TimeSpan.FromSeconds(21), Hops = 2187, LatencyMedian = 1, Latency99 = 7.7, LatencyMax = 21.9, Activity = 0.338,
        EventsPerHop = 99_000, HasCamera = true, SeesMouth = true, NoisySdr = -1.2, EnhancedSdr = 2, GuardedHops = 164,
    };

    [Theory]
    [InlineData(80, 24)]
    [InlineData(120, 40)]
    public void The_start_fits_one_screen_and_what_to_do_next_comes_last(int width, int height)
    {
        TestScreen screen = Started(width, height);
        Assert.Equal(0, screen.Scrolled);
        Assert.True(screen.Lines.Length < height);
        Assert.All(Facts, fact => Assert.Contains(screen.Lines, line => line.StartsWith(fact.Name.PadRight(12), StringComparison.Ordinal)));
        Assert.Equal([$"page        {Page}", "terminal    onboard top", "stop        Ctrl+C"], screen.Lines[^3..]);
        Assert.Contains(screen.Lines, line => line.EndsWith("base.safetensors", StringComparison.Ordinal));
        Assert.Contains(screen.Lines, line => line.Contains("SI-SDR -1.2 -> 2.0 dB (+3.2)", StringComparison.Ordinal));
    }

    [Fact]
    public void The_status_is_rewritten_in_place_below_what_is_told()
    {
        TestScreen screen = new(80, 24);
        TerminalView view = Begun(screen, 80, 24);
        for (int i = 0; i < 50; i++) view.Show(Status with { Hops = i, Conditions = i % 2 == 0 ? ["camera lost"] : [] });
        view.Report("camera is back");
        view.Show(new SessionScore(0, 20, new SignalScore(1, 2, 3, double.NaN), new SignalScore(4, 5, 6, 7)));
        string[] lines = screen.Lines;
        Assert.Equal("stop        Ctrl+C", lines[^1]);
        Assert.Single(lines, line => line.Contains("hops 49", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("CAMERA LOST", StringComparison.Ordinal) || line.Contains("hops 48", StringComparison.Ordinal));
        Assert.True(Array.FindIndex(lines, line => line == "camera is back") < Array.FindIndex(lines, line => line.Contains("SI-SDR dB", StringComparison.Ordinal)));
        view.End();
        Assert.Contains("hops 49", string.Join('\n', screen.Lines[^3..]), StringComparison.Ordinal);
        Assert.DoesNotContain(screen.Lines, line => line.Contains("Ctrl+C", StringComparison.Ordinal));
    }

    [Fact]
    public void The_first_scores_leave_the_start_on_the_screen()
    {
        TestScreen screen = new(80, 24);
        TerminalView view = Begun(screen, 80, 24);
        view.Show(Status);
        view.Show(new SessionScore(0, 20, new SignalScore(1, 2, 3, 4), new SignalScore(4, 5, 6, 7)));
        Assert.Equal(0, screen.Scrolled);
        Assert.Equal("against the clean speech, 0 to 20 s", screen.Lines[Facts.Length].Trim());
        Assert.Equal(["gain", "+3.0", "+3.00", "+3.00", "+3.00"], screen.Lines[Facts.Length + 4].Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void On_every_terminal_no_line_is_broken_and_what_to_do_next_is_in_sight() =>
        Gen.Select(Gen.Int[40, 250], Gen.Int[8, 80], Gen.Int[0, 3]).Sample((width, height, wrong) =>
        {
            TestScreen screen = Started(width, height, Status with { Conditions = [.. Enumerable.Repeat("microphone lost", wrong)] });
            string[] lines = screen.Lines;
            return lines.Length <= height && lines[^1] == "stop        Ctrl+C" && lines[^2] == "terminal    onboard top"
                && lines.Count(line => line.StartsWith("time ", StringComparison.Ordinal)) == 1;
        });

    [Theory]
    [InlineData("none", 20, "none")]
    [InlineData("base, cpu engine, /home/somebody/onboard/Networks/base.safetensors", 50, "base, cpu engine, /home/somebo.../base.safetensors")]
    [InlineData("/a/very/long/folder/name/of/somebody/with-a-file-that-is-long-itself.wav", 30, "/a/very/long/f...ng-itself.wav")]
    [InlineData("/a b/long folder/with blanks/x.wav", 20, "/a b/long...ks/x.wav")]
    [InlineData("no path but many words that do not fit", 20, "no path b... not fit")]
    [InlineData("abcdef", 3, "abc")]
    public void A_text_that_is_too_long_loses_its_middle(string text, int width, string expected)
    {
        string fitted = Shortened.Fit(text, width);
        Assert.True(fitted.Length <= width, fitted);
        Assert.Equal(expected, fitted);
    }

    [Fact]
    public void Quiet_leaves_out_what_comes_by_itself()
    {
        StringWriter output = new();
        QuietView view = new(new PlainView(output));
        view.Begin(Facts);
        view.Offer("page", Page);
        view.Show(Status);
        view.Report("camera lost: unplugged");
        view.End();
        Assert.Equal($"page        {Page}\ncamera lost: unplugged\n", output.ToString());
    }

    private static TestScreen Started(int width, int height, LiveStatus? status = null)
    {
        TestScreen screen = new(width, height);
        Begun(screen, width, height).Show(status ?? Status);
        return screen;
    }

    private static TerminalView Begun(TestScreen screen, int width, int height)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.EightBit, Out = new AnsiConsoleOutput(screen),
        });
        (console.Profile.Width, console.Profile.Height) = (width, height);
        TerminalView view = new(console);
        view.Begin(Facts);
        view.Offer("page", Page);
        view.Offer("terminal", "onboard top");
        return view;
    }
}
