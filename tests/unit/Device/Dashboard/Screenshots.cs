namespace OnBoard.Tests.Unit.Device.Dashboard;

/// <summary>
/// Takes pictures of a running service's page; tests/screenshots.sh starts one and runs this. ONBOARD_SCREENSHOTS_OF is
/// the page's address, ONBOARD_SCREENSHOTS the folder.
/// </summary>
public class Screenshots
{
    [Theory]
    [InlineData("desktop-dark", 1440, 1290, 1, true, false)]
    [InlineData("desktop-light", 1440, 1290, 1, false, false)]
    [InlineData("phone-dark", 390, 844, 2, true, true)]
    public async Task Take(string name, int width, int height, float scale, bool dark, bool phone)
    {
        string? address = Environment.GetEnvironmentVariable("ONBOARD_SCREENSHOTS_OF");
        string? folder = Environment.GetEnvironmentVariable("ONBOARD_SCREENSHOTS");
        if (address is null || folder is null) Assert.Skip("only for tests/screenshots.sh");
        await using Browser browser = await Browser.Open(width, height, dark, scale, phone);
        await browser.Page.GotoAsync(address);
        await browser.Page.WaitForFunctionAsync("document.getElementById('activity').textContent !== '–'");

        // Until the spectrograms are full.
        await Task.Delay(TimeSpan.FromSeconds(9));
        await browser.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = !phone });
        double paint = await browser.Page.EvaluateAsync<double>(
            "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1");
        TestContext.Current.TestOutputHelper!.WriteLine($"{name}: first contentful paint after {paint:0} ms");
        Assert.Empty(browser.Complaints);
    }
}
