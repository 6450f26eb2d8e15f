using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using OnBoard.Fabric.Engines.Rtl;
using OnBoard.Sensors.Media;
using OnBoard.Tests.Unit.Fabric.Rtl;

namespace OnBoard.Tests.Unit.Device.Commands;

/// <summary>The whole service in virtual time: hops, learning, take-over, files, however slow what runs the network is.</summary>
public sealed class VirtualTimeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onboard-virtual-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>
    /// From random weights on a fabric, hops and every training step there: the weights of the processor's learner, bit for bit, and its
    /// sound within 0.3 dB (weights put in use by an exchange are heard one hop sooner).
    /// </summary>
    [Theory]
    [InlineData("model", 45)]
    [InlineData("rtl", 37)] // what was learned first is in use from 36 s on
    public void A_fabric_learns_what_the_processor_learns(string fabric, int seconds)
    {
        if (fabric == "rtl")
        {
            using RtlSimulation needed = SimulatedLogic.Create(seed: 1);
        }

        JsonElement[] processor = Run("cpu", seconds), logic = Run(fabric, seconds);
        JsonElement learning = Last(logic, "status").GetProperty("learning"), right = Last(processor, "status").GetProperty("learning");
        long steps = right.GetProperty("steps").GetInt64();
        Assert.True(steps >= 3000 && right.GetProperty("kept").GetInt32() > 0, right.ToString());
        Assert.Equal(("fabric", steps, 0L), (
            learning.GetProperty("engine").GetString(), learning.GetProperty("steps_on_fabric").GetInt64(),
            learning.GetProperty("steps_on_processor").GetInt64()));
        string kept = Assert.Single(Directory.GetFiles(At($"cpu.learned"), "*.0.safetensors"));
        Assert.Equal(File.ReadAllBytes(kept), File.ReadAllBytes(At($"{fabric}.learned/{Path.GetFileName(kept)}")));
        Assert.InRange(Sdr(logic) - Sdr(processor), -0.3, 0.3);
        foreach (JsonElement status in (JsonElement[])[Last(logic, "status"), Last(processor, "status")])
        {
            Assert.Equal((100L * seconds, 0L, 0L), (
                status.GetProperty("hops").GetInt64(), status.GetProperty("deadline_misses").GetInt64(), status.GetProperty("lost_hops").GetInt64()));
            Assert.Empty(status.GetProperty("conditions").EnumerateArray());
        }
    }

    [Fact]
    public void It_repeats_exactly_and_ends_by_its_own_clock()
    {
        Run("cpu", 3);
        byte[] first = File.ReadAllBytes(At("cpu.wav"));
        File.Delete(At("cpu.wav"));
        Run("cpu", 3);
        Assert.Equal(first, File.ReadAllBytes(At("cpu.wav")));

        // The first hop is half a window.
        Assert.Equal((3 * 16_000) - 160, WavFile.Read(At("cpu.wav")).Length);
    }

    private static JsonElement Last(JsonElement[] told, string kind) => told.Last(line => line.GetProperty("kind").GetString() == kind);

    private static double Sdr(JsonElement[] told) => Last(told, "score").GetProperty("enhanced").GetProperty("si_sdr_db").GetDouble();

    private JsonElement[] Run(string fabric, int seconds)
    {
        using Process program = Process.Start(new ProcessStartInfo("dotnet", [
            Path.Combine(AppContext.BaseDirectory, "onboard.dll"), "run", "--time", "virtual", "--learn", "--fabric", fabric, "--network", "untrained:tiny",
            "--duration", seconds.ToString(CultureInfo.InvariantCulture), "--output", At($"{fabric}.wav"), "--checkpoints", At($"{fabric}.learned"),
            "--record", "none", "--listen", "none", "--json"])
        {
            WorkingDirectory = _folder, RedirectStandardOutput = true,
        })!;
        string told = program.StandardOutput.ReadToEnd();
        program.WaitForExit();
        Assert.True(program.ExitCode == 0, told);
        return [.. told.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.Clone())];
    }

    private string At(string relative) => Path.Combine(_folder, relative);
}
