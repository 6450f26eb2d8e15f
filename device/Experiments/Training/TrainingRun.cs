using System.Diagnostics;
using OnBoard.Device.Enhancement;
using OnBoard.Fabric.Learning;
using OnBoard.Fabric.Network;

namespace OnBoard.Device.Experiments.Training;

/// <summary>
/// Trains a network epoch by epoch, validating after each, keeping the best weights, and leaving a state on disk after
/// every epoch from which an interrupted run goes on as if it had not been interrupted.
/// </summary>
public sealed class TrainingRun
{
    private readonly TrainingPlan _plan;
    private readonly MixtureSource _source;
    private readonly ValidationSet _validation;
    private readonly TrainingState _state;

    /// <param name="plan">How to train.</param>
    /// <param name="corpus">The recordings.</param>
    /// <param name="state">Where an earlier run stopped; a fresh start by default.</param>
    public TrainingRun(TrainingPlan plan, TrainingCorpus corpus, TrainingState? state = null)
    {
        _plan = plan;
        _state = state ?? TrainingState.Begin(
            plan, ScalingFit.Fit(
                corpus.ForScaling, corpus.TrainingNoise, plan.Mixtures, plan.Seed, plan.Description.Hearing,
                plan.Description.Sight) with { Delta = plan.Delta, Gains = GainRule.Standard });
        _source = new MixtureSource(
            corpus.Training, corpus.TrainingNoise, _state.Scaling, plan.Mixtures, plan.Optimizer.Lanes, corpus.Talkers)
        {
            Teacher = plan.Mixtures.LabelledShare < 1 ? _state.Adam.Average : null,
        };
        _validation = new ValidationSet(corpus.Validation, corpus.UnseenNoise, plan.ValidationRatios, _state.Scaling, plan.Mixtures);
        UpdatesPerEpoch = (int)Math.Max(1, (plan.FramesPerEpoch ?? _source.HopsPerPass) / (plan.Optimizer.Lanes * plan.Optimizer.FramesPerUpdate));
    }

    /// <summary>Updates of the weights in one epoch.</summary>
    public int UpdatesPerEpoch { get; }

    /// <summary>Where the run stands.</summary>
    public TrainingState State => _state;

    /// <summary>Trains until the plan is done, the validation loss no longer improves, or the token asks to stop.</summary>
    /// <param name="epochDone">Told after every epoch, when the state is complete.</param>
    /// <param name="progress">Told after every update: epoch from 1, update within the epoch, loss of the last updates.</param>
    /// <param name="cancel">Stops the run within one update; the epoch under way is lost.</param>
    public void Run(Action<EpochReport> epochDone, Action<int, int, MaskLoss>? progress, CancellationToken cancel)
    {
        FloatTrainer trainer = new(_state.Current, _plan.Optimizer, _state.Adam) { RoundOutputs = true };
        long updates = (long)_plan.Epochs * UpdatesPerEpoch;
        while (_state.Epoch < _plan.Epochs && _state.Epoch - _state.BestEpoch < _plan.Patience)
        {
            Stopwatch watch = Stopwatch.StartNew();
            int epoch = _state.Epoch + 1;
            _source.BeginEpoch(_plan.Seed, epoch);
            trainer.Restart(_plan.Seed + (epoch * 1000));
            MaskLoss loss = default;
            for (int update = 0; update < UpdatesPerEpoch; update++)
            {
                if (cancel.IsCancellationRequested) return;
                loss += trainer.Update(_source, TrainingPlan.Rate(_state.Adam.Updates, updates));
                progress?.Invoke(epoch, update + 1, loss);
            }

            ValidationResult validation = _validation.Run(_state.Adam.Average, roundOutputs: true);
            bool best = _state.EndEpoch(validation.WeightedLoss);
            epochDone(new EpochReport(epoch, loss, validation, best, watch.Elapsed.TotalSeconds));
        }
    }

    /// <summary>Validates weights on the run's validation mixtures.</summary>
    public ValidationResult Validate(NetworkParameters parameters, bool blind) => _validation.Run(parameters, true, blind);
}
