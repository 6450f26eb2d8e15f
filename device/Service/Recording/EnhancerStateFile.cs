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

    /// <summary>Writes the state into a folder.</summary>
    /// <exception cref="DeviceFailedException">The disk is full or refused.</exception>
    public static void Save(string folder, EnhancerState state)
    {
        IEnumerable<Part> parts = Parts(state);
        Dictionary<string, string> metadata = new() { ["format"] = "onboard-enhancer-state" };
        if (state.Network is { } network)
        {
            parts = parts.Concat(Parts(network));
            metadata[StepKey] = network.Step.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        new SafetensorsFile([.. parts.Where(part => part.Length > 0).Select(part => Tensor.Of(part.Name, part.Read(), part.Length))], metadata)
            .Save(Path.Combine(folder, FileName));
    }

    /// <summary>Reads a folder's state into <paramref name="state"/>.</summary>
    /// <returns>Whether the network's own state is in it.</returns>
    /// <exception cref="BadInputException">Missing, damaged, or of another network.</exception>
    public static bool Load(string folder, EnhancerState state)
    {
        string path = Path.Combine(folder, FileName);
        SafetensorsFile file = SafetensorsFile.Load(path);
        foreach (Part part in Parts(state)) Read(part);
        if (!file.Metadata.TryGetValue(StepKey, out string? step)) return false;
        if (state.Network is not { } network) return true;
        foreach (Part part in Parts(network)) Read(part);
        network.Step = uint.TryParse(step, out uint number) ? number : 0;
        return true;

        void Read(Part part)
        {
            if (part.Length == 0 || (part.IsNew && file.Find(part.Name) is null)) return;
            part.Write(file.Find(part.Name) is { Type: TensorType.F32 } tensor && tensor.Floats.Length == part.Length
                ? tensor.Floats.ToArray()
                : throw new BadInputException(path, $"lacks {part.Name} of {part.Length} numbers", "Copy the recording anew, or replay it with the version that made it"));
        }
    }

    private static IEnumerable<Part> Parts(EnhancerState state) =>
    [
        Part.Of("level", state.Hearing), Part.Of("sight", state.Sight), Part.Of("guard", state.Guard) with { IsNew = true },
        Part.Of("inputs.audio", state.Audio), Part.Of("inputs.video", state.Video), Part.Of("heard", state.Heard),
        Part.Of("overlap", state.Overlap),
    ];

    private static IEnumerable<Part> Parts(NetworkState state) =>
    [
        .. state.Outputs.Select((outputs, i) => Part.Of($"network.outputs.{i}", outputs)),
        .. state.Memories.Select((memories, i) => Part.Of($"network.memories.{i}", memories)),
        .. state.Sent == state.Outputs ? [] : state.Sent.Select((sent, i) => Part.Of($"network.sent.{i}", sent)),
        Part.Of("network.sent.audio", state.SentAudio), Part.Of("network.sent.video", state.SentVideo),
        Part.Of("network.sent.universal", state.SentUniversal), Part.Of("network.universal", state.Universal),
    ];

    /// <summary>An array of the state, as it stands in the file.</summary>
    /// <param name="Name">Of its tensor.</param>
    /// <param name="Length">Numbers; none are not written.</param>
    /// <param name="Read">Gives them.</param>
    /// <param name="Write">Puts them back.</param>
    /// <param name="IsNew">Whether recordings of earlier versions lack it.</param>
    private sealed record Part(string Name, int Length, Func<float[]> Read, Action<float[]> Write, bool IsNew = false)
    {
        public static Part Of<T>(string name, T[] array)
            where T : struct, System.Numerics.INumber<T> => new(
            name, array.Length, () => Array.ConvertAll(array, float.CreateTruncating),
            values => Array.ConvertAll(values, T.CreateTruncating).CopyTo(array, 0));
    }
}
