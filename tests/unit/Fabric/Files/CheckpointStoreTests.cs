using OnBoard.Drivers;
using OnBoard.Drivers.Files;
using OnBoard.Fabric.Files;
using OnBoard.Fabric.Network;
using OnBoard.Tests.Unit.Drivers.Files;

namespace OnBoard.Tests.Unit.Fabric.Files;

public sealed class CheckpointStoreTests : IDisposable
{
    private const string Folder = "/learned";

    private static readonly NetworkTopology Topology = new(new NetworkDescription
    {
        Name = "smallest", AudioInputs = 2, VideoInputs = 2, Cells = 16, Layers = 1, Outputs = 2, Proximal = false,
        DistalFromLayer = null, Universal = false,
    });

    private readonly string _folder = Directory.CreateTempSubdirectory("checkpoints").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_newest_of_two_is_taken_up_and_the_previous_is_kept()
    {
        CheckpointStore store = new(_folder, "learned");
        Assert.Null(store.Load());
        for (int value = 1; value <= 5; value++) store.Save(Network(value));

        CheckpointStore next = new(_folder, "learned");
        Checkpoint newest = next.Load()!;
        Assert.Equal((5, 5f), (newest.Number, Value(newest)));
        Assert.Equal(2, Directory.GetFiles(_folder).Length);

        File.Delete(newest.Path);
        Assert.Equal(4f, Value(new CheckpointStore(_folder, "learned").Load()!));
    }

