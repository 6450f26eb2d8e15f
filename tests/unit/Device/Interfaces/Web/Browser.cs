using Microsoft.Playwright;

namespace OnBoard.Tests.Unit.Device.Interfaces.Web;

/// <summary>Chromium, where it is installed; a test is reported as skipped where it is not.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private static readonly string[] Flags =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required",
    ];

    private readonly string _folder;
    private readonly IPlaywright _playwright;
    private readonly IBrowserContext _context;

    private Browser(IPlaywright playwright, IBrowserContext context, string folder)
    {
        _folder = folder;
        _playwright = playwright;
        _context = context;
        Page = context.Pages[0];
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") Complaints.Enqueue($"{message.Type}: {message.Text}");
        };
        Page.PageError += (_, error) => Complaints.Enqueue($"exception: {error}");
        Page.RequestFailed += (_, request) => Complaints.Enqueue($"failed: {request.Url} {request.Failure}");
    }

    /// <summary>Its only page.</summary>
    public IPage Page { get; }

    /// <summary>What the page complained of.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Complaints { get; } = new();

    /// <summary>Starts it, or skips the test.</summary>
    public static async Task<Browser> Open(int width = 1440, int height = 1200, bool dark = true, float scale = 1, bool phone = false)
    {
        string? chromium = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);
        if (chromium is null) Assert.Skip("needs chromium (apt install chromium)");
        string folder = Directory.CreateTempSubdirectory("onboard-chromium-").FullName;
        IPlaywright playwright = await Playwright.CreateAsync();
        IBrowserContext context = await playwright.Chromium.LaunchPersistentContextAsync(folder, new()
        {
            ExecutablePath = chromium,
            Args = Flags,
            ViewportSize = new() { Width = width, Height = height },
            DeviceScaleFactor = scale,
            HasTouch = phone,
            IsMobile = phone,
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
        });
        context.SetDefaultTimeout(60_000);
        return new Browser(playwright, context, folder);
    }

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        _playwright.Dispose();
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException)
        {
            // Chromium may still be writing into it; it is a temporary folder.
        }
    }
}
