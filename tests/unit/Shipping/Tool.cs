using System.ComponentModel;
using System.Diagnostics;

namespace OnBoard.Tests.Unit.Shipping;

/// <summary>A program that ran to its end.</summary>
/// <param name="ExitCode">Its exit code; 128 and more: killed by a signal.</param>
/// <param name="Text">What it printed, errors among it.</param>
internal sealed record Tool(int ExitCode, string Text)
{
    /// <summary>Runs a program; skips the test where it is not installed.</summary>
    /// <param name="name">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables besides those of this process.</param>
    public static Tool Run(
        string name, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new(name, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        foreach ((string variable, string value) in environment ?? new Dictionary<string, string>())
            start.Environment[variable] = value;
        Process? process = null;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip($"{name} is not installed");
        }

        using (process)
        {
            process.StandardInput.Close();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return new(process.ExitCode, output + errors.Result);
        }
    }
}