    [Fact]
    public void Every_single_flipped_bit_is_found_and_the_previous_checkpoint_taken()
    {
        CheckpointStore store = new(_folder, "learned");
        store.Save(Network(1));
        string path = store.Save(Network(2)).Path;
        byte[] content = File.ReadAllBytes(path);
        for (int at = 0; at < content.Length; at++)
        {
            byte whole = content[at];
            content[at] ^= (byte)(1 << (at % 8));
            Assert.False(SafetensorsSeal.Holds(content), $"byte {at}");
            content[at] = whole;
        }

        content[^1] ^= 1;
        File.WriteAllBytes(path, content);
        CheckpointStore next = new(_folder, "learned");
        Assert.Equal(1f, Value(next.Load()!));
        Assert.Equal([path], next.Damaged);

        // The damaged one is written over, not the whole one.
        Assert.Equal(path, next.Save(Network(3)).Path);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_checkpoint_of_another_version_is_foreign_and_is_never_written_over(bool isSealed)
    {
        CheckpointStore store = new(_folder, "learned");
        store.Save(Network(1));
        string path = store.Save(Network(2)).Path;
        SafetensorsFile newer = Network(3).ToSafetensors();
        newer = new SafetensorsFile(newer.Tensors, new Dictionary<string, string>(newer.Metadata) { ["version"] = "2", ["checkpoint"] = "9" });
        if (isSealed) newer = SafetensorsSeal.Seal(newer);
        newer.Save(path);
        byte[] before = File.ReadAllBytes(path);

        CheckpointStore next = new(_folder, "learned");
        Assert.Equal(1f, Value(next.Load()!));
        Assert.Empty(next.Damaged);
        (string foreign, string cause) = Assert.Single(next.Foreign);
        Assert.Equal(path, foreign);
        Assert.Contains("version 2", cause, StringComparison.Ordinal);
        for (int value = 4; value < 9; value++) next.Save(Network(value));
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal(3, Directory.GetFiles(_folder).Length);

        // Two of its own are kept all the same.
        Checkpoint newest = new CheckpointStore(_folder, "learned").Load()!;
        Assert.Equal(8f, Value(newest));
        File.Delete(newest.Path);
        Assert.Equal(7f, Value(new CheckpointStore(_folder, "learned").Load()!));
    }

    [Fact]
    public void What_another_program_left_under_all_names_is_said_and_stays()
    {
        for (int slot = 0; slot < CheckpointStore.Slots; slot++)
        {
            new SafetensorsFile([Tensor.Of("x", new float[1], 1)], new Dictionary<string, string> { ["format"] = "pt" })
                .Save(Path.Combine(_folder, $"learned.{slot}.safetensors"));
        }

        CheckpointStore store = new(_folder, "learned");
        Assert.Null(store.Load());
        Assert.Equal(CheckpointStore.Slots, store.Foreign.Count);
        Assert.Contains("not this version's", Assert.Throws<BadInputException>(() => store.Save(Network(1))).Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_power_cut_left_half_written_is_removed_at_the_next_start()
    {
        string partial = Path.Combine(_folder, "learned.0.safetensors.new");
        File.WriteAllText(partial, "half");
        Assert.Null(new CheckpointStore(_folder, "learned").Load());
        Assert.False(File.Exists(partial));
    }

    [Fact]
    public void What_fails_while_it_is_written_leaves_nothing_beside()
    {
        string path = Path.Combine(_folder, "file");
        File.WriteAllText(path, "old");
        Assert.Throws<InvalidOperationException>(() => DurableFile.Write(path, stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException("in the middle");
        }));
        Assert.Equal([path], Directory.GetFiles(_folder));
        Assert.Equal("old", File.ReadAllText(path));
    }

    [Fact]
    public void A_checkpoint_is_a_network_that_any_command_reads()
    {
        string path = new CheckpointStore(_folder, "learned").Save(Network(7)).Path;
        Assert.Equal(7f, NetworkFile.Load(path).Parameters.Weights[0][0]);
    }

    [Fact]
    public void A_full_disk_is_said_and_leaves_the_earlier_checkpoint()
    {
        FullDisk disk = new();
        CheckpointStore store = new(_folder, "learned", disk);
        store.Save(Network(1));
        disk.Full = true;
        DeviceFailedException error = Assert.Throws<DeviceFailedException>(() => store.Save(Network(2)));
        Assert.Contains("no space", error.Cause, StringComparison.Ordinal);
        disk.Full = false;
        Assert.Equal(1f, Value(new CheckpointStore(_folder, "learned").Load()!));
        Assert.Equal(2, store.Save(Network(2)).Number);
    }

    /// <summary>
    /// Three checkpoints are saved; the power goes at each operation of them in turn, again and again with other luck, more
    /// than 10 000 times. What is loaded afterwards is whole, and at most one checkpoint older than the newest that was
    /// acknowledged or under way: exactly the acknowledged one, or the one being written.
    /// </summary>
    [Fact]
    public void Ten_thousand_power_cuts_lose_no_checkpoint()
    {
        int cuts = 0;
        for (int seed = 0; cuts < 10_000; seed++)
        {
            int operations = Run(new PowerCutDisk(seed), out _);
            for (int at = 0; at < operations; at++, cuts++)
            {
                PowerCutDisk disk = new(unchecked((seed * 7919) + at)) { CutAt = at };
                Run(disk, out int acknowledged);
                disk.PowerUp();
                CheckpointStore store = new(Folder, "learned", disk);
                Checkpoint? loaded = store.Load();
                float value = loaded is null ? 0 : Value(loaded);
                Assert.True(
                    value == acknowledged || value == acknowledged + 1,
                    $"seed {seed}, cut at {at}: checkpoint {acknowledged} was acknowledged and {value} loaded");

                // And life goes on, even with what the cut left behind.
                store.Save(Network(9));
                Assert.Equal(9f, Value(new CheckpointStore(Folder, "learned", disk).Load()!));
            }
        }

        TestContext.Current.SendDiagnosticMessage($"{cuts} power cuts, 0 corrupt loads");
    }

    /// <summary>The modelled disk is hard enough: writing in place, or renaming without fsync, does lose content on it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Careless_writing_is_caught_by_the_same_cuts(bool renames)
    {
        int losses = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            PowerCutDisk disk = new(seed);
            WriteCarelessly(disk, 1);
            disk.SynchronizeDirectory(Folder);
            disk.CutAt = disk.Operations + (seed % 30);
            try
            {
                WriteCarelessly(disk, 2);
                disk.SynchronizeDirectory(Folder);
            }
            catch (PowerCutException)
            {
                // As planned.
            }

            disk.PowerUp();
            if (disk.Read($"{Folder}/net") is not { } content || !SafetensorsSeal.Holds(content)) losses++;
        }

        Assert.True(losses > 20, $"only {losses} losses");

        void WriteCarelessly(PowerCutDisk disk, int value)
        {
            string path = renames ? $"{Folder}/net.new" : $"{Folder}/net";
            using Stream stream = disk.Create(path);
            SafetensorsSeal.Seal(Network(value).ToSafetensors()).Write(stream);
            if (renames) disk.Rename(path, $"{Folder}/net");
        }
    }

    private static int Run(PowerCutDisk disk, out int acknowledged)
    {
        acknowledged = 0;
        CheckpointStore store = new(Folder, "learned", disk);
        try
        {
            for (int value = 1; value <= 3; value++)
            {
                store.Save(Network(value));
                acknowledged = value;
            }
        }
        catch (PowerCutException)
        {
            // As planned.
        }

        return disk.Operations;
    }

    private static NetworkFile Network(float value)
    {
        NetworkParameters parameters = new(Topology);
        foreach (float[] weights in parameters.Weights) weights.AsSpan().Fill(value);
        return new NetworkFile(parameters, new Dictionary<string, float[]>(), new Dictionary<string, string>());
    }

    /// <summary>The one value of all weights: a mixture of two checkpoints has none.</summary>
    private static float Value(Checkpoint checkpoint) =>
        Assert.Single(checkpoint.Network.Parameters.Weights.SelectMany(weights => weights).Distinct());

    private sealed class FullDisk : IFileSystem
    {
        public bool Full { get; set; }

        public void CreateDirectory(string path) => LinuxFileSystem.Instance.CreateDirectory(path);

        public Stream Create(string path) =>
            Full ? throw new IOException("no space left on device") : LinuxFileSystem.Instance.Create(path);

        public void Synchronize(Stream file) => LinuxFileSystem.Instance.Synchronize(file);

        public void Rename(string from, string to) => LinuxFileSystem.Instance.Rename(from, to);

        public void Delete(string path) => LinuxFileSystem.Instance.Delete(path);

        public void SynchronizeDirectory(string path) => LinuxFileSystem.Instance.SynchronizeDirectory(path);

        public byte[]? Read(string path) => LinuxFileSystem.Instance.Read(path);
    }
}
