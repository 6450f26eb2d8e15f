using System.Diagnostics;
using OnBoard.Fabric.Arithmetic;
using OnBoard.Fabric.Contract;
using OnBoard.Fabric.Engines;
using OnBoard.Fabric.Network;
using OnBoard.Tests.Unit.Fabric.Engines;

namespace OnBoard.Tests.Unit.Fabric.Rtl;

/// <summary>
/// The assertions beside the logic, in simulation: every other test of this folder runs under them, and here the logic is broken
/// by the edits that break it for the proofs (<c>fabric/formal/mutations</c>). The module's own assertion must be the first to see it.
/// </summary>
public class AssertionTests
{
    private const string Build = "LANES=8 WEIGHT_WORDS=4096 MAX_CELLS=128 MAX_INPUTS=256";

    [Fact]
    public void Nothing_fails_in_logic_that_is_whole() => Assert.Null(Broken(Open(CoreLibrary.Sources())));

    [Theory]
    [InlineData("mcc_send-tells-more", "mcc_send.sv")]
    [InlineData("mcc_issue-third-bank", "mcc_issue.sv")]
    public void A_simulation_of_broken_logic_fails_at_its_assertion(string mutation, string module)
    {
        DirectoryInfo copy = Directory.CreateTempSubdirectory("onboard-mutation-");
        try
        {
            foreach (string folder in new[] { "rtl", "sim" })
            {
                DirectoryInfo to = copy.CreateSubdirectory(folder);
                foreach (string file in Directory.GetFiles(Path.Combine(CoreLibrary.Sources(), folder)))
                    File.Copy(file, Path.Combine(to.FullName, Path.GetFileName(file)));
            }

            string whole = File.ReadAllText(Path.Combine(copy.FullName, "rtl", module));
            string edits = Path.Combine(CoreLibrary.Sources(), "formal", "mutations", $"{mutation}.sed");
            using Process sed = Process.Start("sed", ["-i", "-f", edits, Path.Combine(copy.FullName, "rtl", module)]);
            sed.WaitForExit();
            Assert.NotEqual(whole, File.ReadAllText(Path.Combine(copy.FullName, "rtl", module)));

            string? broken = Broken(Open(copy.FullName));
            Assert.NotNull(broken);
            Assert.Contains($"assertion at {module}:", broken, StringComparison.Ordinal);
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    private static CoreLibrary Open(string fabric)
    {
        CoreLibrary? library = CoreLibrary.Load(Build, fabric);
        Assert.SkipWhen(library is null, "verilator, make and g++ are not all installed");
        return library;
    }

    /// <summary>Frames of a network that sends on change, forward and in training; what the logic said of itself.</summary>
    private static string? Broken(CoreLibrary library)
    {
        NetworkDescription description = TestNetworks.Small with { SendThreshold = 3 };
        IntegerNetwork network = IntegerNetwork.Quantize(RandomNetworks.Parameters(description, 5, 0.7f));
        using SimulatedCore core = new(library, network.Topology) { Learning = new IntegerLearning(Seed: 5, ActivityPenalty: 3, RateShift: 1) };
        Random random = new(5);
        try
        {
            Assert.Equal(FabricCode.Done, core.Load(network));
            for (int step = 0; step < 20; step++)
            {
                // Few events: passes are short, and what is drained waits.
                short[] audio = Some(description.AudioInputs), video = Some(description.VideoInputs);
                short[] targets = new short[description.Outputs];
                core.Frames([audio, audio], [video, video], step % 3 == 2 ? [targets, targets] : null);
            }
        }
        catch (InvalidOperationException error)
        {
            return error.Message;
        }

        return null;

        short[] Some(int count) =>
            [.. Enumerable.Range(0, count).Select(_ => (short)(random.Next(100) < 20 ? random.Next(EventFormat.MinimumInput, EventFormat.MaximumInput + 1) : 0))];
    }
}
