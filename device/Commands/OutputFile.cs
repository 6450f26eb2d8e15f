using OnBoard.Device.Commands.Configuration;
using OnBoard.Drivers;
using OnBoard.Drivers.Files;

namespace OnBoard.Device.Commands;

/// <summary>A file that a command is about to write must be none that it reads: it would be empty before its first byte is read.</summary>
internal static class OutputFile
{
    /// <summary>Refuses an output that is an input.</summary>
    /// <param name="option">The option that names the output.</param>
    /// <param name="output">The output; null for none.</param>
    /// <param name="inputs">The inputs, also <c>FILE#2</c>; null for none.</param>
    /// <exception cref="WrongUseException">They are one file.</exception>
    public static void RefuseInput(string option, string? output, params IEnumerable<string?> inputs)
    {
        if (output is null) return;
        foreach (string input in inputs.OfType<string>())
        {
            int track = input.LastIndexOf('#');
            string file = track > 0 && !File.Exists(input) ? input[..track] : input;
            if (FileIdentity.AreSame(output, file))
                throw new WrongUseException(option, $"{output} is the input {file}, which would be overwritten", "Name another file");
        }
    }
}
