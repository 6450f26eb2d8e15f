using OnBoard.Device.Experiments.Training;
using OnBoard.Drivers;
using OnBoard.Sensors.Hearing;
using OnBoard.Sensors.Media;
using OnBoard.Sensors.Talker.Room;

namespace OnBoard.Device.Experiments.Trials;

/// <summary>The noises of a trial: one room to learn in, other noises to score in.</summary>
/// <param name="Rooms">To learn in, one for each talker in turn: its name, and what makes it from its beginning.</param>
/// <param name="HeldOut">To score in: name, type and samples.</param>
internal sealed record OtherNoises(
    IReadOnlyList<(string Name, string Type, Func<INoise> Open)> Rooms, IReadOnlyList<(string Name, string Type, float[] Samples)> HeldOut)
{
    private const int Seconds = 30;

    /// <summary>The made noises to score in where no recordings are named: a street, people and a cafe of their own.</summary>
    public static IReadOnlyList<float[]> BuiltIn() => [.. Made().Select(noise => noise.Samples)];

    /// <summary>Of a folder, learns in those that networks are trained on and scores in the others; of one file, learns in it.</summary>
    /// <param name="noise">A recording or a folder of them; null learns in the virtual board's cafe.</param>
    /// <param name="heldOut">A recording or a folder to score in; null takes the others of the folder, or made ones.</param>
    /// <exception cref="BadInputException">No such file or folder, or no sound in it.</exception>
    public static OtherNoises Load(string? noise, string? heldOut)
    {
        (IReadOnlyList<NoiseRecording> rooms, IReadOnlyList<NoiseRecording> others) = noise is null ? ([], [])
            : Directory.Exists(noise) ? TrainingCorpus.SplitNoise(NoiseFolder.Open(noise))
            : ([One(noise)], []);
        if (heldOut is not null) others = Directory.Exists(heldOut) ? NoiseFolder.Open(heldOut) : [One(heldOut)];
        if (rooms.Count == 0 && noise is not null)
            throw new BadInputException(noise, "no recording of it is left to learn in", "name two recordings of one type, or --test-noise");
        return new(
            noise is null
                ? [("builtin", "", () => new CafeNoise(CafeNoise.UsualSeed))]
                : [.. rooms.Select(room => (room.Name, room.Type, Opener(room)))],
            others.Count > 0 ? [.. others.Select(other => (other.Name, other.Type, other.Load()))] : Made());
    }

    /// <summary>Those to score in for a room: of other types than its own, where there are any.</summary>
    public IReadOnlyList<(string Name, string Type, float[] Samples)> HeldOutFor(string type)
    {
        (string, string Type, float[])[] others = [.. HeldOut.Where(noise => noise.Type.Length == 0 || noise.Type != type)];
        return others.Length > 0 ? others : HeldOut;
    }

    /// <summary>The room of a talker, from all over the types.</summary>
    public (string Name, string Type, Func<INoise> Open) RoomOf(int talker)
    {
        // One of each type before the second of any.
        (string, string, Func<INoise>)[] order =
        [
            .. Rooms.GroupBy(room => room.Type).SelectMany(type => type.Select((room, place) => (room, place)))
                .OrderBy(item => item.place).Select(item => item.room),
        ];
        return order[talker % order.Length];
    }

    private static NoiseRecording One(string path) => new(path, "", Path.GetFileNameWithoutExtension(path));

    private static Func<INoise> Opener(NoiseRecording room)
    {
        Lazy<float[]> samples = new(room.Load);
        return () => new LoopedNoise(samples.Value, room.Name);
    }

    private static IReadOnlyList<(string Name, string Type, float[] Samples)> Made()
    {
        return [Read("street", new StreetNoise(211)), Read("people", new BabbleNoise(212)), Read("cafe", new CafeNoise(213))];

        static (string, string, float[]) Read(string name, INoise noise)
        {
            float[] samples = new float[Seconds * AudioFormat.SampleRate];
            noise.Read(samples);
            return (name, "", samples);
        }
    }
}
