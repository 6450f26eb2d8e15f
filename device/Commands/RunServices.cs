using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OnBoard.Device.Commands.Configuration;
using OnBoard.Device.Enhancement;
using OnBoard.Device.Interfaces.Scpi;
using OnBoard.Device.Interfaces.Status;
using OnBoard.Device.Interfaces.Terminal;
using OnBoard.Device.Service.Devices;
using OnBoard.Device.Service.Hosting;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Device.Service.Recording;
using OnBoard.Drivers.Time;
using OnBoard.Drivers.Virtual;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Media;

namespace OnBoard.Device.Commands;

/// <summary>
/// What the service is made of. Each part is made once, when the first asks for it, from the parts that it names; they are disposed
/// of in the reverse order. What runs by itself of them is with the host: <see cref="RunHost"/>.
/// </summary>
internal static class RunServices
{
    /// <summary>Adds all parts.</summary>
    /// <param name="services">To these.</param>
    /// <param name="settings">What was chosen.</param>
    /// <param name="view">What a person sees.</param>
    public static void AddOnBoard(this IServiceCollection services, RunSettings settings, IRunView view)
    {
        services.AddSingleton(settings);
        services.AddSingleton(view);
        VirtualClock? virtualTime = settings.HasVirtualTime ? new VirtualClock() : null;
        services.AddSingleton((IClock?)virtualTime ?? SystemClock.Instance);

        // An instance: it is the pipeline's to dispose of, once no thread writes to it.
        services.AddSingleton(new LiveTap());
        services.AddSingleton(_ => LiveNetwork.Load(settings));
        services.AddSingleton(_ => new LiveSources(settings.Sources with { VirtualTime = virtualTime }));
        services.AddSingleton(CreatePipeline);
        services.AddSingleton(provider => new LiveBoard(settings, provider.Get<LiveNetwork>(), provider.Get<LivePipeline>()));
        services.AddSingleton(CreateReader);
        services.AddSingleton(CreateInstrument);
        services.AddSingleton(CreateServiceView);
    }

    /// <summary>Loads, opens and warms up what must not be waited for later, and says what is run.</summary>
    public static void Prepare(this IServiceProvider services)
    {
        LiveNetwork network = services.Get<LiveNetwork>();
        LiveSources sources = services.Get<LiveSources>();
        IRunView view = services.Get<IRunView>();
        network.Enhancer.WarmUp();
        sources.Rehearse();
        view.Begin(RunFacts.Of(services.Get<RunSettings>(), network, sources));
        foreach (string remark in network.Remarks.Concat(sources.Warnings)) view.Warn(remark);
        sources.Warned = view.Warn;
    }

    private static T Get<T>(this IServiceProvider services)
        where T : notnull => services.GetRequiredService<T>();

    private static LivePipeline CreatePipeline(IServiceProvider services)
    {
        RunSettings settings = services.Get<RunSettings>();
        LiveNetwork network = services.Get<LiveNetwork>();
        LiveSources sources = services.Get<LiveSources>();
        string? soundFile = settings.Output.Kind == EndpointKind.File ? settings.Output.Name : null;

        // The rails need the pipeline's counts, and a recording of it the rails.
        Lazy<LiveBoard> board = new(services.Get<LiveBoard>);
        LiveParts parts = new(
            network.Enhancer, sources.OpenMicrophone, sources.OpenCamera, sources.OpenLoudspeaker,
            new RecordingPlan
            {
                Folder = settings.Record,
                WithClean = sources.KnowsClean,
                Rails = () => board.Value.Power?.Monitor,
                OpenOutput = () => soundFile is null ? null : new WavWriter(soundFile, AudioFormat.SampleRate),
                Facts = new RecordingFacts
                {
                    Network = network.Model.Origin,
                    NetworkSha256 = network.Model.Sha256,
                    Engine = EnhancerModel.ResolveEngine(settings.Fabric),
                    Delta = network.Model.Scaling.Delta,
                    Floor = settings.Floor,
                    Settings = settings.ToDictionary(),
                    Seeds = sources.Seeds,
                },
            })
        {
            Learning = network.Learning,
            VirtualEnd = !settings.HasVirtualTime ? null : (long?)settings.Duration?.TotalNanoseconds ?? long.MaxValue,
        };
        LivePipeline pipeline = new(
            parts, services.Get<IClock>(), services.Get<IRunView>().Show, settings.Listen.Address is null ? null : services.Get<LiveTap>(),
            services.Get<ILogger<LivePipeline>>());
        network.Supervisor?.ReportTo(pipeline.Conditions);
        return pipeline;
    }

    private static LiveStatusReader CreateReader(IServiceProvider services)
    {
        LiveBoard board = services.Get<LiveBoard>();
        LiveStatusReader reader = new(services.Get<LivePipeline>(), services.Get<LiveNetwork>().Enhancer.Cells, board.Power);
        if (board.Display is { } display) reader.WasRead += display.Show;
        return reader;
    }

    private static ScpiInstrument CreateInstrument(IServiceProvider services)
    {
        LiveNetwork network = services.Get<LiveNetwork>();
        return new ScpiInstrument(
            services.Get<LivePipeline>(), network.Enhancer.Cells, services.Get<RunSettings>().RealBoard ? Machine.Model : "virtual",
            RecordingManifest.ProgramVersion)
        {
            Rails = services.Get<LiveBoard>().Power?.Monitor,
            Learning = network.Learning?.Control,
            Fabric = network.Supervisor,
        };
    }

    private static ServiceView CreateServiceView(IServiceProvider services)
    {
        LiveNetwork network = services.Get<LiveNetwork>();
        LivePipeline pipeline = services.Get<LivePipeline>();
        IReadOnlyList<(string Name, string Value)> facts = RunFacts.Of(services.Get<RunSettings>(), network, services.Get<LiveSources>());
        return new ServiceView(
            pipeline, services.Get<LiveStatusReader>(), services.Get<LiveTap>(), network.Model.Parameters.Topology.Description,
            new ServiceFacts(
                typeof(RunServices).Assembly.GetName().Version!.ToString(3), facts[0].Value,
                [.. facts.Select(fact => new Fact(fact.Name, fact.Value))]),
            ServiceControls.Of(pipeline, network.Supervisor, network.Learning?.Control))
        {
            Windows = services.Get<ScpiInstrument>().Windows,
        };
    }
}
