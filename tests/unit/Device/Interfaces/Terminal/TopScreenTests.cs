using CsCheck;
using OnBoard.Device.Interfaces.Status;
using OnBoard.Device.Interfaces.Terminal;
using OnBoard.Tests.Unit.Device.Interfaces.Status;

namespace OnBoard.Tests.Unit.Device.Interfaces.Terminal;

public class TopScreenTests
{
    [Theory]
    [InlineData("OnBoard 0.1.0  zcu104  01:01:01  base, uio engine")]
    [InlineData("SI-SDR -0.5 -> 6.3 dB (+6.8)")]
    [InlineData("knows this voice yes")]
    [InlineData("lips seen  frames 91525")]
    [InlineData("p99 2.5 ms")]
    [InlineData("p50/p99/max 1.5/2.5/4.5  ever 9.5 ms")]
    [InlineData("hops 366100  missed 3  lost 1")]
    [InlineData("silent 2  xruns 5  readers 11")]
    [InlineData("12.5 %")]
    [InlineData("events/hop 237.3 k")]
    [InlineData("inference 19.0 uJ counted")]
    [InlineData("hop, whole board 32.50 mJ +-300.0 uJ measured")]
    [InlineData("training step 55.0 uJ counted")]
    [InlineData("POWER  measured")]
    [InlineData("1.750  1.750..1.750")]
    [InlineData("all rails   3.250 W")]
    [InlineData("VCCINT           1.750  1.125..2.125")]
    [InlineData("VADJ           it is off")]
    [InlineData("50 % of 2 cores")]
    [InlineData("25 75 %")]
    [InlineData("1.0 of 4.0 GB")]
    [InlineData("33 % of a core, 141 MB")]
    [InlineData("ps-temp 48.5 C")]
    [InlineData("LEARNING  training")]
    [InlineData("steps 12345  on fabric  kept 4  rolled back 6")]
    [InlineData("held-out loss 0.6250 -> 0.5625")]
    [InlineData("all is well")]
    public void Every_figure_of_the_status_is_there(string text) =>
        Assert.Contains(text, Text(SampleStatus.Full, 110, 60), StringComparison.Ordinal);

    [Fact]
    public void What_is_not_there_is_told_and_what_is_not_known_is_no_number()
    {
        string text = Text(SampleStatus.Bare(1), 110, 60);
        Assert.Contains("SI-SDR - (clean speech not known, or silence)", text, StringComparison.Ordinal);
        Assert.Contains("no camera", text, StringComparison.Ordinal);
        Assert.Contains("no rails are read", text, StringComparison.Ordinal);
        Assert.Contains("LEARNING  none", text, StringComparison.Ordinal);
        Assert.Contains("- (no thermal zone)", text, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_clean_speech_is_not_known_the_network_s_own_estimate_stands()
    {
        string text = Text(SampleStatus.Full with { Quality = new QualityReport(null, null, 4.25, "no") }, 110, 60);
        Assert.Contains("gain +4.3 dB, estimated", text, StringComparison.Ordinal);
        Assert.Contains("knows this voice no", text, StringComparison.Ordinal);
        Assert.DoesNotContain("SI-SDR", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_is_seen_on_the_smallest_screen()
    {
        StatusReport report = SampleStatus.Full with
        {
            Conditions = [new ConditionReport("camera", "camera lost", "camera lost: unplugged", DateTimeOffset.UnixEpoch)],
        };
        Assert.Contains("CAMERA LOST", Text(report, 40, 10), StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_cannot_command_the_terminal()
    {
        StatusReport report = SampleStatus.Full with
        {
            Events = [new EventReport(DateTimeOffset.UnixEpoch, "clip \e[2Jgone\a\r\n", IsFault: true)],
        };
        string text = Text(report, 110, 60);
        Assert.Contains("clip [2Jgone", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text, letter => char.IsControl(letter) && letter != '\n');
    }

    [Fact]
    public void It_fits_every_screen_from_40x10_on() =>
        Gen.Select(Gen.Int[40, 250], Gen.Int[10, 80], Gen.Bool, Gen.Bool).Sample((width, height, unicode, full) =>
        {
            IReadOnlyList<TopLine> lines = Render(full ? SampleStatus.Full : SampleStatus.Bare(1), width, height, unicode);
            return lines.Count <= height && lines.All(line => line.Width <= width);
        });

    [Theory]
    [InlineData("POWER  measured  W, min..max seen")]
    [InlineData("all rails   3.250 W  (input feeds them)")]
    [InlineData("hop, whole board 32.50 mJ measured")]
    [InlineData("p50/p99/max 1.5/2.5/4.5  ever 9.5 ms")]
    [InlineData("all is well")]
    [InlineData("board:8080")]
    [InlineData("p50/p99/max 11.5/22.5/34.5  ever 390 ms")]
    public void At_80x24_nothing_that_matters_is_cut(string text)
    {
        StatusReport report = SampleStatus.Full;
        report = report with { Power = report.Power! with { BoardInputWatts = report.Power.BoardInputWatts ?? 4.5 } };
        StatusReport late = report with { Latency = new(11.5, 22.5, 34.5), LatencySinceStart = new(11.5, 22.5, 390.2) };
        Assert.Contains(text, Text(report, 80, 23) + Text(late, 80, 23), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_Unicode_all_of_it_is_ASCII() =>
        Assert.All(Text(SampleStatus.Full, 110, 60, unicode: false), letter => Assert.True(char.IsAscii(letter)));

    [Theory]
    [InlineData(0.0, "..........")]
    [InlineData(0.5, "#####.....")]
    [InlineData(1.0, "##########")]
    [InlineData(7.0, "##########")]
    [InlineData(double.NaN, "..........")]
    public void A_bar_is_as_long_as_its_share(double share, string bar) =>
        Assert.Equal(bar, new TopLine().AddBar(share, 10, unicode: false).ToString());

    [Fact]
    public void The_ranges_are_of_all_that_was_seen()
    {
        WattRanges ranges = new();
        foreach (double watts in (double[])[2, 1, 3])
            ranges.Add(SampleStatus.Full with { Power = new PowerReport("measured", null, null, [new DomainReport("PL", watts, null)], []) });
        Assert.Equal((1.0, 3.0), ranges.Of("PL"));
        Assert.Equal((null, null), ranges.Of("PS"));
    }

    private static IReadOnlyList<TopLine> Render(StatusReport report, int width, int height, bool unicode)
    {
        WattRanges ranges = new();
        ranges.Add(report);
        return new TopScreen(width, height, unicode).Render(report, "board:8080", ranges);
    }

    private static string Text(StatusReport report, int width, int height, bool unicode = true) =>
        string.Join('\n', Render(report, width, height, unicode));
}
