using OnBoard.Fabric.Engines.Float;
using OnBoard.Fabric.Network;

namespace OnBoard.Tests.Unit.Fabric.Engines;

/// <summary>What a step of the floating-point engine leaves behind, to be copied into a fresh engine.</summary>
internal sealed record FloatEngineState(float[][] Outputs, float[][] States, float[] Universal)
{
    public static FloatEngineState Of(FloatEngine engine) => new(
        [.. Layers(engine).Select(at => engine.Outputs(at.Stream, at.Layer).ToArray())],
        [.. Layers(engine).Select(at => engine.CellStates(at.Stream, at.Layer).ToArray())],
        engine.Universal.ToArray());

    public void Restore(FloatEngine engine)
    {
        foreach ((int i, (StreamName stream, int layer)) in Layers(engine).Index())
        {
            Outputs[i].CopyTo(engine.MutableOutputs(stream, layer));
            States[i].CopyTo(engine.CellStates(stream, layer));
        }

        Universal.CopyTo(engine.Universal);
    }

    private static IEnumerable<(StreamName Stream, int Layer)> Layers(FloatEngine engine) =>
        from layer in Enumerable.Range(0, engine.Description.Layers)
        from stream in new[] { StreamName.Audio, StreamName.Video }
        select (stream, layer);
}
