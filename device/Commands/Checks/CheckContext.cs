using OnBoard.Device.Commands.Configuration;
using OnBoard.Device.Service.Devices;

namespace OnBoard.Device.Commands.Checks;

/// <summary>What is to be checked: that <c>onboard run</c> with these settings would find what it needs.</summary>
/// <param name="settings">As for <c>onboard run</c>.</param>
/// <param name="stop">Breaks off.</param>
internal sealed class CheckContext(RunSettings settings, CancellationToken stop) : IDisposable
{
    private readonly Lazy<LiveSources> _sources = new(() => new LiveSources(settings.Sources with { IsStrict = true }));

    /// <summary>As for <c>onboard run</c>.</summary>
    public RunSettings Settings => settings;

    /// <summary>Breaks off.</summary>
    public CancellationToken Stop => stop;

    /// <summary>Camera, microphone and loudspeaker as <c>onboard run</c> would open them.</summary>
    public LiveSources Sources => _sources.Value;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_sources.IsValueCreated) _sources.Value.Dispose();
    }
}
