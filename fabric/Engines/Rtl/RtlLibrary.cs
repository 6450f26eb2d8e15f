using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using OnBoard.Drivers;

namespace OnBoard.Fabric.Engines.Rtl;

/// <summary>
/// The verilated engine as a shared library (<c>fabric/sim</c>). It is what <see cref="Variable"/> names, or is built from the
/// source tree that the program runs in; <c>sim/build.sh</c> keeps what it has built.
/// </summary>
internal static class RtlLibrary
{
    /// <summary>Environment variable that names a library: for programs that run outside the source tree.</summary>
    public const string Variable = "ONBOARD_RTL";

    private const int MissingTool = 3; // exit code of build.sh

    /// <summary>Loads the library for these parameters; it stays loaded.</summary>
    /// <exception cref="DeviceMissingException">There is none and none can be built here.</exception>
    /// <exception cref="DeviceFailedException">It could not be built or loaded.</exception>
    public static nint Load(IReadOnlyDictionary<string, string> parameters)
    {
        string path = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : Build(parameters);
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            throw new DeviceFailedException(
                path, $"cannot be loaded ({error.Message})", $"Build it on this machine with fabric/sim/build.sh, or unset {Variable}",
                error);
        }
    }

    private static string Build(IReadOnlyDictionary<string, string> parameters)
    {
        string script = FindScript() ?? throw new DeviceMissingException(
            "rtl", "the simulated logic is not part of this program",
            $"Run from the source tree, or name what fabric/sim/build.sh has built by {Variable}; or choose --fabric model");
        ProcessStartInfo start = new(script, parameters.Select(parameter => $"{parameter.Key}={parameter.Value}"))
        {
            RedirectStandardOutput = true, // its messages go where ours go: a build takes a while
        };
        try
        {
            using Process process = Process.Start(start)!;
            string path = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode switch
            {
                0 => path,
                MissingTool => throw new DeviceMissingException(
                    "rtl", "the simulated logic cannot be built without verilator, make and g++",
                    "Install them (apt install verilator make g++), or choose --fabric model"),
                _ => throw new DeviceFailedException(
                    "rtl", "the simulated logic does not build", $"Read the messages above, or run {script} by hand"),
            };
        }
        catch (Win32Exception error)
        {
            throw new DeviceFailedException(script, $"cannot be run ({error.Message})", "Make it executable", error);
        }
    }

    private static string? FindScript()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string script = Path.Combine(folder.FullName, "fabric", "sim", "build.sh");
            if (File.Exists(script)) return script;
        }

        return null;
    }
}
