using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace OnBoard.Tests.System.Board;

/// <summary>A conversation with QEMU over its monitor (QMP); only one at a time is possible.</summary>
internal sealed class QemuMonitor : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly StreamReader _answers;

    public QemuMonitor(string path)
    {
        _socket.Connect(new UnixDomainSocketEndPoint(path));
        _answers = new StreamReader(new NetworkStream(_socket));
        _ = _answers.ReadLine();
        Ask("""{"execute": "qmp_capabilities"}""");
    }

    /// <summary>Gives a command and returns its answer.</summary>
    public JsonElement Ask(string command)
    {
        _socket.Send(Encoding.ASCII.GetBytes(command + "\n"));
        while (_answers.ReadLine() is { } line)
        {
            JsonElement answer = JsonDocument.Parse(line).RootElement;
            if (answer.TryGetProperty("return", out JsonElement returned)) return returned;
            if (answer.TryGetProperty("error", out JsonElement error)) throw new InvalidOperationException($"{command}: {error}");
        }

        throw new IOException("QEMU has closed its monitor");
    }

    /// <summary>The path of the only object of a type that the machine made without a name.</summary>
    public string Find(string type)
    {
        const string Folder = "/machine/unattached";
        JsonElement found = Ask($$"""{"execute": "qom-list", "arguments": {"path": "{{Folder}}"} }""").EnumerateArray()
            .Single(entry => entry.GetProperty("type").GetString() == $"child<{type}>");
        return $"{Folder}/{found.GetProperty("name").GetString()}";
    }

    public void Dispose()
    {
        _answers.Dispose();
        _socket.Dispose();
    }
}
