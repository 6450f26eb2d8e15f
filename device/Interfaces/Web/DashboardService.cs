using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OnBoard.Device.Interfaces.Status;
using OnBoard.Drivers;

namespace OnBoard.Device.Interfaces.Web;

/// <summary>
/// Serves the page as long as the host runs. An address that cannot be had ends the start where it was asked for; where
/// it was not, the service goes on without the page and says so.
/// </summary>
/// <param name="listen">Where to serve.</param>
/// <param name="token">What changes need.</param>
/// <param name="service">What there is to show.</param>
/// <param name="report">Gets what a person has to know.</param>
/// <param name="offer">Gets what may be opened, by name.</param>
/// <param name="collector">Where metrics are sent too; null for nowhere.</param>
/// <param name="names">Host names that it answers to beside addresses and the board's own.</param>
/// <param name="notice">How the token is shown; null puts it into the page's address.</param>
/// <param name="loggers">Where the server's own errors go; null for nowhere.</param>
internal sealed class DashboardService(
    ListenAddress listen, AccessToken token, ServiceView service, Action<string> report, Action<string, string> offer, Uri? collector = null,
    IReadOnlyCollection<string>? names = null, TokenNotice? notice = null, ILoggerFactory? loggers = null) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private WebApplication? _app;

    /// <summary>Where it is served; null where it is not.</summary>
    public IPEndPoint? Address { get; private set; }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (listen.Address is null) return;
        _app = DashboardApp.Build(listen, token, service, collector, _end.Token, names, loggers);
        try
        {
            await _app.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException)
        {
            await _app.DisposeAsync().ConfigureAwait(false);
            _app = null;
            Refuse(error);
            return;
        }

        string url = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Address = new IPEndPoint(listen.Address.Address, new Uri(url).Port);
        string host = listen.IsLoopback ? Address.ToString() : $"{Host(Address.Address)}:{Address.Port}";
        offer("page", $"http://{host}/{(notice is { IsShown: false } ? "" : $"#token={token.Text}")}");
        offer("terminal", Address.Equals(ListenAddress.Default.Address) ? "onboard top" : $"onboard top --url http://{host}");
        if (notice?.Place() is { } place) report(place);
        if (!listen.IsLoopback)
            report("the page is open to the network: whoever reaches it reads the figures; video, sound and changes need the token");
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _end.CancelAsync().ConfigureAwait(false);
        if (_app is not null) await _app.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        (_app as IDisposable)?.Dispose();
        notice?.Dispose();
        _end.Dispose();
    }

    private static string Host(IPAddress address) =>
        address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? Dns.GetHostName()
        : address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();

    private void Refuse(Exception error)
    {
        string cause = error is AddressInUseException || error.InnerException is AddressInUseException
            ? "another program listens there"
            : error.GetBaseException().Message;
        if (listen.IsChosen)
            throw new DeviceFailedException($"--listen {listen.Address}", cause, "Choose another port, or none", error);
        report($"no page: {listen.Address}: {cause}; choose another port with --listen PORT. The service goes on without.");
    }
}
