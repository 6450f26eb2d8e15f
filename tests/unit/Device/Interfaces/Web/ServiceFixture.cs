using System.Net;
using System.Net.Http.Headers;
using OnBoard.Device.Commands.Configuration;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Interfaces.Status;
using OnBoard.Device.Interfaces.Web;
using OnBoard.Device.Service.Devices;
using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Learning;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Device.Service.Recording;
using OnBoard.Drivers.Time;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Device.Interfaces.Web;

/// <summary>
/// The live service with the virtual talker and a small untrained network, and its page on a free loopback port.
/// </summary>
public class ServiceFixture : IAsyncLifetime
{
    private const string TokenText = "token-of-the-tests";
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    private readonly List<string> _reported = [];
    private readonly LiveTap _tap = new();
    private readonly LivePipeline _pipeline;
    private readonly DashboardService _dashboard;
    private readonly Timer _status;
    private readonly LivePower _power;
    private readonly string _folder = Directory.CreateTempSubdirectory("onboard-test-").FullName;

    public ServiceFixture()
        : this(IPAddress.Loopback)
    {
    }

    /// <param name="address">Where the page is served.</param>
    /// <param name="names">What the machine is called.</param>
    protected ServiceFixture(IPAddress address, params string[] names)
    {
        EnhancerModel model = EnhancerModel.Untrained(NetworkDescription.Tiny, seed: 1);
        RunSettings settings = new()
        {
            RealBoard = false, Camera = Endpoint.Virtual, Microphone = Endpoint.Virtual, Noise = Endpoint.Virtual,
            Output = Endpoint.None, Network = "", Fabric = "cpu",
        };
        LiveSources sources = new(settings.Sources);
        SpeechEnhancer enhancer = new(model.CreateEngine("cpu"), model.Scaling);
        _pipeline = new LivePipeline(
            new LiveParts(
                enhancer, sources.OpenMicrophone, sources.OpenCamera, () => null,
                new RecordingPlan { WithClean = true, Root = _folder })
            {
                Learning = new LiveLearning(model, Path.Combine(_folder, "learned"), Learning),
            },
            SystemClock.Instance, openingScored: null, _tap);
        _power = new LivePower(Rails, () => _pipeline.Counters.InferredHops, _pipeline.Conditions);
        LiveStatusReader reader = new(_pipeline, enhancer.Cells, _power);
        _status = new Timer(_ => reader.Read(), null, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        View = new ServiceView(
            _pipeline, reader, _tap, NetworkDescription.Tiny,
            new ServiceFacts("0.0.0", "virtual", [new Fact("board", "virtual"), new Fact("network", "tiny, cpu engine")]),
            ServiceControls.Of(_pipeline, fabric: null, Learning));
        _dashboard = new DashboardService(
            new ListenAddress(new IPEndPoint(address, 0), IsChosen: true), AccessToken.Parse(TokenText)!, View,
            _reported.Add, (name, value) => _reported.Add($"{name} {value}"), names: names);
    }

    /// <summary>The token.</summary>
    public static string Token => TokenText;

    /// <summary>Asks the service; knows the token if told so.</summary>
    public HttpClient Client { get; private set; } = new();

    /// <summary>Where the page is.</summary>
    public IPEndPoint Address => _dashboard.Address!;

    /// <summary>What was reported at the start.</summary>
    public IReadOnlyList<string> Reported => _reported;

    /// <summary>The rails, whose figures the tests say.</summary>
    internal ScriptedRails Rails { get; } = new();

    /// <summary>Live learning, switched off.</summary>
    public LearningControl Learning { get; } = new(on: false);

    internal ServiceView View { get; }

    public async ValueTask InitializeAsync()
    {
        await _dashboard.StartAsync(CancellationToken.None);
        Client.Dispose();
        Client = new HttpClient { BaseAddress = new Uri($"http://{IPAddress.Loopback}:{Address.Port}") };
        _pipeline.Start();
        await Until(() => _pipeline.Counters.Hops > 0 && _pipeline.Counters.Frames > 0);
        await WaitForStatus();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _status.DisposeAsync();
        _pipeline.Stop();
        await _pipeline.Completion.WaitAsync(Timeout);
        await _dashboard.StopAsync(CancellationToken.None);
        _dashboard.Dispose();
        _pipeline.Dispose();
        _tap.Dispose();
        _power.Dispose();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>A request with the token.</summary>
    public static HttpRequestMessage Authorized(HttpMethod method, string path, HttpContent? content = null) =>
        new(method, path)
        {
            Content = content,
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", TokenText) },
        };

    /// <summary>The first status is read within a second of the start; until then there is none to be asked for.</summary>
    private async Task WaitForStatus()
    {
        using CancellationTokenSource timeout = new(Timeout);
        while (true)
        {
            using HttpResponseMessage status = await Client.GetAsync("/api/v1/status", timeout.Token);
            if (status.IsSuccessStatusCode) return;
            await Task.Delay(10, timeout.Token);
        }
    }

    /// <summary>Waits for something that comes by itself.</summary>
    public static async Task Until(Func<bool> condition)
    {
        using CancellationTokenSource timeout = new(Timeout);
        while (!condition()) await Task.Delay(10, timeout.Token);
    }
}
