using System.Numerics.Tensors;
using OnBoard.Drivers;
using OnBoard.Fabric.Engines.Float;
using OnBoard.Fabric.Network;

namespace OnBoard.Fabric.Learning;

/// <summary>
/// Trains a network in floating point with Adam on many sequences at once, on all cores. The same seed, data and options
/// give the same weights whatever the number of cores.
/// </summary>
public sealed class FloatTrainer
{
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.999f;
    private const float Epsilon = 1e-8f;

    // Not more threads than processors: they would push each other's tapes out of the caches.
    private static readonly ParallelOptions Threads = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };

    private readonly TrainingOptions _options;
    private readonly FloatWeights _weights;
    private readonly Shard[] _shards;
    private readonly int _matrices;
    private readonly double[] _squares;
    private readonly double[] _meanSquares;

    /// <param name="parameters">The weights, changed in place by every update.</param>
    /// <param name="options">How to train.</param>
    /// <param name="state">An earlier run's state, to go on from; a fresh one by default.</param>
    /// <exception cref="BadInputException">Errors are to travel through time but the network has universal context.</exception>
    public FloatTrainer(NetworkParameters parameters, TrainingOptions options, AdamState? state = null)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(options.Lanes % options.Shards, 0);
        if (options.ThroughTime && parameters.Topology.Description.Universal)
        {
            throw new BadInputException(
                parameters.Topology.Description.Name, "has universal context, which errors cannot travel back through in time",
                "Switch universal context off, or train without ThroughTime");
        }

        Parameters = parameters;
        _options = options;
        State = state ?? new AdamState(parameters);
        _weights = new FloatWeights(parameters, options.ThroughTime);
        _matrices = parameters.Topology.Matrices.Count;
        _squares = new double[_matrices];
        _meanSquares = new double[_matrices];
        _shards = [.. Enumerable.Range(0, options.Shards).Select(index => new Shard(index, _weights, options))];
    }

    /// <summary>The weights as they are now.</summary>
    public NetworkParameters Parameters { get; }

    /// <summary>What Adam remembers, and the averaged weights.</summary>
    public AdamState State { get; }

    /// <summary>Rounds cell outputs as the integer engines do; see <see cref="FloatEngine.RoundOutputs"/>.</summary>
    public bool RoundOutputs
    {
        set
        {
            foreach (Shard shard in _shards) shard.Engine.RoundOutputs = value;
        }
    }

    /// <summary>Starts every lane with a new utterance and seeds the random choices of the coming steps.</summary>
    public void Restart(int seed)
    {
        foreach (Shard shard in _shards)
        {
            shard.Engine.Reset();
            shard.Engine.SeedDropout(((ulong)(uint)seed << 8) + (ulong)shard.Index + 1);
        }
    }

    /// <summary>
    /// Runs <see cref="TrainingOptions.FramesPerUpdate"/> steps of every lane and updates the weights once.
    /// </summary>
    /// <param name="source">The sequences.</param>
    /// <param name="rate">Share of the peak learning rate, 0..1: the schedule.</param>
    /// <returns>Loss over the steps.</returns>
    public MaskLoss Update(ISequenceSource source, float rate = 1f)
    {
        Parallel.ForEach(_shards, Threads, shard => shard.Run(source));
        MaskLoss loss = default;
        foreach (Shard shard in _shards) loss += shard.Loss;

        float scale = 1f / (_options.Lanes * _options.FramesPerUpdate);
        Parallel.For(0, _matrices, Threads, Gather);
        float limited = _options.ThroughTime ? Limit(scale) : 1f;
        float learningRate = _options.LearningRate * rate;
        State.Updates++;
        Parallel.For(0, _matrices, Threads, index => Apply(index, learningRate, scale * limited));
        return loss;
    }

    /// <summary>Sums the shards' gradients of a matrix into the first shard's, in a fixed order.</summary>
    private void Gather(int index)
    {
        float[] gradient = _shards[0].Gradients[index];
        foreach (Shard shard in _shards.AsSpan(1))
        {
            TensorPrimitives.Add(gradient, shard.Gradients[index], gradient);
            shard.Gradients[index].AsSpan().Clear();
        }

        if (!_options.ThroughTime) return;
        _squares[index] = TensorPrimitives.SumOfSquares<float>(gradient);
        _meanSquares[index] = TensorPrimitives.Sum<float>(State.SecondMoment.Weights[index]);
    }

    /// <summary>
    /// By how much the gradient is to be scaled down; Adam's second moment knows what gradients were like. To nothing where it
    /// is not finite.
    /// </summary>
    private float Limit(float scale)
    {
        double norm = scale * Math.Sqrt(_squares.Sum());
        if (!double.IsFinite(norm)) return 0f;
        double usual = State.Updates == 0
            ? 0 : Math.Sqrt(_meanSquares.Sum() / (1 - Math.Pow(Beta2, State.Updates)));
        double limit = _options.GradientLimit * usual;
        return usual == 0 || norm <= limit ? 1f : (float)(limit / norm);
    }

    private void Apply(int index, float learningRate, float scale)
    {
        SynapseMatrix matrix = Parameters.Topology.Matrices[index];
        float[] weights = Parameters.Weights[index];
        float[] first = State.FirstMoment.Weights[index];
        float[] second = State.SecondMoment.Weights[index];
        float[] average = State.Average.Weights[index];
        float[] gradient = _shards[0].Gradients[index];
        if (scale == 0f) gradient.AsSpan().Clear();
        float correction1 = 1f - MathF.Pow(Beta1, State.Updates);
        float correction2 = 1f - MathF.Pow(Beta2, State.Updates);
        float step = learningRate / correction1;
        float root = 1f / MathF.Sqrt(correction2);

        // Early on the average follows closely, so that it does not remember the untrained weights.
        float keep = Math.Min(_options.AverageDecay, (1f + State.Updates) / (10f + State.Updates));
        int biases = matrix.Segments.Where(segment => segment.Source == EventSource.One).Sum(segment => segment.Rows);
        int decayed = (matrix.Rows - biases) * matrix.Columns;
        AdamUpdate.Apply(
            weights, gradient, first, second, average,
            new AdamUpdate.Factors(Beta1, Beta2, Epsilon, scale, step, root, keep, learningRate * _options.WeightDecay),
            decayed);
        gradient.AsSpan().Clear();
        _weights.Refresh(index);
    }

    private sealed class Shard
    {
        private readonly TrainingOptions _options;
        private readonly int _lanes;
        private readonly float[] _audio;
        private readonly float[] _video;
        private readonly float[] _targets;
        private readonly float[] _errors;
        private readonly NetworkDescription _description;

        public Shard(int index, FloatWeights weights, TrainingOptions options)
        {
            Index = index;
            _options = options;
            _lanes = options.Lanes / options.Shards;
            _description = weights.Topology.Description;
            Engine = new FloatEngine(weights, _lanes, options.FramesPerUpdate)
            {
                ActivityPenalty = options.ActivityPenalty,
                ContextDropout = options.ContextDropout,
                ErrorLimit = options.ThroughTime ? float.PositiveInfinity : 1f,
            };
            Gradients = [.. weights.Topology.Matrices.Select(matrix => new float[matrix.Count])];
            _audio = new float[_lanes * _description.AudioInputs];
            _video = new float[_lanes * _description.VideoInputs];
            _targets = new float[_lanes * _description.Outputs];
            _errors = new float[_lanes * _description.Outputs];
        }

        public int Index { get; }

        public FloatEngine Engine { get; }

        public float[][] Gradients { get; }

        public MaskLoss Loss { get; private set; }

        public void Run(ISequenceSource source)
        {
            MaskLoss loss = default;
            for (int frame = 0; frame < _options.FramesPerUpdate; frame++)
            {
                for (int lane = 0; lane < _lanes; lane++)
                {
                    bool begins = source.Next(
                        (Index * _lanes) + lane,
                        _audio.AsSpan(lane * _description.AudioInputs, _description.AudioInputs),
                        _video.AsSpan(lane * _description.VideoInputs, _description.VideoInputs),
                        _targets.AsSpan(lane * _description.Outputs, _description.Outputs));
                    if (begins) Engine.Reset(lane);
                }

                Engine.Forward(_audio, _video, training: true);
                loss += MaskLoss.Of(Engine.Gains, _targets);
                Weigh(source, Engine.Gains);
                Engine.Backward(_targets);
            }

            Engine.DrainTape(Gradients);
            Loss = loss;
        }

        /// <summary>Moves the targets so that the error, gain less target, is what the source makes of it.</summary>
        private void Weigh(ISequenceSource source, ReadOnlySpan<float> gains)
        {
            int outputs = _description.Outputs;
            TensorPrimitives.Subtract(gains, _targets, _errors);
            for (int lane = 0; lane < _lanes; lane++)
                source.Weigh((Index * _lanes) + lane, gains.Slice(lane * outputs, outputs), _errors.AsSpan(lane * outputs, outputs));
            TensorPrimitives.Subtract(gains, _errors, _targets);
        }
    }
}
