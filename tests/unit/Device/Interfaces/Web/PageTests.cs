using System.Globalization;
using System.Text.Json;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using OnBoard.Device.Interfaces.Status;

namespace OnBoard.Tests.Unit.Device.Interfaces.Web;

/// <summary>The page in Chromium, against the live service.</summary>
public sealed class PageTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private string Address => $"http://{service.Address}/";

    [Fact]
    public async Task The_numbers_on_the_page_are_the_services()
    {
        await using Browser browser = await Browser.Open();
        await browser.Page.AddInitScriptAsync(
            """
            window.statuses = {};
            const parse = JSON.parse;
            JSON.parse = text => { const value = parse(text); if (value?.sequence) window.statuses[value.sequence] = text; return value; };
            """);
        await browser.Page.GotoAsync(Address);
        await browser.Page.WaitForFunctionAsync("() => document.getElementById('activity').textContent !== '–'");
        string shown = await browser.Page.EvaluateAsync<string>(
            """
            () => {
              const shown = { status: window.statuses[document.documentElement.dataset.sequence] };
              shown.energies = [...document.querySelectorAll('#energy-table tbody tr')].map(
                row => `${row.cells[0].textContent} ${row.cells[3].textContent}`).join('|');
              for (const place of document.querySelectorAll('.tiles [id], #learning-card [id]')) shown[place.id] = place.textContent;
              return JSON.stringify(shown);
            }
            """);
        Dictionary<string, string> values = JsonSerializer.Deserialize<Dictionary<string, string>>(shown)!;
        StatusReport status = JsonSerializer.Deserialize(values["status"], DashboardJson.Default.StatusReport)!;

        Assert.Equal(OneDecimal(status.Latency.P99), values["latency-p99"]);
        Assert.Equal(OneDecimal(status.Latency.Median), values["latency-median"]);
        Assert.Equal(status.Hops.Missed.ToString("N0", CultureInfo.InvariantCulture), values["missed"]);
        Assert.Equal(status.Hops.Delivered.ToString("N0", CultureInfo.InvariantCulture), values["hops"]);
        Assert.Equal(OneDecimal(100 * status.Network.Activity!.Value), values["activity"]);
        Assert.Equal("256", values["cells"]);
        Assert.Equal("counted", values["energy-provenance"]);
        Assert.Equal(status.Learning!.State, values["learning-state"]);
        Assert.Equal(status.Learning.Steps.ToString("N0", CultureInfo.InvariantCulture), values["steps"]);
        Assert.Equal(
            string.Join('|', status.Energy.Select(energy => $"{energy.Name} {energy.Provenance}")), values["energies"]);
        Assert.Empty(browser.Complaints);
    }

    /// <summary>
    /// As ECMAScript's toFixed(1) writes it (ECMA-262, 21.1.3.3): the exact binary value decides and a tie goes up. A format of
    /// .NET rounds the shortest decimal or half to even, and shows 0.95, which is a little less, as 1.0.
    /// </summary>
    private static string OneDecimal(double value) =>
        decimal.Round(
            decimal.Parse(value.ToString("F24", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
            1,
            MidpointRounding.AwayFromZero).ToString("0.0", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Camera_spectrograms_cells_and_charts_come_alive_without_a_complaint()
    {
        await using Browser browser = await Browser.Open();
        await browser.Page.GotoAsync(Address);
        foreach (string canvas in (string[])["#camera", "#spectrum-noisy", "#spectrum-enhanced", "#cell-blocks canvas"])
        {
            await browser.Page.WaitForFunctionAsync(
                """
                selector => {
                  const canvas = document.querySelector(selector);
                  if (!canvas) return false;
                  // From a copy made to be read: Chromium complains of who reads the page's own again and again.
                  const copy = document.createElement('canvas');
                  copy.width = canvas.width;
                  copy.height = canvas.height;
                  const context = copy.getContext('2d', { willReadFrequently: true });
                  context.drawImage(canvas, 0, 0);
                  const pixels = context.getImageData(0, 0, copy.width, copy.height).data;
                  return new Set(new Uint32Array(pixels.buffer)).size > 2;
                }
                """,
                canvas);
        }

        foreach (string chart in (string[])["#chart-sdr", "#chart-latency", "#chart-network", "#chart-power", "#chart-learning"])
            await browser.Page.Locator($"{chart} canvas").First.WaitForAsync(new() { State = WaitForSelectorState.Visible });
        Assert.Equal("live", await browser.Page.Locator("#state").TextContentAsync());
        Assert.Empty(browser.Complaints);
    }

    [Theory]
    [InlineData("noisy")]
    [InlineData("enhanced")]
    public async Task The_sound_is_heard(string sound)
    {
        await using Browser browser = await Browser.Open();
        await browser.Page.AddInitScriptAsync(
            """
            const connect = AudioNode.prototype.connect;
            AudioNode.prototype.connect = function (to, ...more) {
              if (to === this.context.destination && !window.meter) {
                window.meter = this.context.createAnalyser();
                connect.call(this, window.meter);
              }
              return connect.call(this, to, ...more);
            };
            """);
        await browser.Page.GotoAsync(Address);
        await browser.Page.WaitForFunctionAsync("() => document.getElementById('state').dataset.state === 'live'");
        await browser.Page.Locator($"button[data-sound={sound}]").ClickAsync();
        await browser.Page.WaitForFunctionAsync(
            """
            () => {
              if (!window.meter) return false;
              const samples = new Float32Array(window.meter.fftSize);
              window.meter.getFloatTimeDomainData(samples);
              return samples.some(sample => Math.abs(sample) > 1e-4);
            }
            """);
        Assert.Equal("true", await browser.Page.Locator($"button[data-sound={sound}]").GetAttributeAsync("aria-pressed"));
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task Controls_are_there_with_the_token_of_the_address_and_change_the_service()
    {
        await using Browser browser = await Browser.Open();
        try
        {
            await browser.Page.GotoAsync($"{Address}#token={ServiceFixture.Token}");
            await browser.Page.Locator("#control-network").ClickAsync();
            await ServiceFixture.Until(() => service.View.Pipeline.Switches.PassThrough);
            Assert.DoesNotContain("token", browser.Page.Url, StringComparison.Ordinal);
            Assert.Empty(browser.Complaints);
        }
        finally
        {
            service.View.Pipeline.Switches.PassThrough = false;
        }
    }

    [Fact]
    public async Task Energy_windows_are_marked_on_the_chart_of_the_rails()
    {
        service.View.Windows.End(service.View.Windows.Begin("an inference"));
        await using Browser browser = await Browser.Open();
        await browser.Page.GotoAsync(Address);
        await browser.Page.WaitForFunctionAsync(
            """
            () => window.echarts?.getInstanceByDom(document.getElementById('chart-power'))
              ?.getOption().series[0].markArea?.data[0]?.[0].name === 'an inference'
            """);
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task Actions_are_buttons_that_say_what_they_do_and_do_it()
    {
        await using Browser browser = await Browser.Open();
        await browser.Page.GotoAsync($"{Address}#token={ServiceFixture.Token}");
        Assert.Equal("Kill cells: 1 %", await browser.Page.Locator("#control-damage").GetAttributeAsync("aria-label"));
        await browser.Page.Locator("#control-checkpoint").FocusAsync();
        await browser.Page.Keyboard.PressAsync("Enter");
        await ServiceFixture.Until(() => service.Learning.Status.Checkpoint is not null);
        Assert.Empty(browser.Complaints);
    }

    [Fact]
    public async Task A_wrong_token_opens_nothing()
    {
        await using Browser browser = await Browser.Open();
        await browser.Page.GotoAsync(Address);
        await browser.Page.Locator("#token").FillAsync("not-the-token");
        await browser.Page.Locator("#token").PressAsync("Enter");
        await browser.Page.WaitForFunctionAsync("() => document.getElementById('control-answer').dataset.ok === 'false'");
        Assert.False(await browser.Page.Locator("#controls").IsVisibleAsync());
        Assert.False(service.View.Pipeline.Switches.PassThrough);
    }

    [Fact]
    public async Task All_that_can_be_pressed_is_reached_by_the_keyboard_and_has_a_name()
    {
        await using Browser browser = await Browser.Open();
        await browser.Page.GotoAsync($"{Address}#token={ServiceFixture.Token}");
        await browser.Page.Locator("#control-network").WaitForAsync();
        string[] pressable = await browser.Page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('a[href], button, input, select')].filter(one => one.checkVisibility()).map(
              (one, i) => { one.dataset.reach = i; return (one.ariaLabel || one.textContent || one.labels?.[0]?.textContent || '').trim(); })
            """);
        Assert.All(pressable, name => Assert.NotEqual("", name));
        HashSet<string> reached = [];
        for (int i = 0; i < 3 * pressable.Length; i++)
        {
            await browser.Page.Keyboard.PressAsync("Tab");
            if (await browser.Page.EvaluateAsync<string?>("document.activeElement?.dataset.reach") is { } one) reached.Add(one);
        }

        Assert.Equal(pressable.Length, reached.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Text_can_be_read_against_its_ground(bool dark)
    {
        await using Browser browser = await Browser.Open(dark: dark);
        await browser.Page.GotoAsync(Address);
        await browser.Page.WaitForFunctionAsync("() => document.getElementById('activity').textContent !== '–'");
        string[] faint = await browser.Page.EvaluateAsync<string[]>(
            """
            () => {
              const parse = color => color.match(/[\d.]+/g).map(Number);
              const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
                .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
              const ground = one => {
                for (; one; one = one.parentElement) {
                  const color = parse(getComputedStyle(one).backgroundColor);
                  if (color.length === 3 || color[3] > 0) return color;
                }
                return [255, 255, 255];
              };
              const faint = [];
              for (const one of document.querySelectorAll('body *')) {
                const text = [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
                if (!text || !one.checkVisibility() || one.closest('.skip, .screen')) continue;
                const [a, b] = [light(parse(getComputedStyle(one).color)), light(ground(one))].sort((x, y) => y - x);
                const ratio = (a + .05) / (b + .05);
                if (ratio < 4.5) faint.push(`${one.tagName} ${one.id} ${one.textContent.trim().slice(0, 20)}: ${ratio.toFixed(1)}`);
              }
              return faint;
            }
            """);
        Assert.Empty(faint);
    }

    /// <summary>axe-core's default rules: WCAG 2.x A and AA, and its best practices; what is hidden without the token too.</summary>
    [Theory]
    [InlineData(1440, true, true)]
    [InlineData(1440, false, false)]
    [InlineData(320, true, false)]
    [InlineData(320, false, true)]
    public async Task Axe_finds_no_violation(int width, bool dark, bool token)
    {
        await using Browser browser = await Browser.Open(width, height: 900, dark);
        await browser.Page.GotoAsync(token ? $"{Address}#token={ServiceFixture.Token}" : Address);
        await browser.Page.WaitForFunctionAsync("() => document.getElementById('activity').textContent !== '–'");
        if (token) await browser.Page.Locator("#control-network").WaitForAsync();
        AxeResult result = await browser.Page.RunAxe();
        Assert.True(result.Passes.Length > 20);
        Assert.Empty(result.Violations.Select(
            violation => $"{violation.Id}: {violation.Help}: {string.Join(' ', violation.Nodes.Select(node => node.Html).Take(3))}"));
    }

    [Theory]
    [InlineData(320, 568)]
    [InlineData(320, 256)]
    [InlineData(390, 844)]
    [InlineData(768, 1024)]
    public async Task Small_screens_show_it_without_scrolling_sideways(int width, int height)
    {
        await using Browser browser = await Browser.Open(width, height, scale: 2, phone: true);
        await browser.Page.GotoAsync($"{Address}#token={ServiceFixture.Token}");
        await browser.Page.WaitForFunctionAsync("() => document.getElementById('activity').textContent !== '–'");
        await browser.Page.Locator("#control-network").WaitForAsync();

        // A mobile browser zooms out where something is too wide: its own width would then grow with it.
        string[] beyond = await browser.Page.EvaluateAsync<string[]>(
            """
            width => document.documentElement.scrollWidth <= width ? [] : [`${document.documentElement.scrollWidth} px`,
              ...[...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > width + .5)
                .map(one => `${one.tagName} ${one.id} ${one.className}`)]
            """,
            width);
        Assert.Empty(beyond);
    }
}
