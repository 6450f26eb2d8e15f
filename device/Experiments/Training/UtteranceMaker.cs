using System.Numerics.Tensors;
using OnBoard.Sensors.Hearing;

namespace OnBoard.Device.Experiments.Training;

/// <summary>
/// Makes utterances to train on, no two alike: a talker, perhaps in a room, in noise, through a microphone, before a camera that may
/// be wrong. The same random numbers give the same utterance; any thread may draw.
/// </summary>
/// <param name="clips">Talkers with faces.</param>
/// <param name="talkers">Talkers who are heard only; may be empty.</param>
/// <param name="noises">Noise recordings, mono at 16 kHz.</param>
/// <param name="options">How to mix.</param>
internal sealed class UtteranceMaker(
    IReadOnlyList<SpeechClip> clips, IReadOnlyList<SpeechClip> talkers, IReadOnlyList<float[]> noises, MixtureOptions options)
{
    // The peak of an unclipped mixture.
    private const float Ceiling = 0.99f;

    // A second stretch of the talker's, behind a pause, and noise behind the speech.
    private const double MoreShare = 1.0 / 3;

    /// <summary>An utterance of a talker with a face.</summary>
    /// <param name="clip">Which.</param>
    /// <param name="rightLips">Whether the camera is never wrong.</param>
    /// <param name="random">Of all choices.</param>
    public TrainingUtterance Draw(SpeechClip clip, bool rightLips, Random random)
    {
        SpeechClip varied = SpeechAugmentation.Vary(clip, random);
        int before = random.NextDouble() < options.PauseShare ? Pause(random) : 0;
        int behind = before > 0 && random.NextDouble() < MoreShare ? Pause(random) : 0;
        float[] speech = new float[before + varied.Samples.Length + behind];
        varied.Samples.CopyTo(speech, before);
        double seconds = (double)speech.Length / AudioFormat.SampleRate, start = (double)before / AudioFormat.SampleRate;
        SeenLips seen = rightLips ? new SeenLips(varied, start) : See(varied, start, seconds, random);
        return Mix(clip, speech, varied.Samples.Length, before, seen, random);
    }

    /// <summary>An utterance of a talker who is heard only.</summary>
    public TrainingUtterance DrawUnseen(SpeechClip talker, Random random)
    {
        float[] first = SpeechAugmentation.Stretch(talker, random);
        bool pauses = random.NextDouble() < options.PauseShare, more = pauses && random.NextDouble() < MoreShare;
        int before = pauses ? Pause(random) : 0, between = more ? Pause(random) : 0;
        float[] second = more ? SpeechAugmentation.Stretch(talker, random) : [];

        // Two long ones are one too many: the second is what a short sentence takes.
        int rest = Math.Min(second.Length, 4 * AudioFormat.SampleRate);
        float[] speech = new float[before + first.Length + between + rest];
        first.CopyTo(speech, before);
        second.AsSpan(0, rest).CopyTo(speech.AsSpan(before + first.Length + between));
        return Mix(talker, speech, first.Length + rest, before, SeenLips.None, random);
    }

    private static int Pause(Random random) => (int)((0.3 + (1.2 * random.NextDouble())) * AudioFormat.SampleRate);

    /// <summary>What the camera shows: the talker, nothing, the talker now and then, late or early, somebody else, a still frame.</summary>
    private SeenLips See(SpeechClip clip, double start, double seconds, Random random)
    {
        double chance = random.NextDouble();
        if (Falls(options.BlindShare)) return SeenLips.None;
        if (Falls(options.HiddenShare))
        {
            double from = random.NextDouble() * seconds;
            return new SeenLips(clip, start, from, from + 0.2 + (1.8 * random.NextDouble()));
        }

        if (Falls(options.ShiftedShare))
        {
            double shift = 0.08 + (0.32 * random.NextDouble());
            return new SeenLips(clip, start + (random.Next(2) == 0 ? shift : -shift));
        }

        if (Falls(options.SwappedShare))
        {
            SpeechClip other = clips[random.Next(clips.Count)];
            if (other.Name == clip.Name || other.Frames == 0) return SeenLips.None;

            // From anywhere within, or all clips of a corpus would begin to talk at the same time.
            return new SeenLips(other, -random.NextDouble() * other.Frames / other.FramesPerSecond / 2);
        }

        return Falls(options.FrozenShare)
            ? new SeenLips(clip, start, FrozenFrom: random.NextDouble() * seconds)
            : new SeenLips(clip, start);

        bool Falls(double share)
        {
            chance -= share;
            return chance < 0;
        }
    }

    private TrainingUtterance Mix(SpeechClip talker, float[] speech, int spoken, int before, SeenLips seen, Random random)
    {
        int length = speech.Length;
        if (random.NextDouble() < options.EqualizerShare) SpeechAugmentation.Colour(speech, random);
        float[] noise = NoiseAugmentation.Draw(noises, talkers, talker, options.BabbleShare, length, random);
        if (random.NextDouble() < options.ChangeShare) NoiseAugmentation.Change(noise, random);

        double kind = random.NextDouble();
        bool noiseAlone = kind < options.NoiseAloneShare || TensorPrimitives.SumOfSquares<float>(speech) <= 0;
        bool speechAlone = !noiseAlone && kind < options.NoiseAloneShare + options.SpeechAloneShare;
        double ratio = speechAlone
            ? 30 + (30 * random.NextDouble())
            : options.MinRatio + (random.NextDouble() * (options.MaxRatio - options.MinRatio));
        float[] tail = [];
        if (noiseAlone)
        {
            speech.AsSpan().Clear();
            ratio = double.NegativeInfinity;
        }
        else if (!speechAlone && random.NextDouble() < options.RoomShare)
        {
            (speech, tail) = InRoom(speech, random);
            if (random.Next(2) == 0)
            {
                (noise, float[] noiseTail) = InRoom(noise, random);
                TensorPrimitives.Add<float>(noise, noiseTail, noise);
            }
        }

        double noisePower = TensorPrimitives.SumOfSquares<float>(noise) / (double)length;
        if (!noiseAlone && noisePower > 0)
        {
            double speechPower = TensorPrimitives.SumOfSquares<float>(speech) / (double)spoken;
            TensorPrimitives.Multiply(noise, (float)Math.Sqrt(speechPower / noisePower * Math.Pow(10, -ratio / 10)), noise);
        }

        if (tail.Length > 0) TensorPrimitives.Add<float>(noise, tail, noise);
        if (random.NextDouble() < options.MicrophoneShare) Microphone(speech, noise, random);
        return new TrainingUtterance(Capture(speech, noise, noiseAlone, random), seen, noiseAlone ? "" : talker.Name, ratio, before);
    }

    private static (float[] Early, float[] Late) InRoom(float[] sound, Random random)
    {
        float[] early = new float[sound.Length], late = new float[sound.Length];
        new SimulatedRoom(random).Play(sound, early, late);
        return (early, late);
    }

    /// <summary>Leaves out lows, highs or both of all that arrives, and colours what is left.</summary>
    private static void Microphone(float[] speech, float[] noise, Random random)
    {
        int limits = random.Next(1, 4);
        if ((limits & 1) != 0) Both(Biquad.HighPass(50 * Math.Pow(6, random.NextDouble()), Math.Sqrt(0.5)));
        if ((limits & 2) != 0)
        {
            // Butterworth of fourth order.
            double hertz = 3400 * Math.Pow(7900.0 / 3400, random.NextDouble());
            Both(Biquad.LowPass(hertz, 0.5412));
            Both(Biquad.LowPass(hertz, 1.3066));
        }

        if (random.Next(2) == 0) Both(Biquad.HighShelf(1500 + (2500 * random.NextDouble()), (16 * random.NextDouble()) - 8));

        void Both(Biquad filter)
        {
            filter.Apply(speech);
            filter.Apply(noise);
        }
    }

    /// <summary>Brings the mixture to a level, clips it now and then, and rounds it as a converter does.</summary>
    private NoisyMixture Capture(float[] speech, float[] noise, bool noiseAlone, Random random)
    {
        float[] mixture = new float[speech.Length];
        TensorPrimitives.Add<float>(speech, noise, mixture);
        float gain = 1;
        if (options.VariesLevel && ActiveLevel(noiseAlone ? noise : speech) is > 0 and var level)
            gain = (float)(Math.Pow(10, (-50 + (40 * random.NextDouble())) / 20) / level);

        // Clipped 4 to 16 dB below the peak, by the converter or by what stands before it.
        float peak = gain * Math.Abs(TensorPrimitives.MaxMagnitude<float>(mixture));
        float limit = random.NextDouble() < options.ClippedShare ? peak * MathF.Pow(10, -(4 + (12 * random.NextSingle())) / 20) : peak;
        if (limit > Ceiling)
        {
            gain *= Ceiling / limit;
            limit = Ceiling;
        }

        if (gain != 1)
        {
            TensorPrimitives.Multiply(speech, gain, speech);
            TensorPrimitives.Multiply(mixture, gain, mixture);
        }

        if (limit < peak) TensorPrimitives.Clamp(mixture, -limit, limit, mixture);
        if (options.VariesLevel)
        {
            const float steps = 32768;
            TensorPrimitives.Multiply(mixture, steps, mixture);
            TensorPrimitives.Round<float>(mixture, mixture);
            TensorPrimitives.Multiply(mixture, 1 / steps, mixture);
        }

        TensorPrimitives.Subtract<float>(mixture, speech, noise);
        return new NoisyMixture(speech, noise, mixture, gain);
    }

    /// <summary>Root mean square of the 10 ms frames that are no more than 15 dB below the mean of all.</summary>
    private static double ActiveLevel(ReadOnlySpan<float> sound)
    {
        float threshold = 0.0316f * TensorPrimitives.SumOfSquares(sound) / sound.Length * AudioFormat.HopLength;
        double sum = 0;
        int frames = 0;
        for (int at = 0; at + AudioFormat.HopLength <= sound.Length; at += AudioFormat.HopLength)
        {
            float energy = TensorPrimitives.SumOfSquares(sound.Slice(at, AudioFormat.HopLength));
            if (energy < threshold) continue;
            sum += energy;
            frames++;
        }

        return frames == 0 ? 0 : Math.Sqrt(sum / ((double)frames * AudioFormat.HopLength));
    }
}
