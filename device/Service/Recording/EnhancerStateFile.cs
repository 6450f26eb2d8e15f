using OnBoard.Device.Enhancement;
using OnBoard.Drivers;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Files;

namespace OnBoard.Device.Service.Recording;

/// <summary>
/// What the enhancer remembered when a recording began, as a safetensors file: without it a recording that began in the
/// middle of a session could not be run again. Whole numbers stand in it as floats, which hold them exactly.
/// </summary>
internal static class EnhancerStateFile
{
    /// <summary>The file's name.</summary>
    public const string FileName = "start.safetensors";

    private const string StepKey = "network.step";
    private const string UniversalName = "network.universal";

    /// <summary>Writes the state into a folder.</summary>
    /// <exception cref="DeviceFailedException">The disk is full or refused.</exception>
    public static void Save(string folder, EnhancerState state)
    {
        List<Tensor> tensors = [.. Parts(state).Where(part => part.Values.Length > 0).Select(part => Tensor.Of(part.Name, part.Values, part.Values.Length))];
        Dictionary<string, string> metadata = new() { ["format"] = "onboard-enhancer-state" };
        if (state.Network is { } network)
        {
            for (int i = 0; i < network.Outputs.Length; i++)
                tensors.Add(Floats(OutputsName(i), Array.ConvertAll(network.Outputs[i], output => (float)output)));
            tensors.Add(Floats(UniversalName, Array.ConvertAll(network.Universal, value => (float)value)));
            metadata[StepKey] = network.Step.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        new SafetensorsFile(tensors, metadata).Save(Path.Combine(folder, FileName));
    }

    /// <summary>Reads a folder's state into <paramref name="state"/>.</summary>
    /// <returns>Whether the network's own state is in it.</returns>
    /// <exception cref="BadInputException">Missing, damaged, or of another network.</exception>
    public static bool Load(string folder, EnhancerState state)
    {
        string path = Path.Combine(folder, FileName);
        SafetensorsFile file = SafetensorsFile.Load(path);
        foreach ((string name, float[] values) in Parts(state))
            if (values.Length > 0) Read(name, values.Length).CopyTo(values);
        if (!file.Metadata.TryGetValue(StepKey, out string? step)) return false;
        if (state.Network is not { } network) return true;
        for (int i = 0; i < network.Outputs.Length; i++)
        {
            float[] outputs = Read(OutputsName(i), network.Outputs[i].Length).ToArray();
            Array.ConvertAll(outputs, output => (byte)output).CopyTo(network.Outputs[i], 0);
        }

        float[] universal = Read(UniversalName, network.Universal.Length).ToArray();
        Array.ConvertAll(universal, value => (ushort)value).CopyTo(network.Universal, 0);
        network.Step = uint.TryParse(step, out uint number) ? number : 0;
        return true;

        ReadOnlySpan<float> Read(string name, int length) =>
            file.Find(name) is { Type: TensorType.F32 } tensor && tensor.Floats.Length == length
                ? tensor.Floats
                : throw new BadInputException(path, $"lacks {name} of {length} numbers", "Copy the recording anew");
    }

    private static IEnumerable<(string Name, float[] Values)> Parts(EnhancerState state) =>
    [
        ("level", state.Hearing), ("sight", state.Sight), ("inputs.audio", state.Audio), ("inputs.video", state.Video), ("heard", state.Heard),
        ("overlap", state.Overlap),
    ];

    private static string OutputsName(int index) => $"network.outputs.{index}";

    private static Tensor Floats(string name, float[] values) => Tensor.Of(name, values, values.Length);
}
