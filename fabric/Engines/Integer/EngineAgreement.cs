using OnBoard.Fabric.Arithmetic;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Engines.Integer;

/// <summary>Whether an engine gives the bits and the counts of the definition, <see cref="IntegerEngine"/>.</summary>
public static class EngineAgreement
{
    /// <summary>How two engines are compared.</summary>
    /// <param name="Seed">Of inputs, targets and rounding.</param>
    /// <param name="Active">The share of inputs that are not zero or that move, 0..1.</param>
    /// <param name="Steps">Steps; two of three train. Half way both begin a new utterance.</param>
    public readonly record struct Run(int Seed, double Active, int Steps);

    /// <summary>Runs and trains both, and compares all that can be seen of them.</summary>
    /// <param name="network">The weights that <paramref name="engine"/> was made with; left alone.</param>
    /// <param name="engine">The engine; afterwards its weights are those that were learned.</param>
    /// <param name="run">How they are run.</param>
    /// <returns>The first difference in words; null where there is none.</returns>
    public static string? FirstDifference(IntegerNetwork network, IEventEngine engine, Run run)
    {
        NetworkDescription description = network.Topology.Description;
        IntegerLearning learning = new((uint)run.Seed, ActivityPenalty: run.Seed % 20, RateShift: run.Seed % 2);
        if (engine.TrainsSelectively) learning = learning with { UpdateThreshold = run.Seed % 4 * 8, BackwardThreshold = run.Seed % 4 * 4 };
        using IntegerEngine definition = new(network) { Learning = learning };
        engine.Learning = learning;
        Random random = new(run.Seed);
        short[] expected = new short[description.Outputs], gains = new short[description.Outputs];
        short[] audio = [], video = [];
        for (int step = 0; step < run.Steps; step++)
        {
            if (step % 4 == 0)
            {
                audio = RandomNetworks.Events(random, description.AudioInputs, run.Active);
                video = RandomNetworks.Events(random, description.VideoInputs, run.Active);
            }
            else
            {
                RandomNetworks.Move(random, audio, run.Active);
                RandomNetworks.Move(random, video, run.Active);
            }

            bool trains = step % 3 != 0;
            if (trains)
            {
                short[] targets = [.. expected.Select(_ => RandomNetworks.Target(random, engine.TrainsSelectively))];
                definition.Train(audio, video, targets, expected);
                engine.Train(audio, video, targets, gains);
            }
            else
            {
                definition.Forward(audio, video, expected);
                engine.Forward(audio, video, gains);
            }

            if (!gains.AsSpan().SequenceEqual(expected))
            {
                int at = gains.AsSpan().CommonPrefixLength(expected);
                return $"gain {at} of step {step} ({(trains ? "training" : "forward")}) is {gains[at]}, not {expected[at]}";
            }

            if (step != run.Steps / 2) continue;
            definition.Reset();
            engine.Reset();
        }

        return DifferenceOfStates(definition, engine) ?? DifferenceOfWeights(definition, engine) ?? DifferenceOfCounts(definition, engine);
    }

    private static string? DifferenceOfStates(IntegerEngine definition, IEventEngine engine)
    {
        NetworkState expected = new(definition.Topology), state = new(definition.Topology);
        definition.ReadState(expected);
        engine.ReadState(state);
        if (state.Step != expected.Step) return $"the step number is {state.Step}, not {expected.Step}";
        if (!state.Universal.AsSpan().SequenceEqual(expected.Universal)) return "the universal summary differs";
        if (!state.SentUniversal.AsSpan().SequenceEqual(expected.SentUniversal)) return "what the universal summary sent differs";
        if (!state.SentAudio.AsSpan().SequenceEqual(expected.SentAudio)) return "what the audio inputs sent differs";
        if (!state.SentVideo.AsSpan().SequenceEqual(expected.SentVideo)) return "what the video inputs sent differs";
        for (int i = 0; i < expected.Outputs.Length; i++)
        {
            string cells = $"the {(StreamName)(i % 2)} cells of layer {i / 2}";
            if (!state.Outputs[i].AsSpan().SequenceEqual(expected.Outputs[i])) return $"outputs of {cells} differ";
            if (!state.Sent[i].AsSpan().SequenceEqual(expected.Sent[i])) return $"what {cells} sent differs";
            if (!state.Memories[i].AsSpan().SequenceEqual(expected.Memories[i])) return $"what {cells} remember differs";
        }

        return null;
    }

    private static string? DifferenceOfWeights(IntegerEngine definition, IEventEngine engine)
    {
        IntegerNetwork expected = new(definition.Topology), weights = new(definition.Topology);
        definition.ReadWeights(expected);
        engine.ReadWeights(weights);
        for (int matrix = 0; matrix < expected.Weights.Length; matrix++)
        {
            int at = weights.Weights[matrix].AsSpan().CommonPrefixLength(expected.Weights[matrix]);
            if (at < expected.Weights[matrix].Length)
                return $"weight {at} of matrix {matrix} is {weights.Weights[matrix][at]}, not {expected.Weights[matrix][at]}";
        }

        return null;
    }

    private static string? DifferenceOfCounts(IntegerEngine definition, IEventEngine engine)
    {
        if (engine.Counts != definition.Counts) return $"counts {engine.Counts}, not {definition.Counts}";
        if (engine.Saturations != definition.Saturations)
            return $"{engine.Saturations} weights saturated, not {definition.Saturations}";
        foreach (StreamName stream in NetworkTopology.Streams)
        {
            if (engine.ActiveCells(stream, 0) != definition.ActiveCells(stream, 0)) return "active cells differ";
        }

        return null;
    }
}
