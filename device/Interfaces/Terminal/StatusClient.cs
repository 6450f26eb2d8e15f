using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using OnBoard.Device.Interfaces.Status;
using OnBoard.Drivers;

namespace OnBoard.Device.Interfaces.Terminal;

/// <summary>Reads the status of a running service over its HTTP API, and changes its controls.</summary>
internal sealed class StatusClient : IDisposable
{
    private const int MaxAnswer = 4 * 1024 * 1024;
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false })
    {
        Timeout = AnswerTimeout, MaxResponseContentBufferSize = MaxAnswer,
    };

    private readonly string? _token;

    /// <param name="url">Of the service.</param>
    /// <param name="token">What changes need; null for none.</param>
    public StatusClient(Uri url, string? token = null)
    {
        Url = url;
        _token = token;
    }

    /// <summary>The service.</summary>
    public Uri Url { get; }

    private string Subject => Url.ToString().TrimEnd('/');

    /// <summary>How it is doing.</summary>
    /// <exception cref="DeviceFailedException">Nobody answers there, or not as the service does.</exception>
    public async Task<StatusReport> ReadAsync(CancellationToken stop)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(Url, "/api/v1/status"));
        using HttpResponseMessage response = await SendAsync(request, stop).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw new DeviceFailedException(
                Subject, $"answers {(int)response.StatusCode} instead of a status",
                "Wait until the service has started, and check that the address is the one that `onboard run` printed");
        }

        try
        {
            return await response.Content.ReadFromJsonAsync(DashboardJson.Default.StatusReport, stop).ConfigureAwait(false)
                ?? throw new JsonException("nothing");
        }
        catch (JsonException error)
        {
            throw new DeviceFailedException(
                Subject, $"answers something that is no status ({error.Message})",
                "Use the same version of onboard on both sides", error);
        }
    }

    /// <summary>Changes a control.</summary>
    /// <returns>What became of it, in words.</returns>
    /// <exception cref="DeviceFailedException">Nobody answers.</exception>
    public async Task<string> SetAsync(string control, string value, CancellationToken stop)
    {
        if (_token is null) return "changes need the token that `onboard run` printed: start top with --token TEXT";
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(Url, $"/api/v1/controls/{control}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        request.Content = JsonContent.Create(new ControlRequest(value), DashboardJson.Default.ControlRequest);
        using HttpResponseMessage response = await SendAsync(request, stop).ConfigureAwait(false);
        if (response.IsSuccessStatusCode) return $"{control} {value}";
        try
        {
            ProblemReport? problem =
                await response.Content.ReadFromJsonAsync(DashboardJson.Default.ProblemReport, stop).ConfigureAwait(false);
            return $"{problem?.Title}; {problem?.Detail}";
        }
        catch (JsonException)
        {
            return $"{control}: the service answers {(int)response.StatusCode}";
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken stop)
    {
        try
        {
            return await _client.SendAsync(request, stop).ConfigureAwait(false);
        }
        catch (HttpRequestException error)
        {
            throw new DeviceFailedException(
                Subject, $"no service answers ({error.GetBaseException().Message})",
                "Start it with `onboard run`, or name where it runs with --url", error);
        }
        catch (TaskCanceledException error) when (!stop.IsCancellationRequested)
        {
            throw new DeviceFailedException(
                Subject, $"did not answer within {AnswerTimeout.TotalSeconds:0} s",
                "Check that the machine can be reached, and that --url names the service", error);
        }
    }
}
