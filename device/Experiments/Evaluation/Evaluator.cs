using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics.Tensors;
using OnBoard.Device.Experiments.Training;
using OnBoard.Drivers;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Media;
using OnBoard.Sensors.Quality;
using OnBoard.Sensors.Quality.Pesq;

namespace OnBoard.Device.Experiments.Evaluation;

/// <summary>Scores systems on noisy mixtures, each as it would run live.</summary>
public static class Evaluator
{
    /// <summary>Scores every system on every condition, on all cores.</summary>
    /// <param name="systems">The systems; the noisy input is one of them where it is wanted.</param>
    /// <param name="conditions">The mixtures.</param>
    /// <param name="soundFolder">Where to write every mixture's sound as WAV, or null.</param>
    /// <param name="progress">Receives the share that is done, 0..1, from any thread.</param>
    /// <param name="cancel">Ends the run early.</param>
    /// <param name="pesq">Whether to compute PESQ, which takes longer than all the rest.</param>
    /// <returns>Scores by condition, then by system, in the order given.</returns>
    /// <exception cref="BadInputException">A system gave sound that is not finite.</exception>
    public static IReadOnlyList<MixtureScore> Run(
        IReadOnlyList<EvaluatedSystem> systems, IReadOnlyList<Condition> conditions, string? soundFolder,
        Action<double>? progress, CancellationToken cancel, bool pesq = true)
    {
        MixtureScore[][] scores = new MixtureScore[conditions.Count][];
        int done = 0;
        ParallelOptions options = new() { CancellationToken = cancel, MaxDegreeOfParallelism = Environment.ProcessorCount };
        if (systems.Any(system => system.IsExclusive)) options.MaxDegreeOfParallelism = 1;

        // Parallel.For ends and starts its tasks as it likes; networks outlive them.
        ConcurrentBag<Bench> benches = [];
        LipShow lips = new([.. conditions.Select(condition => condition.Clip).Distinct()]);
        try
        {
            Parallel.For(
                0, conditions.Count, options,
                () => benches.TryTake(out Bench? bench) ? bench : new Bench(systems, lips),
                (index, _, bench) =>
                {
                    scores[index] = bench.Score(conditions[index], soundFolder, pesq);
                    progress?.Invoke((double)Interlocked.Increment(ref done) / conditions.Count);
                    return bench;
                },
                benches.Add);
        }
        finally
        {
            foreach (Bench bench in benches) bench.Dispose();
        }

        return [.. scores.SelectMany(row => row)];
    }

    /// <summary>One thread's systems and its buffers.</summary>
    private sealed class Bench(IReadOnlyList<EvaluatedSystem> systems, LipShow lips) : IDisposable
    {
        private readonly IClipEnhancer?[] _enhancers =
        [
            .. systems.Select(system => system.IsExclusive ? null : system.Open()),
        ];

        public MixtureScore[] Score(Condition condition, string? soundFolder, bool pesq)
        {
            NoisyMixture mixture = condition.Mix();

            // Our enhanced sound is one hop late and ends with the last whole hop: compare what all systems have.
            int length = ((mixture.Clean.Length / AudioFormat.HopLength) - 1) * AudioFormat.HopLength;
            float[] clean = mixture.Clean[..length], noisy = mixture.Noisy[..length];
            string stem = string.Create(
                CultureInfo.InvariantCulture,
                $"{condition.Clip.Name.Replace('/', '_')}_{condition.Noise.Name}_{RatioName.Of(condition.Ratio).Replace(" ", "", StringComparison.Ordinal)}");
            Write(soundFolder, $"{stem}_clean", clean);
            SoundScore unprocessed = Score("noisy", clean, noisy, noisy, pesq);
            return
            [
                .. systems.Select((system, index) =>
                {
                    using IClipEnhancer? exclusive = system.IsExclusive ? system.Open() : null;
                    float[] sound = noisy;
                    NetworkFigures figures = NetworkFigures.None;
                    if ((exclusive ?? _enhancers[index]) is { } enhancer)
                    {
                        sound = new float[length];
                        figures = enhancer.Enhance(lips.Show(condition, system.Lips), mixture.Noisy, mixture, sound);
                    }

                    Write(soundFolder, $"{stem}_{system.Name}", sound);
                    return new MixtureScore(
                        system.Name, condition.Label, sound == noisy ? unprocessed : Score(system.Name, clean, noisy, sound, pesq),
                        unprocessed, figures)
                    {
                        ClipWarnings = condition.Clip.Clip.Warnings,
                    };
                }),
            ];
        }

        public void Dispose()
        {
            foreach (IClipEnhancer? enhancer in _enhancers) enhancer?.Dispose();
        }

        private static SoundScore Score(string system, float[] clean, float[] noisy, float[] sound, bool pesq)
        {
            if (sound.Any(sample => !float.IsFinite(sample)))
                throw new BadInputException(system, "its sound holds samples that are not numbers", "Find what the network makes of this input");
            Intelligibility intelligibility = OrNothing(
                () => ShortTimeObjectiveIntelligibility.Compute(clean, sound, AudioFormat.SampleRate),
                new Intelligibility(double.NaN, double.NaN));
            SpeechLoss loss = OrNothing(
                () => SpeechLoss.Compute(clean, sound, AudioFormat.SampleRate), new SpeechLoss(double.NaN, double.NaN, double.NaN));

            // A mean leaves out what is not a number: destroyed speech must not drop out of it.
            double sdr = OrNothing(() => Math.Max(SpeechLoss.Floor, ScaleInvariantSdr.Compute(clean, sound)), double.NaN);
            return new SoundScore(
                sdr, intelligibility.Stoi, intelligibility.Estoi,
                pesq ? OrNothing(() => PerceptualEvaluation.WideBand(clean, sound), double.NaN) : double.NaN,
                loss.Swallowed, loss.Quiet, loss.LevelChange)
            {
                TotalLevelChange = Energy(sound) / Energy(noisy) is var share && double.IsNaN(share) ? 0 : 10 * Math.Log10(Math.Max(share, 1e-10)),
            };

            static double Energy(float[] samples) => TensorPrimitives.SumOfSquares<float>(samples);
        }

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

        private static void Write(string? folder, string name, float[] samples)
        {
            if (folder is null) return;
            using WavWriter writer = new(Path.Combine(folder, name + ".wav"), AudioFormat.SampleRate, 1);
            writer.Write(samples);
        }
    }
}
