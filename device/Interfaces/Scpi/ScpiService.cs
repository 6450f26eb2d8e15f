using Microsoft.Extensions.Hosting;
using OnBoard.Device.Service.Pipeline;

namespace OnBoard.Device.Interfaces.Scpi;

/// <summary>Speaks SCPI wherever it was asked for while the service runs.</summary>
internal sealed class ScpiService(
    IReadOnlyList<ScpiEndpoint> endpoints, ScpiInstrument instrument, Conditions conditions, Action<string> report)
    : IHostedService, IDisposable
{
    private readonly List<IDisposable> _open = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (ScpiEndpoint endpoint in endpoints)
        {
            if (endpoint.Address is { } address)
            {
                ScpiServer server = new(instrument, address);
                _open.Add(server);
                report($"SCPI on {server.Address}");
            }
            else
            {
                _open.Add(new ScpiLine(instrument, endpoint, conditions));
                report($"SCPI on {endpoint}");
            }
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        foreach (IDisposable open in _open) open.Dispose();
        _open.Clear();
    }
}
