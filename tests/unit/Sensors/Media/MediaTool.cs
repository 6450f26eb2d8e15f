using System.Diagnostics;

namespace OnBoard.Tests.Unit.Sensors.Media;

/// <summary>ffmpeg and sox as people's own programs that make the odd files; a test is reported as skipped where one is absent.</summary>
internal static class MediaTool
{
    /// <summary>Runs a program and gives what it wrote to standard output: a pipe, so that it cannot go back to its header.</summary>
    public static byte[] Pipe(string program, string arguments)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
            })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"needs {program}");
            throw;
        }

        using (process)
        {
            process.StandardInput.Close();
            Task<string> messages = process.StandardError.ReadToEndAsync();
            using MemoryStream output = new();
            process.StandardOutput.BaseStream.CopyTo(output);
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, $"{program} {arguments}: {messages.Result}");
            return output.ToArray();
        }
    }

    /// <summary>Runs ffmpeg for the file that its arguments name.</summary>
    public static void Ffmpeg(string arguments) => Pipe("ffmpeg", $"-hide_banner -loglevel error -y {arguments}");
}
