using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace OnBoard.Tests.Unit.Fabric.Vivado;

/// <summary>What can be said of <c>fabric/vivado</c> without Vivado.</summary>
public class VivadoTests
{
    [Fact]
    public void The_build_scripts_run_against_stubs_of_Vivado()
    {
        (int code, string output) = Run("tclsh", Path.Combine(Folder(), "check.tcl"));
        Assert.True(code == 0, output);
        Assert.EndsWith("ok\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_overlay_compiles_without_a_warning()
    {
        string output = Path.GetTempFileName();
        try
        {
            (int code, string messages) = Run("dtc", "-@", "-I", "dts", "-O", "dtb", "-o", output, Path.Combine(Folder(), "mcc.dtso"));
            Assert.True(code == 0, messages);
            Assert.Equal("", messages);
        }
        finally
        {
            File.Delete(output);
        }
    }

    private static (int Code, string Output) Run(string program, params string[] arguments)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{program} is not installed");
            throw;
        }

        using (process)
        {
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + errors.Result);
        }
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "..", "fabric", "vivado"));
}
