using System.Runtime.InteropServices;
using OnBoard.Device.Experiments.Evaluation;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Tests.Bench.Peers;

/// <summary>Real-time factors by the processor time of this thread, which other work on the machine hardly changes.</summary>
internal static partial class ProcessorTime
{
    private const int ThreadClock = 3; // CLOCK_THREAD_CPUTIME_ID
    private const int Rounds = 5;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1), Turn = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Processor time over the sound's time of each system: after a second to warm up the systems take turns, five of 0.2 s or one
    /// pass each, and the median counts.
    /// </summary>
    /// <param name="systems">Systems; the noisy input takes no time.</param>
    /// <param name="conditions">The mixtures; the first four are gone round.</param>
    public static IReadOnlyDictionary<string, double> RealTimeFactors(IReadOnlyList<EvaluatedSystem> systems, IReadOnlyList<Condition> conditions)
    {
        (Condition Condition, float[] Noisy, float[] Sound)[] mixtures =
        [
            .. conditions.DistinctBy(condition => condition.Clip.Name).Take(4).Select(condition =>
            {
                float[] noisy = condition.Mix().Noisy;
                return (condition, noisy, new float[((noisy.Length / AudioFormat.HopLength) - 1) * AudioFormat.HopLength]);
            }),
        ];
        double seconds = mixtures.Sum(mixture => (double)mixture.Noisy.Length) / AudioFormat.SampleRate;
        List<(string Name, IClipEnhancer Enhancer, List<double> Factors)> running = [];
        try
        {
            foreach (EvaluatedSystem system in systems)
            {
                if (system.Open() is { } enhancer) running.Add((system.Name, enhancer, []));
            }

            foreach ((_, IClipEnhancer enhancer, _) in running) Factor(enhancer, WarmUp);
            for (int round = 0; round < Rounds; round++)
            {
                foreach ((_, IClipEnhancer enhancer, List<double> factors) in running) factors.Add(Factor(enhancer, Turn));
            }
        }
        finally
        {
            foreach ((_, IClipEnhancer enhancer, _) in running) enhancer.Dispose();
        }

        return running.ToDictionary(item => item.Name, item => item.Factors.Order().ElementAt(Rounds / 2));

        double Factor(IClipEnhancer enhancer, TimeSpan least)
        {
            TimeSpan start = Now(), spent;
            int passes = 0;
            do
            {
                foreach ((Condition condition, float[] noisy, float[] sound) in mixtures) enhancer.Enhance(condition.Clip.Clip, noisy, null, sound);
                passes++;
                spent = Now() - start;
            }
            while (spent < least);
            return spent.TotalSeconds / (passes * seconds);
        }
    }

    /// <summary>Processor time of this thread.</summary>
    private static TimeSpan Now()
    {
        if (GetTime(ThreadClock, out TimeSpec time) != 0)
            throw new InvalidOperationException($"clock_gettime failed: errno {Marshal.GetLastPInvokeError()}");
        return TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1000.0);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static partial int GetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
