using System.Net.Sockets;
using System.Text;

namespace OnBoard.Drivers.Fpga;

/// <summary>
/// Asks root to load the fabric's logic anew. The service's user may not: /sys is read-only for it. A socket of systemd's
/// (onboard-reload.socket) starts a unit for each connection, which takes nothing from it, loads the version in force and
/// answers with one line: <c>done</c> or <c>failed</c>, and what was said meanwhile.
/// </summary>
public static class RootReload
{
    /// <summary>Where systemd listens.</summary>
    public const string Address = "/run/onboard-reload";

    private const int MaxAnswer = 4096;
    /// <summary>How long root may take for it.</summary>
    public static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Whether there is somebody to ask.</summary>
    public static bool IsOffered(string address = Address) => File.Exists(address);

    /// <summary>Asks, and waits until it is done. Takes about half a second on a board.</summary>
    /// <param name="address">The socket.</param>
    /// <param name="timeout">How long the answer may take; null for ten seconds.</param>
    /// <exception cref="DeviceMissingException">Nobody listens.</exception>
    /// <exception cref="DeviceFailedException">The logic did not load, or no answer came.</exception>
    public static void Ask(string address = Address, TimeSpan? timeout = null)
    {
        const string Journal = "see: journalctl --unit 'onboard-reload@*'";
        string answer;
        try
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.ReceiveTimeout = (int)(timeout ?? AnswerTimeout).TotalMilliseconds;
            socket.Connect(new UnixDomainSocketEndPoint(address));
            answer = ReadAll(socket);
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.ConnectionRefused)
        {
            throw new DeviceMissingException(
                address, "no unit listens that loads the logic", "systemctl start onboard-reload.socket", error);
        }
        catch (SocketException error)
        {
            throw new DeviceFailedException(address, $"root did not load the logic ({error.Message})", Journal, error);
        }

        if (answer.StartsWith("done", StringComparison.Ordinal)) return;
        throw new DeviceFailedException(
            address, answer.Length == 0 ? "root ended without an answer" : $"root says: {answer}", Journal);
    }

    private static string ReadAll(Socket socket)
    {
        byte[] bytes = new byte[MaxAnswer];
        int length = 0;
        while (length < bytes.Length && socket.Receive(bytes, length, bytes.Length - length, SocketFlags.None) is var read and > 0)
            length += read;
        return Encoding.UTF8.GetString(bytes, 0, length).ReplaceLineEndings(" ").Trim();
    }
}
