using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using OnBoard.Device.Commands.Configuration;
using OnBoard.Device.Interfaces.Scpi;
using OnBoard.Device.Interfaces.Status;
using OnBoard.Device.Interfaces.Terminal;
using OnBoard.Device.Interfaces.Web;
using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Pipeline;

namespace OnBoard.Device.Commands;

/// <summary>The host of the live service: pipeline, status, and, under systemd, readiness and watchdog.</summary>
internal static class RunHost
{
    /// <param name="settings">What was chosen.</param>
    /// <param name="pipeline">Started and stopped with the host.</param>
    /// <param name="reader">For the status line.</param>
    /// <param name="view">What a person sees.</param>
    /// <param name="dashboard">What the page shows; null serves none.</param>
    /// <param name="instrument">What scripts talk to in SCPI; null for nobody.</param>
    public static IHost Build(
        RunSettings settings, LivePipeline pipeline, LiveStatusReader reader, IRunView view, ServiceView? dashboard = null,
        ScpiInstrument? instrument = null)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is { Length: > 0 })
        {
            // Not AddSystemd: that looks at the parent process in /proc, which the unit hides from the service.
            builder.Services.AddSingleton<ISystemdNotifier, SystemdNotifier>();
            builder.Services.AddSingleton<IHostLifetime, SystemdLifetime>();
        }

        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = StopLimits.Host);

        if (dashboard is not null)
        {
            builder.Services.AddHostedService(
                _ => new DashboardService(
                    settings.Listen, settings.Token, dashboard, view.Tell, view.Offer, settings.Collector, settings.Hosts,
                    TokenNotice.OfThisProcess(settings.Token)));
        }

        // Started in this order, stopped in the reverse one: the last status is of the end.
        builder.Services.AddHostedService(_ => new StatusService(pipeline, reader, view));
        builder.Services.AddHostedService(services => new WatchdogService(
            pipeline, services.GetService<ISystemdNotifier>(),
            WatchdogService.Limit(Environment.GetEnvironmentVariable("WATCHDOG_USEC"))));
        builder.Services.AddHostedService(services => new PipelineService(
            pipeline, settings.Duration, services.GetRequiredService<IHostApplicationLifetime>()));
        if (instrument is not null && settings.Scpi.Count > 0)
        {
            builder.Services.AddHostedService(
                _ => new ScpiService(settings.Scpi, instrument, pipeline.Conditions, view.Tell));
        }

        return builder.Build();
    }
}
