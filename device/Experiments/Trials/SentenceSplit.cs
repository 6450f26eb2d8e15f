using OnBoard.Device.Experiments.Training;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Sight;

namespace OnBoard.Device.Experiments.Trials;

/// <summary>Cuts long recordings of a talker where he pauses, and shares the pieces out: some to learn from, the others to score on.</summary>
internal static class SentenceSplit
{
    /// <summary>A recording up to so long is one sentence.</summary>
    public const double SentenceSeconds = 5;

    private const int MinHops = 150;
    private const int MaxHops = 500;
    private const int MinPause = 15;
    private const float PauseShare = 0.005f; // -23 dB of what is loud

    /// <summary>The pieces of a recording, in order; the recording itself where it is no longer than <see cref="SentenceSeconds"/>.</summary>
    public static IReadOnlyList<SpeechClip> Cut(SpeechClip recording)
    {
        int hops = recording.Samples.Length / AudioFormat.HopLength;
        if (hops <= SentenceSeconds * AudioFormat.HopsPerSecond) return [recording];
        float[] energies = Smooth(recording.Samples, hops);
        float[] sorted = [.. energies.Order()];
        float pause = PauseShare * sorted[(int)(0.95 * hops)];
        List<SpeechClip> pieces = [];
        int start = 0, rest = 0;
        for (int hop = 0; hop < hops; hop++)
        {
            rest = energies[hop] < pause ? rest + 1 : 0;
            int? cut = null;
            if (rest == MinPause && hop - start >= MinHops) cut = hop - (MinPause / 2);
            else if (hop - start >= MaxHops) cut = Quietest(energies, start + MinHops, hop);
            if (cut is not { } end) continue;
            pieces.Add(Part(recording, start, end, pieces.Count + 1));
            start = end;
        }

        // What is left at the end is too little for a sentence: it stays with the one before.
        if (hops - start < MinHops && pieces.Count > 0)
        {
            start -= pieces[^1].Samples.Length / AudioFormat.HopLength;
            pieces.RemoveAt(pieces.Count - 1);
        }

        pieces.Add(Part(recording, start, hops, pieces.Count + 1));

        return pieces;
    }

    /// <summary>Shares pieces out by length: the first half to learn from, the others to score on.</summary>
    /// <param name="pieces">In order; two at least.</param>
    public static (IReadOnlyList<SpeechClip> Learning, IReadOnlyList<SpeechClip> HeldOut) Share(IReadOnlyList<SpeechClip> pieces)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pieces.Count, 2);
        long all = pieces.Sum(piece => (long)piece.Samples.Length), taken = 0;
        int count = 0;
        while (count < pieces.Count - 1 && (count == 0 || taken + (pieces[count].Samples.Length / 2) < all / 2))
            taken += pieces[count++].Samples.Length;
        return ([.. pieces.Take(count)], [.. pieces.Skip(count)]);
    }

    private static float[] Smooth(float[] samples, int hops)
    {
        float[] energies = new float[hops], smooth = new float[hops];
        for (int hop = 0; hop < hops; hop++)
        {
            foreach (float sample in samples.AsSpan(hop * AudioFormat.HopLength, AudioFormat.HopLength))
                energies[hop] += sample * sample / AudioFormat.HopLength;
        }

        for (int hop = 0; hop < hops; hop++)
        {
            int from = Math.Max(0, hop - 2), to = Math.Min(hops, hop + 3);
            foreach (float energy in energies.AsSpan(from, to - from)) smooth[hop] += energy / (to - from);
        }

        return smooth;
    }

    private static int Quietest(float[] energies, int from, int to)
    {
        int best = from;
        for (int hop = from; hop < to; hop++)
            if (energies[hop] < energies[best]) best = hop;
        return best;
    }

    private static SpeechClip Part(SpeechClip recording, int from, int to, int number)
    {
        // Frames begin with the first that is taken after the cut.
        int first = Math.Min((int)Math.Ceiling(from * recording.FramesPerSecond / AudioFormat.HopsPerSecond), recording.Frames);
        int last = Math.Min((int)Math.Ceiling(to * recording.FramesPerSecond / AudioFormat.HopsPerSecond), recording.Frames);
        return recording with
        {
            Name = $"{recording.Name}:{number}",
            Samples = recording.Samples[(from * AudioFormat.HopLength)..(to * AudioFormat.HopLength)],
            Mouth = recording.Mouth[(first * MouthFeatures.Count)..(last * MouthFeatures.Count)],
            Seen = recording.Seen[first..last],
        };
    }
}
