using System.Globalization;
using System.Net.WebSockets;
using Microsoft.Playwright;
using OnBoard.Device.Interfaces.Status;
using OnBoard.Device.Interfaces.Terminal;
using OnBoard.Device.Interfaces.Web;
using OnBoard.Tests.Unit.Device.Interfaces.Terminal;
using Spectre.Console;

namespace OnBoard.Tests.Unit.Device.Interfaces.Web;

/// <summary>
/// Takes the README's pictures and the page's figures from a service that runs: tests/page.sh starts one and says where, in
/// ONBOARD_PAGE (its address with the token) and ONBOARD_PICTURES (a folder).
/// </summary>
public sealed class PagePictures
{
    private const int Readers = 5;
    private const int Seconds = 20;

    private static readonly string? Address = Environment.GetEnvironmentVariable("ONBOARD_PAGE");
    private static readonly string Folder = Environment.GetEnvironmentVariable("ONBOARD_PICTURES") ?? ".";
    private static readonly TimeSpan SpectrogramFills = TimeSpan.FromSeconds(9);

    private static Uri Page => new(Address!);

    [Theory]
    [InlineData("page.png", 1440, true, 1, false)]
    [InlineData("page-light.png", 1440, false, 1, false)]
    [InlineData("page-phone.png", 390, true, 2, true)]
    public async Task The_page_is_drawn_without_a_complaint(string name, int width, bool dark, float scale, bool phone)
    {
        SkipWithoutService();
        await using Browser browser = await Browser.Open(width, height: phone ? 844 : 1200, dark, scale, phone);
        await browser.Page.GotoAsync(Address!);
        await browser.Page.WaitForFunctionAsync("() => document.getElementById('activity').textContent !== '–'");
        await Task.Delay(SpectrogramFills);

        // While it learns the noise comes and goes; the picture is of a moment with noise.
        await browser.Page.WaitForFunctionAsync("() => Number(document.getElementById('sdr-noisy').textContent) < 3");
        await browser.Page.ScreenshotAsync(new() { Path = Path.Combine(Folder, name), FullPage = !phone });
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task The_terminal_is_drawn()
    {
        SkipWithoutService();
        using StatusClient client = new(new Uri(Page.GetLeftPart(UriPartial.Authority)));
        StatusReport report = await client.ReadAsync(CancellationToken.None);
        WattRanges ranges = new();
        ranges.Add(report);
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.EightBit, Out = new AnsiConsoleOutput(TextWriter.Null),
        });
        console.Profile.Width = 110;
        using Recorder recorder = new(console);
        using TopTerminal terminal = new(recorder);
        IReadOnlyList<TopLine> lines = new TopScreen(width: 100, height: 28, unicode: true).Render(report, client.Url.Authority, ranges);
        terminal.Print([.. lines, TopKeys.Help(report)]);
        await using Browser browser = await Browser.Open(width: 1000, height: 800, scale: 2);
        await browser.Page.SetContentAsync(
            "<style>pre { font: 15px/19px 'DejaVu Sans Mono', monospace !important; margin: 0 }</style>"
            + $"<body style='margin:0'><div style='display:inline-block;background:#0c1117;color:#e3e9ef;padding:14px'>{recorder.ExportHtml()}</div>");
        await browser.Page.Locator("div").First.ScreenshotAsync(new() { Path = Path.Combine(Folder, "top.png") });
    }

    /// <summary>What script(1) wrote down of the program on terminals of a size, NAME-COLUMNSxLINES.tty, as the text that stood there.</summary>
    [Fact]
    public async Task The_terminals_are_written_out()
    {
        SkipWithoutService();
        string[] sessions = Directory.GetFiles(Folder, "*.tty");
        Assert.NotEmpty(sessions);
        foreach (string session in sessions)
        {
            int[] size = [.. Path.GetFileNameWithoutExtension(session).Split('-')[^1].Split('x').Select(int.Parse)];
            using TestScreen screen = new(size[0], size[1]);
            screen.Write(await File.ReadAllTextAsync(session));
            Assert.Equal(0, screen.Scrolled);
            await File.WriteAllLinesAsync(Path.ChangeExtension(session, ".txt"), screen.Lines);
        }
    }

    [Fact]
    public async Task Figures_of_the_page_are_taken()
    {
        SkipWithoutService();
        List<double> paints = [], sizes = [];
        for (int i = 0; i < 5; i++)
        {
            await using Browser browser = await Browser.Open();
            await browser.Page.GotoAsync(Address!);
            await browser.Page.WaitForFunctionAsync("() => window.echarts && performance.getEntriesByName('first-contentful-paint').length > 0");
            paints.Add(await browser.Page.EvaluateAsync<double>("performance.getEntriesByName('first-contentful-paint')[0].startTime"));
            sizes.Add(await browser.Page.EvaluateAsync<double>(
                "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].reduce((sum, one) => sum + one.transferSize, 0)"));
        }

        double alone = await MeanCores();
        using CancellationTokenSource end = new();
        Task[] reading = [.. Enumerable.Range(0, Readers).Select(_ => ReadAsync(end.Token))];
        double watched = await MeanCores();
        await end.CancelAsync();
        await Task.WhenAll(reading);
        paints.Sort();
        string[] lines =
        [
            string.Create(CultureInfo.InvariantCulture, $"first contentful paint   {paints[2]:0} ms, median of 5 ({paints[0]:0} to {paints[4]:0})"),
            string.Create(CultureInfo.InvariantCulture, $"page load                {sizes.Max() / 1e6:0.00} MB transferred"),
            string.Create(CultureInfo.InvariantCulture, $"service, nobody reads    {100 * alone:0.0} % of a core (processor time, {Seconds} s)"),
            string.Create(CultureInfo.InvariantCulture, $"service, {Readers} readers       {100 * watched:0.0} % of a core: {100 * (watched - alone):+0.0;-0.0} %"),
        ];
        await File.WriteAllLinesAsync(Path.Combine(Folder, "figures.txt"), lines);
    }

    private static void SkipWithoutService()
    {
        if (Address is null) Assert.Skip("needs a service that runs: tests/page.sh starts one");
    }

    /// <summary>What the service itself tells of its processor time, second by second.</summary>
    private static async Task<double> MeanCores()
    {
        using StatusClient client = new(new Uri(Page.GetLeftPart(UriPartial.Authority)));
        List<double> cores = [];
        long last = (await client.ReadAsync(CancellationToken.None)).Sequence;
        while (cores.Count < Seconds)
        {
            StatusReport report = await client.ReadAsync(CancellationToken.None);
            if (report.Sequence > last + 1 || cores.Count > 0) cores.Add(report.Machine.ServiceCores ?? 0);
            await Task.Delay(1000);
        }

        return cores.Average();
    }

    private static async Task ReadAsync(CancellationToken end)
    {
        using ClientWebSocket socket = new();
        byte[] buffer = new byte[64 * 1024];
        try
        {
            await socket.ConnectAsync(new Uri($"ws://{Page.Authority}{ApiRoutes.LivePath}"), end);
            while (true) await socket.ReceiveAsync(buffer.AsMemory(), end);
        }
        catch (OperationCanceledException)
        {
            // Enough was read.
        }
    }
}
