using OnBoard.Drivers.Files;

namespace OnBoard.Device.Experiments.Study;

/// <summary>
/// Does the trials of a plan that are not done yet, as many at a time as there are cores, seed by seed, so that an interrupted
/// study is one of fewer seeds. Every finished trial is kept at once.
/// </summary>
internal sealed class StudyRun
{
    private readonly StudyPlan _plan;
    private readonly TrialFile _file;
    private readonly List<TrialResult> _done = [];
    private readonly List<StudyTrial> _left = [];
    private readonly Lock _lock = new();

    /// <param name="plan">What to do.</param>
    /// <param name="file">What is done, and where it goes.</param>
    public StudyRun(StudyPlan plan, TrialFile file)
    {
        _plan = plan;
        _file = file;
        ILookup<string, TrialResult> results = file.Results.ToLookup(result => result.Fingerprint);
        foreach (StudyTrial trial in plan.Trials())
        {
            if (results[trial.Fingerprint].FirstOrDefault() is { } result) _done.Add(result);
            else _left.Add(trial);
        }
    }

    /// <summary>How many trials are still to do.</summary>
    public int Left => _left.Count;

    /// <summary>What is done.</summary>
    public StudyResults Results
    {
        get
        {
            lock (_lock)
            {
                return new StudyResults(
                    _plan, [.. _done.OrderBy(result => result.Seed).ThenBy(result => result.Variant, StringComparer.Ordinal)]);
            }
        }
    }

    /// <summary>Does what is left.</summary>
    /// <param name="data">The frames.</param>
    /// <param name="progress">Receives the share that is done and what was done last.</param>
    /// <param name="cancel">Ends it; trials under way are lost.</param>
    /// <returns>Whether all is done.</returns>
    public bool Run(StudyData data, Action<double, string> progress, CancellationToken cancel)
    {
        double all = _left.Sum(Cost), done = 0;
        try
        {
            // One after the other from the list, so that no core waits at the end with a share of its own.
            Parallel.ForEach(
                System.Collections.Concurrent.Partitioner.Create(_left, System.Collections.Concurrent.EnumerablePartitionerOptions.NoBuffering),
                new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel },
                trial =>
                {
                    TrialResult result = trial.Run(data, cancel);
                    lock (_lock)
                    {
                        _file.Add(result);
                        _done.Add(result);
                        done += Cost(trial);
                        progress(done / all, $"seed {trial.Seed}, {trial.Variant.Name}");
                    }
                });
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    // About: weights times frames.
    private static double Cost(StudyTrial trial) =>
        trial.Variant.Longer * (0.02e6 + new Fabric.Network.NetworkTopology(trial.Variant.Network).ParameterCount);
}
