using OnBoard.Fabric.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace OnBoard.Tests.Bench.Torch;

/// <summary>
/// The same network in PyTorch's library through TorchSharp, single precision, one thread: forward, automatic
/// differentiation of the binary cross-entropy, plain gradient descent. Only the laws <c>cooperation</c> and <c>point</c>.
/// </summary>
internal sealed class TorchNetwork
{
    private const float Rate = 1f / (1 << 15);

    private readonly NetworkTopology _topology;
    private readonly Tensor[] _weights;
    private readonly Tensor?[] _biases;
    private readonly Tensor[] _previous; // by layer and stream
    private Tensor _universal;

    public TorchNetwork(NetworkParameters parameters)
    {
        set_num_threads(1);
        set_num_interop_threads(1);
        _topology = parameters.Topology;
        NetworkDescription description = _topology.Description;
        _weights = [.. _topology.Matrices.Select(matrix => Parameter(
            parameters.Weights[matrix.Index][..((matrix.Rows - 1) * matrix.Columns)], matrix.Rows - 1, matrix.Columns))];
        _biases = [.. _topology.Matrices.Select(matrix => Parameter(
            parameters.Weights[matrix.Index][((matrix.Rows - 1) * matrix.Columns)..], 1, matrix.Columns))];
        _previous = [.. Enumerable.Range(0, 2 * description.Layers).Select(_ => zeros(1, description.Cells))];
        _universal = zeros(1, description.UniversalLength);
    }

    /// <summary>One step; with a target also backward and update.</summary>
    public void Step(float[] audioInputs, float[] videoInputs, float[]? targets, float[] gains)
    {
        NetworkDescription description = _topology.Description;
        using DisposeScope scope = NewDisposeScope();
        using IDisposable? inference = targets is null ? no_grad() : null;
        Tensor audio = tensor(audioInputs).unsqueeze(0), video = tensor(videoInputs).unsqueeze(0);
        Tensor[] outputs = new Tensor[_previous.Length];
        for (int layer = 0; layer < description.Layers; layer++)
        {
            foreach (StreamName stream in NetworkTopology.Streams)
            {
                Tensor r = Sum(_topology.SomaOf(stream, layer)), c = Sum(_topology.ApicalOf(stream, layer));
                Tensor a;
                if (description.Law == ActivationLaw.Cooperation)
                {
                    Tensor clamped = r.clamp_min(-1);
                    a = (clamped * (clamped + 2)) + (c * (clamped.abs() + 1));
                }
                else
                {
                    a = r + c;
                }

                outputs[(2 * layer) + (int)stream] = a.clamp(0, 6);
            }
        }

        Tensor z = Sum(_topology.Readout);
        Tensor result = z.sigmoid();
        result.data<float>().CopyTo(gains);
        if (targets is not null)
        {
            Tensor loss = nn.functional.binary_cross_entropy_with_logits(
                z, tensor(targets).unsqueeze(0), reduction: nn.Reduction.Sum);
            loss.backward();
            using IDisposable still = no_grad();
            foreach (Tensor? parameter in _weights.Concat(_biases))
            {
                if (parameter?.grad is not { } gradient) continue;
                parameter.add_(gradient, -Rate);
                gradient.zero_();
            }
        }

        if (description.Universal)
        {
            Tensor means = cat([.. outputs.Select(o => o.detach().view(description.UniversalGroups, -1).mean([1L]))]).unsqueeze(0);
            Tensor next = _universal + ((means - _universal) / (1 << description.UniversalShift));
            _universal.Dispose();
            _universal = next.MoveToOuterDisposeScope();
        }

        for (int i = 0; i < outputs.Length; i++)
        {
            _previous[i].Dispose();
            _previous[i] = outputs[i].detach().MoveToOuterDisposeScope();
        }

        Tensor Sum(SynapseMatrix matrix)
        {
            List<Tensor> sources = [];
            foreach (SynapseSegment segment in matrix.Segments)
            {
                switch (segment.Source)
                {
                    case EventSource.AudioInput: sources.Add(audio); break;
                    case EventSource.VideoInput: sources.Add(video); break;
                    case EventSource.Layer: sources.Add(outputs[(2 * segment.Layer) + (int)segment.Stream]); break;
                    case EventSource.PreviousLayer: sources.Add(_previous[(2 * segment.Layer) + (int)segment.Stream]); break;
                    case EventSource.Universal: sources.Add(_universal); break;
                }
            }

            Tensor bias = _biases[matrix.Index]!;
            if (sources.Count == 0) return bias;
            return addmm(bias, sources.Count == 1 ? sources[0] : cat([.. sources], 1), _weights[matrix.Index], 1, 1);
        }
    }

    private static Tensor Parameter(float[] values, int rows, int columns) =>
        tensor(values, [rows, columns]).requires_grad_(true);
}
