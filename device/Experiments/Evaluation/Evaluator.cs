using OnBoard.Device.Enhancement;
using OnBoard.Device.Experiments.Training;
using OnBoard.Drivers;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Learning;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Media;
using OnBoard.Sensors.Quality;
using OnBoard.Sensors.Quality.Pesq;

namespace OnBoard.Device.Experiments.Evaluation;

/// <summary>Judges systems on noisy mixtures, through the same enhancer as the live service.</summary>
public static class Evaluator
{
    /// <summary>Scores every system on every condition, on all cores.</summary>
    /// <param name="systems">The systems; the noisy input is one of them where it is wanted.</param>
    /// <param name="conditions">The mixtures.</param>
    /// <param name="soundFolder">Where to write every mixture's sound as WAV, or null.</param>
    /// <param name="progress">Told the share that is done, 0..1, from any thread.</param>
    /// <param name="cancel">Ends the run early.</param>
    /// <returns>Scores by condition, then by system, in the order given.</returns>
    public static IReadOnlyList<MixtureScore> Run(
        IReadOnlyList<EvaluatedSystem> systems, IReadOnlyList<Condition> conditions, string? soundFolder,
        Action<double>? progress, CancellationToken cancel)
    {
        MixtureScore[][] scores = new MixtureScore[conditions.Count][];
        int done = 0;
        ParallelOptions options = new() { CancellationToken = cancel };
        if (systems.Any(system => system.IsExclusive)) options.MaxDegreeOfParallelism = 1;
        Parallel.For(
            0, conditions.Count, options,
            () => new Bench(systems),
            (index, _, bench) =>
            {
                scores[index] = bench.Judge(conditions[index], soundFolder);
                progress?.Invoke((double)Interlocked.Increment(ref done) / conditions.Count);
                return bench;
            },
            bench => bench.Dispose());
        return [.. scores.SelectMany(row => row)];
    }

    /// <summary>One thread's enhancers, one per system, and its buffers.</summary>
    private sealed class Bench(IReadOnlyList<EvaluatedSystem> systems) : IDisposable
    {
        private readonly SpeechEnhancer?[] _enhancers =
        [
            .. systems.Select(system => system.IsExclusive ? null : Enhancer(system)),
        ];

        private readonly MixtureFeatures _features = new();

        public MixtureScore[] Judge(Condition condition, string? soundFolder)
        {
            NoisyMixture mixture = NoiseMixer.Mix(
                condition.Clip.Samples, condition.Noise, condition.Ratio, condition.NoiseOffset);
            _features.Compute(mixture);

            // The enhanced sound is one hop late and ends with the last whole hop: compare what all systems have.
            int length = (_features.Hops - 1) * AudioFormat.HopLength;
            float[] clean = mixture.Clean[..length];
            string stem = $"{condition.Clip.Name}_{condition.NoiseName}_{condition.Ratio:+0;-0;0}dB";
            Write(soundFolder, $"{stem}_clean", clean);
            return
            [
                .. systems.Select((system, index) =>
                {
                    using SpeechEnhancer? exclusive = system.IsExclusive ? Enhancer(system) : null;
                    (float[] sound, MixtureScore score) = (exclusive ?? _enhancers[index]) is { } enhancer
                        ? Enhance(enhancer, system.Blind, condition, mixture)
                        : (mixture.Noisy[..length], Empty);
                    Write(soundFolder, $"{stem}_{system.Name}", sound);
                    Intelligibility intelligibility = OrNothing(
                        () => ShortTimeObjectiveIntelligibility.Compute(clean, sound, AudioFormat.SampleRate),
                        new Intelligibility(double.NaN, double.NaN));
                    return score with
                    {
                        System = system.Name,
                        Clip = condition.Clip.Name,
                        Noise = condition.NoiseName,
                        Ratio = condition.Ratio,
                        SiSdr = OrNothing(() => ScaleInvariantSdr.Compute(clean, sound), double.NaN),
                        Stoi = intelligibility.Stoi,
                        Estoi = intelligibility.Estoi,
                        Pesq = OrNothing(() => PerceptualEvaluation.WideBand(clean, sound), double.NaN),
                    };
                }),
            ];
        }

        public void Dispose()
        {
            foreach (SpeechEnhancer? enhancer in _enhancers) enhancer?.Dispose();
        }

        private static SpeechEnhancer? Enhancer(EvaluatedSystem system) => system.Model is { } model
            ? new SpeechEnhancer(model.CreateEngine(system.Engine), model.Scaling)
            : null;

        private static MixtureScore Empty { get; } =
            new("", "", "", 0, 0, 0, 0, 0, double.NaN, double.NaN, double.NaN, double.NaN);

        /// <summary>A measure that is not defined for a sound (silence, too little speech) costs that one number only.</summary>
        private static T OrNothing<T>(Func<T> measure, T nothing)
        {
            try
            {
                return measure();
            }
            catch (BadInputException)
            {
                return nothing;
            }
        }

        private (float[] Sound, MixtureScore Score) Enhance(
            SpeechEnhancer enhancer, bool blind, Condition condition, NoisyMixture mixture)
        {
            enhancer.Reset();
            EventCounts before = enhancer.Events;
            float[] sound = new float[_features.Hops * AudioFormat.HopLength];
            MaskLoss loss = default;
            long active = 0;
            int picture = -1;
            for (int hop = 0; hop < _features.Hops; hop++)
            {
                int latest = blind ? -1 : condition.Clip.PictureAt(hop);
                if (latest != picture)
                {
                    picture = latest;
                    if (condition.Clip.Seen[picture]) enhancer.SeeMouth(condition.Clip.Picture(picture));
                    else enhancer.SeeNoMouth();
                }

                int at = hop * AudioFormat.HopLength;
                enhancer.Process(
                    mixture.Noisy.AsSpan(at, AudioFormat.HopLength), sound.AsSpan(at, AudioFormat.HopLength));
                loss += MaskLoss.Of(enhancer.Gains, _features.Targets(hop));
                active += enhancer.ActiveCells;
            }

            EventCounts events = enhancer.Events - before;
            return (sound[AudioFormat.HopLength..], Empty with
            {
                CrossEntropy = loss.CrossEntropy,
                MaskSquare = loss.MeanSquare,
                Activity = (double)active / ((long)_features.Hops * enhancer.Cells),
                EventsPerHop = (double)events.Forward / events.Steps,
            });
        }

        private static void Write(string? folder, string name, float[] samples)
        {
            if (folder is null) return;
            using WavWriter writer = new(Path.Combine(folder, name + ".wav"), AudioFormat.SampleRate, 1);
            writer.Write(samples);
        }
    }
}
