using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;
using OnBoard.Device.Commands.Configuration;
using OnBoard.Device.Interfaces.Scpi;
using OnBoard.Device.Interfaces.Status;
using OnBoard.Device.Interfaces.Terminal;
using OnBoard.Device.Interfaces.Web;
using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Pipeline;

namespace OnBoard.Device.Commands;

/// <summary>The host of the live service: what runs by itself, and, under systemd, readiness and watchdog.</summary>
internal static class RunHost
{
    /// <param name="settings">What was chosen.</param>
    /// <param name="view">What a person sees.</param>
    /// <param name="loggers">Where the service, the host and the page's server log; the caller's.</param>
    /// <param name="replace">Puts other parts in the place of those of <see cref="RunServices"/>; null for none.</param>
    public static IHost Build(
        RunSettings settings, IRunView view, ILoggerFactory loggers, Action<IServiceCollection>? replace = null)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton(loggers);
        if (Environment.GetEnvironmentVariable("NOTIFY_SOCKET") is { Length: > 0 })
        {
            // Not AddSystemd: that looks at the parent process in /proc, which the unit hides from the service.
            builder.Services.AddSingleton<ISystemdNotifier, SystemdNotifier>();
            builder.Services.AddSingleton<IHostLifetime, SystemdLifetime>();
        }

        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = StopLimits.Host);
        builder.Services.AddOnBoard(settings, view);
        replace?.Invoke(builder.Services);

        // Started in this order, stopped in the reverse one: the last status is of the end.
        if (settings.Listen.Address is not null)
        {
            builder.Services.AddHostedService(services => new DashboardService(
                settings.Listen, settings.Token, services.GetRequiredService<ServiceView>(), view.Report, view.Offer, settings.Collector,
                settings.Hosts, TokenNotice.OfThisProcess(settings.Token), loggers));
        }

        builder.Services.AddHostedService(services => new StatusService(
            services.GetRequiredService<LivePipeline>(), services.GetRequiredService<LiveStatusReader>(), view));
        builder.Services.AddHostedService(services => new StatusReading(services.GetRequiredService<LiveStatusReader>()));
        builder.Services.AddHostedService(services => new WatchdogService(
            services.GetRequiredService<LivePipeline>(), services.GetService<ISystemdNotifier>(),
            WatchdogService.Limit(Environment.GetEnvironmentVariable("WATCHDOG_USEC"))));
        builder.Services.AddHostedService(services => new PipelineService(
            services.GetRequiredService<LivePipeline>(), settings.HasVirtualTime ? null : settings.Duration, services.GetRequiredService<IHostApplicationLifetime>(),
            services.GetRequiredService<ILogger<PipelineService>>()));
        if (settings.Scpi.Count > 0)
        {
            builder.Services.AddHostedService(services => new ScpiService(
                settings.Scpi, services.GetRequiredService<ScpiInstrument>(), services.GetRequiredService<LivePipeline>().Conditions, view.Report));
        }

        return builder.Build();
    }
}
