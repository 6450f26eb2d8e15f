using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace OnBoard.Tests.Unit.Fabric.Rtl;

/// <summary>The core's sources as tools read them: no warning of Verilator at any width, and Yosys elaborates them.</summary>
public class CoreSourceTests
{
    [Theory]
    [InlineData(8, 1)]
    [InlineData(16, 1)]
    [InlineData(32, 2)]
    [InlineData(64, 1)]
    [InlineData(64, 2)]
    [InlineData(256, 2)]
    public void Verilator_finds_nothing_to_warn_of(int lanes, int networks) =>
        Lint($"-GLANES={lanes} -GNETWORKS={networks}", "mcc_core", "mcc_core.sv");

    [Fact]
    public void Nor_does_it_in_the_whole_engine_as_a_board_has_it() => Lint("-GLANES=64", "mcc_board", "../vivado/mcc_board.v");

    [Fact]
    public void Yosys_elaborates_the_core()
    {
        string[] units = [.. Directory.GetFiles(Sources(), "mcc_*.sv").Select(path => Path.GetFileName(path)!).Order()];
        string files = string.Join(' ', units.Where(name => !name.EndsWith("_pkg.sv", StringComparison.Ordinal)));
        Run(
            "yosys",
            $"-q -p \"read_verilog -sv mcc_contract_pkg.sv mcc_core_pkg.sv {files} ; hierarchy -check -top mcc_core ; proc ; check -assert\"");
    }

    /// <summary>All warnings, but for those that <c>mcc_waivers.vlt</c> names with a reason.</summary>
    private static void Lint(string parameters, string top, string file) => Run(
        "verilator",
        $"--lint-only -Wall {parameters} -y . --top-module {top} mcc_waivers.vlt mcc_contract_pkg.sv mcc_core_pkg.sv {file}");

    private static void Run(string tool, string arguments)
    {
        Process? process;
        try
        {
            process = Process.Start(new ProcessStartInfo(tool, arguments)
            {
                WorkingDirectory = Sources(), RedirectStandardOutput = true, RedirectStandardError = true,
            });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            process = null;
        }

        Assert.SkipWhen(process is null, $"{tool} is not installed");
        using (process)
        {
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, output + errors.Result);
        }
    }

    private static string Sources([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../../fabric/rtl"));
}
