using System.Text;

namespace OnBoard.Device.Interfaces.Scpi;

/// <summary>One connection from bytes to bytes: messages in, answers out, each with a line feed. Used by one thread.</summary>
/// <param name="instrument">What is commanded.</param>
internal sealed class ScpiPort(ScpiInstrument instrument)
{
    private readonly ScpiSession _session = new(instrument);
    private readonly ScpiLineBuffer _lines = new();

    /// <summary>Carries out the messages that end in what came in.</summary>
    /// <param name="bytes">What came in.</param>
    /// <returns>The answers; empty where there are none.</returns>
    public byte[] Take(ReadOnlySpan<byte> bytes)
    {
        StringBuilder? answers = null;
        foreach (byte value in bytes)
        {
            if (!_lines.Add(value, out string? message)) continue;
            if (message is null) _session.Report(ScpiError.InputOverrun);
            else if (_session.Execute(message) is { } answer) (answers ??= new StringBuilder()).Append(answer).Append('\n');
        }

        return answers is null ? [] : Encoding.ASCII.GetBytes(answers.ToString());
    }

    /// <summary>Ends what the connection began.</summary>
    public void Close() => _session.Windows.Reset();
}
