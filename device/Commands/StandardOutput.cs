using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace OnBoard.Device.Commands;

/// <summary>
/// What a program prints to, and who ends it from there: once nobody reads any more (<c>onboard run | head</c>), or the terminal is gone
/// (SIGHUP), it is to end as with SIGTERM. The console of .NET writes on into a closed pipe and says nothing.
/// </summary>
internal sealed class StandardOutput : TextWriter
{
    private const int Output = 1; // the descriptor
    private readonly TextWriter _inner;
    private readonly CancellationTokenSource _ended;

    private StandardOutput(TextWriter inner, CancellationTokenSource ended)
    {
        _inner = inner;
        _ended = ended;
    }

    /// <summary>Whether nobody reads any more.</summary>
    public bool IsClosed { get; private set; }

    /// <inheritdoc/>
    public override Encoding Encoding => _inner.Encoding;

    /// <summary>Takes the console's place.</summary>
    /// <param name="ended">Cancelled when it is closed.</param>
    public static StandardOutput Install(CancellationTokenSource ended)
    {
        StandardOutput output = new(IsPipe() ? OpenPipe() : Console.Out, ended);
        Console.SetOut(output);
        return output;
    }

    /// <summary>Ends the run at SIGHUP; null where the signal is ignored, as under nohup.</summary>
    public static PosixSignalRegistration? OnHangUp(CancellationTokenSource ended) => IgnoresHangUp()
        ? null
        : PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            ended.Cancel();
        });

    /// <inheritdoc/>
    public override void Write(char value) => Guard(() => _inner.Write(value));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Guard(() => _inner.Write(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(string? value) => Guard(() => _inner.Write(value));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Guard(() => _inner.WriteLine(value));

    /// <inheritdoc/>
    public override void Flush() => Guard(_inner.Flush);

    private void Guard(Action write)
    {
        if (IsClosed) return;
        try
        {
            write();
        }
        catch (IOException)
        {
            IsClosed = true;
            _ended.Cancel();
        }
    }

    private static bool IsPipe()
    {
        if (!Console.IsOutputRedirected) return false;

        // A file is left to the console: it shares its position with standard error.
        using FileStream output = new(new SafeFileHandle(Output, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return !output.CanSeek;
    }

    private static StreamWriter OpenPipe() =>
        new(new FileStream(new SafeFileHandle(Output, ownsHandle: false), FileAccess.Write, bufferSize: 0), new UTF8Encoding(false)) { AutoFlush = true };

    private static bool IgnoresHangUp()
    {
        const string Label = "SigIgn:";
        try
        {
            string? mask = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Label, StringComparison.Ordinal));
            return mask is not null && (Convert.ToUInt64(mask[Label.Length..].Trim(), 16) & 1) != 0;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
