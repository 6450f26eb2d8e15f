using System.Diagnostics;

namespace OnBoard.Tests.System.Board;

/// <summary>A program of this machine that ran to its end.</summary>
internal sealed record Command(int ExitCode, string Text)
{
    /// <summary>Runs a program; what it prints is kept, errors among it.</summary>
    public static Command Run(string program, params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output + errors.Result);
    }

    /// <summary>The text, or a failed test where the program failed.</summary>
    public string Must() => ExitCode == 0 ? Text : throw new InvalidOperationException($"exit code {ExitCode}: {Text}");
}
