using System.Runtime.InteropServices;
using System.Security.Cryptography;
using OnBoard.Drivers;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Engines.Cpu;
using OnBoard.Fabric.Engines.Fabric;
using OnBoard.Fabric.Engines.Float;
using OnBoard.Fabric.Engines.Integer;
using OnBoard.Fabric.Engines.Ports;
using OnBoard.Fabric.Files;
using OnBoard.Fabric.Network;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Enhancement;

/// <summary>A network with all that the hop pipeline needs of it, checked to fit the features and the bands.</summary>
/// <param name="Origin">The file, for messages.</param>
/// <param name="Parameters">The weights in floating point.</param>
/// <param name="Integers">The weights in integers: as the file holds them, or rounded from its floats.</param>
/// <param name="Scaling">The features' normalisation that the weights were trained with.</param>
public sealed record EnhancerModel(
    string Origin, NetworkParameters Parameters, IntegerNetwork Integers, FeatureScaling Scaling)
{
    /// <summary>The network that comes with the program.</summary>
    public static string ShippedPath { get; } = PathOf("base");

    /// <summary>The engines that <see cref="CreateEngine"/> knows: what to take by itself, fabrics, the processor.</summary>
    public static IReadOnlyList<string> EngineNames { get; } = ["auto", .. FabricPorts.Names, "cpu", "integer", "float"];

    /// <summary>What <c>auto</c> stands for on this machine: its fabric, or the processor.</summary>
    public static string ResolveEngine(string name) => name != "auto" ? name : UioPort.IsPresent() ? "uio" : "cpu";

    /// <summary>
    /// What <see cref="Load"/> takes for random weights with the shipped network's normalisation of features; with a colon and a name
    /// behind it, in the shape of that network: <c>untrained:tiny</c>.
    /// </summary>
    public const string UntrainedName = "untrained";

    /// <summary>Reads a network file, or a network that comes with the program by its name: <c>base</c>, <c>tiny</c>.</summary>
    /// <exception cref="BadInputException">
    /// Missing, damaged, foreign, without feature scaling, or its inputs or outputs do not fit.
    /// </exception>
    public static EnhancerModel Load(string path)
    {
        if (path == UntrainedName || path.StartsWith(UntrainedName + ":", StringComparison.Ordinal))
        {
            EnhancerModel shipped = Load(path == UntrainedName ? ShippedPath : path[(UntrainedName.Length + 1)..]);
            return Untrained(shipped.Parameters.Topology.Description, seed: 1) with { Scaling = shipped.Scaling };
        }

        if (!File.Exists(path))
        {
            if (File.Exists(PathOf(path))) return Load(PathOf(path));
            throw new BadInputException(
                path, "there is no such network", "Name a file that `onboard train` wrote with --network, or base, or tiny");
        }

        NetworkFile file = NetworkFile.Load(path);
        Fit(path, file.Parameters.Topology.Description);
        return new EnhancerModel(
            path, file.Parameters, file.Integers ?? IntegerNetwork.Quantize(file.Parameters),
            FeatureScaling.Read(file.Extras, file.Parameters.Topology.Description, path));
    }

    /// <summary>Untrained weights from a seed: for tests and for measuring speed, not for listening.</summary>
    public static EnhancerModel Untrained(NetworkDescription description, int seed)
    {
        Fit(description.Name, description);
        NetworkParameters parameters = NetworkParameters.Initialize(new NetworkTopology(description), seed);
        return new EnhancerModel(
            $"{description.Name}, untrained", parameters, IntegerNetwork.Quantize(parameters),
            FeatureScaling.Unscaled(description.Hearing, description.Sight)) { IsUntrained = true };
    }

    /// <summary>Whether the weights are random.</summary>
    public bool IsUntrained { get; internal init; }

    /// <summary>SHA-256 of the file, hexadecimal; empty where the weights are of no file.</summary>
    public string Sha256 => File.Exists(Origin) ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Origin))) : "";

    /// <summary>Eight digits that distinguish these weights from others.</summary>
    public string Fingerprint
    {
        get
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (short[] weights in Integers.Weights) hash.AppendData(MemoryMarshal.AsBytes<short>(weights));
            return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 4));
        }
    }

    /// <summary>The same network with features that are sent when they have changed by so many deviations.</summary>
    /// <param name="delta">See <see cref="FeatureScaling.Delta"/>.</param>
    public EnhancerModel WithDelta(double delta) => this with { Scaling = Scaling with { Delta = (float)delta } };

    /// <summary>The same network with another floor of its gains.</summary>
    /// <param name="decibels">By how much sound is attenuated at most, dB, negative; null leaves it as it is.</param>
    public EnhancerModel WithFloor(double? decibels) => decibels is { } floor
        ? this with { Scaling = Scaling with { Gains = Scaling.Gains with { FloorDecibels = (float)floor } } }
        : this;

    /// <summary>Makes a new engine that runs this network; a fabric is waited for as long as it takes, and may fail.</summary>
    /// <param name="name">One of <see cref="EngineNames"/>.</param>
    /// <exception cref="OnBoardException">A fabric is not there, or cannot hold this network.</exception>
    public IEngine CreateEngine(string name) => ResolveEngine(name) switch
    {
        var fabric when FabricPorts.Names.Contains(fabric) => new FeatureEngine(
            OpenFabric(FabricPorts.Open(fabric) with { Timing = FabricTiming.LongTimeouts }, out _)),
        "float" => new FloatInference(Parameters),
        "cpu" => new FeatureEngine(new CpuEngine(Integers) { KeepsInputSums = Scaling.Delta > 0 }),
        "integer" => new FeatureEngine(new IntegerEngine(Integers) { KeepsInputSums = Scaling.Delta > 0 }),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, $"Engines: {string.Join(", ", EngineNames)}."),
    };

    /// <summary>
    /// Makes a new engine for the hop: as <see cref="CreateEngine"/>, but where a fabric fails the processor takes over within
    /// the hop. With <c>auto</c> it also takes over where the fabric cannot even be opened.
    /// </summary>
    /// <param name="name">One of <see cref="EngineNames"/>.</param>
    /// <param name="supervisor">Who watches the fabric; null without one.</param>
    /// <param name="remark">What is not as one might expect: why the processor took over, what the fabric lacks; null if nothing.</param>
    /// <param name="hasTime">Whether a simulated fabric is waited for as long as it takes, because time waits too.</param>
    /// <exception cref="OnBoardException">A fabric asked for by name is not there, or cannot hold this network.</exception>
    public IEngine CreateLiveEngine(string name, out FabricSupervisor? supervisor, out string? remark, bool hasTime = false)
    {
        string resolved = ResolveEngine(name);
        supervisor = null;
        remark = null;
        if (!FabricPorts.Names.Contains(resolved)) return CreateEngine(resolved);
        try
        {
            FabricPort port = FabricPorts.Open(resolved);
            if (hasTime && resolved != "uio") port = port with { Timing = FabricTiming.LongTimeouts };
            FabricEngine fabric = OpenFabric(port, out IntegerNetwork network);
            if (network != Integers) remark = $"{fabric.Name} does not send on change: every hop is summed anew";
            supervisor = new FabricSupervisor(fabric, network);
            return new FeatureEngine(supervisor);
        }
        catch (OnBoardException error) when (name == "auto")
        {
            remark = $"the processor runs the network, not {resolved}: {error.Message}";
            return CreateEngine("cpu");
        }
    }

    /// <summary>The fabric with this network, or with the same weights sent always where it knows no sending on change.</summary>
    private FabricEngine OpenFabric(FabricPort port, out IntegerNetwork network)
    {
        network = Integers;
        if (Integers.Topology.Description.SendsOnChange && !Sends()) network = Integers.SendingAlways();
        return new FabricEngine(network, port);

        bool Sends()
        {
            try
            {
                return FabricCapabilities.Read(port.Registers).SendsOnChange;
            }
            catch (OnBoardException)
            {
                port.Dispose();
                throw;
            }
        }
    }

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Networks", name + ".safetensors");

    private static void Fit(string origin, NetworkDescription description)
    {
        Expect(description.AudioInputs, HearingInputs.Length(description.Hearing), "audio inputs");
        Expect(description.VideoInputs, SightInputs.Length(description.Sight), "video inputs");
        Expect(description.Outputs, HearingInputs.FormatOf(description.Hearing).Bands, "outputs");

        void Expect(int actual, int needed, string what)
        {
            if (actual == needed) return;
            throw new BadInputException(
                origin, $"has {actual} {what} where the features and bands need {needed}",
                "Name a network that `onboard train` wrote, or train one with the description corrected");
        }
    }
}
