using System.Net;
using System.Net.Sockets;
using System.Text;
using OnBoard.Device.Interfaces.Scpi;
using OnBoard.Drivers;
using OnBoard.Tests.Unit.Drivers.Serial;

namespace OnBoard.Tests.Unit.Device.Interfaces.Scpi;

public sealed class ScpiConnectionTests : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    private readonly Instrument _instrument = new();

    public void Dispose() => _instrument.Dispose();

    [Fact]
    public async Task A_socket_asks_and_is_answered()
    {
        using ScpiServer server = Listen();
        using Peer peer = new(server.Address);
        Assert.StartsWith("OnBoard,", await peer.Ask("*IDN?\n"), StringComparison.Ordinal);
        Assert.Equal("1.500000E+00,MODELLED", await peer.Ask("meas:pow? pl\r\n"));
        Assert.Equal("1", await peer.Ask("FOO\nSYST:ERR:COUN?\n"));
    }

    [Fact]
    public async Task Bytes_may_come_in_any_pieces()
    {
        using ScpiServer server = Listen();
        using Peer peer = new(server.Address);
        foreach (char c in "*OPC?;*ESE?") await peer.Send(c.ToString());
        Assert.Equal("1;0", await peer.Ask("\n"));
        await peer.Send("*OPC?\n*OPC?\n*OP");
        Assert.Equal("1", await peer.Line());
        Assert.Equal("1", await peer.Line());
        Assert.Equal("1", await peer.Ask("C?\n"));
    }

    [Theory]
    [InlineData("*OPC?\n*ESE?\n")]
    [InlineData("*OPC?\r*ESE?\r")]
    [InlineData("*OPC?\r\n*ESE?\r\n")]
    [InlineData("*OPC?\r\r*ESE?\r")]
    [InlineData("*OPC?\n\r*ESE?\n\r")]
    [InlineData("\r\n*OPC?\n*ESE?\r")]
    public async Task A_line_feed_a_carriage_return_or_both_end_a_message(string messages)
    {
        using ScpiServer server = Listen();
        using Peer peer = new(server.Address);
        foreach (char c in messages) await peer.Send(c.ToString());
        Assert.Equal(("1", "0"), (await peer.Line(), await peer.Line()));
        Assert.Equal("0,\"No error\"", await peer.Ask("SYST:ERR?\n"));
    }

    [Fact]
    public async Task Each_connection_has_its_own_errors_and_windows()
    {
        using ScpiServer server = Listen();
        using Peer one = new(server.Address);
        using Peer other = new(server.Address);
        Assert.Equal("1;1", await one.Ask("FOO\nENER:WIND:STAR\nSYST:ERR:COUN?;:ENER:WIND:STAT?\n"));
        Assert.Equal("0;0", await other.Ask("SYST:ERR:COUN?;:ENER:WIND:STAT?\n"));
    }

    [Fact]
    public async Task A_message_that_is_too_long_is_dropped_whole()
    {
        using ScpiServer server = Listen();
        using Peer peer = new(server.Address);
        await peer.Send(new string('*', 100_000) + "\n");
        Assert.Equal("-363,\"Input buffer overrun\"", await peer.Ask("SYST:ERR?\n"));
    }

    [Fact]
    public async Task Bytes_of_all_values_harm_nobody()
    {
        using ScpiServer server = Listen();
        using Peer peer = new(server.Address);
        byte[] noise = new byte[20_000];
        new Random(8).NextBytes(noise);
        await peer.Send(noise);
        await peer.Send("\n*CLS\n");
        string answer;
        do answer = await peer.Ask("*OPC?\n");
        while (answer != "1");
    }

    /// <summary>What browsers and other speakers of HTTP send first; a body follows that would switch learning.</summary>
    public static TheoryData<string> HttpStarts =>
    [
        "POST / HTTP/1.1\r\nHost: 127.0.0.1:5025\r\n\r\n", "GET /x HTTP/1.0\n", "GET /\r\n", "post / http/1.1\r\n",
        "OPTIONS * HTTP/1.1\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "BREW /pot HTTP/1.1\r\n", "\r\n\r\nPOST / HTTP/1.1\r\n",
        " \tPOST / HTTP/1.1\r\n", $"POST /{new string('a', 100_000)} HTTP/1.1\r\n", $"X{new string('a', 5_000)} /x HTTP/1.1\r\n",
    ];

    [Theory]
    [MemberData(nameof(HttpStarts))]
    public async Task A_connection_that_speaks_HTTP_is_closed_and_nothing_of_it_is_carried_out(string start)
    {
        using ScpiServer server = Listen();
        foreach (bool inPieces in new[] { false, true })
        {
            using Peer browser = new(server.Address);
            string request = start + "\nNETW:STAT OFF\n*OPC?\n";
            try
            {
                if (!inPieces) await browser.Send(request);
                else foreach (char[] piece in request.Chunk(Math.Max(3, request.Length / 50))) await browser.Send(new string(piece));
            }
            catch (Exception error) when (error is SocketException or IOException)
            {
                // Closed already.
            }

            Assert.True(await browser.IsClosed(), "it was let in");
            Assert.False(_instrument.Pipeline.Switches.PassThrough, "a web page switched the network off");
        }

        using Peer peer = new(server.Address);
        Assert.Equal("1", await peer.Ask("*OPC?\n"));
    }

    [Fact]
    public async Task Later_lines_and_words_of_HTTP_within_SCPI_harm_nobody()
    {
        using ScpiServer server = Listen();
        using Peer peer = new(server.Address);
        Assert.Equal("1", await peer.Ask("*OPC?\n"));
        await peer.Send("POST / HTTP/1.1\n");
        Assert.Contains("-1", await peer.Ask("SYST:ERR?\n"), StringComparison.Ordinal);
        using Peer other = new(server.Address);
        Assert.Equal("1", await other.Ask("ENER:WIND:STAR \"HTTP\";*OPC?\n"));
    }

    [Fact]
    public async Task One_connection_too_many_is_closed_and_a_place_that_is_left_can_be_taken()
    {
        using ScpiServer server = Listen();
        List<Peer> peers = [];
        for (int i = 0; i < ScpiServer.MaxConnections; i++)
        {
            peers.Add(new Peer(server.Address));
            Assert.Equal("1", await peers[i].Ask("*OPC?\n"));
        }

        using (Peer late = new(server.Address))
        {
            await late.Send("*IDN?\n");
            Assert.Equal("-200,\"Execution error;all 8 connections are taken: close one and try again\"", await late.Line());
            Assert.True(await late.IsClosed(), "one too many was let in");
        }

        peers[0].Dispose();
        string answer;
        do
        {
            using Peer next = new(server.Address);
            answer = await next.Ask("*OPC?\n");
        }
        while (answer != "1");

        foreach (Peer peer in peers) peer.Dispose();
    }

    [Fact]
    public async Task Who_does_not_read_holds_up_nobody_else()
    {
        using ScpiServer server = Listen();
        using Peer deaf = new(server.Address);
        byte[] questions = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("SYST:HELP:HEAD?\n", 20_000)));
        Task sending = deaf.Send(questions);
        using Peer other = new(server.Address);
        Assert.Equal("1", await other.Ask("*OPC?\n"));
        deaf.Dispose();
        await sending.ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(Timeout);
    }

    [Fact]
    public void A_port_that_is_taken_is_told()
    {
        using ScpiServer server = Listen();
        DeviceFailedException error = Assert.Throws<DeviceFailedException>(() => new ScpiServer(_instrument.Scpi, server.Address));
        Assert.Contains($"--scpi {server.Address}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_serial_line_asks_and_is_answered()
    {
        using System.Collections.Concurrent.BlockingCollection<string> answers = [];
        using PseudoTerminal terminal = new(line =>
        {
            answers.Add(line);
            return null;
        });
        using ScpiLine line = new(_instrument.Scpi, new ScpiEndpoint(null, terminal.Path), _instrument.Pipeline.Conditions);
        Assert.StartsWith("OnBoard,", Ask("*IDN?\n"), StringComparison.Ordinal);
        Assert.Equal("1.500000E+00,MODELLED;1", Ask("MEAS:POW? PL;*OPC?\r\n"));
        Assert.Equal("-113,\"Undefined header;FOO\"", Ask("FOO\nSYST:ERR?\n"));

        string Ask(string message)
        {
            terminal.Send(message);
            Assert.True(answers.TryTake(out string? answer, Timeout), "no answer came");
            return answer;
        }
    }

    [Fact]
    public void A_serial_line_that_is_not_there_is_a_missing_device() => Assert.Throws<DeviceMissingException>(
        () => new ScpiLine(_instrument.Scpi, new ScpiEndpoint(null, "/dev/ttyNONE9"), _instrument.Pipeline.Conditions));

    [Theory]
    [InlineData("none", "")]
    [InlineData("5025", "127.0.0.1:5025")]
    [InlineData("localhost", "127.0.0.1:5025")]
    [InlineData("localhost:77", "127.0.0.1:77")]
    [InlineData("0.0.0.0", "0.0.0.0:5025")]
    [InlineData("192.168.1.5:5026", "192.168.1.5:5026")]
    [InlineData("::1", "[::1]:5025")]
    [InlineData("[::1]:9", "[::1]:9")]
    [InlineData("/dev/ttyPS1@9600", "/dev/ttyPS1")]
    [InlineData("5025, /dev/ttyUSB0", "127.0.0.1:5025 /dev/ttyUSB0")]
    public void Places_are_understood(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', ScpiEndpoint.ParseList(text)!));

    [Theory]
    [InlineData("")]
    [InlineData("99999")]
    [InlineData("nowhere")]
    [InlineData("/dev/ttyPS1@fast")]
    [InlineData("5025,")]
    public void Other_places_are_not(string text) => Assert.Null(ScpiEndpoint.ParseList(text));

    private ScpiServer Listen() => new(_instrument.Scpi, new IPEndPoint(IPAddress.Loopback, 0));

    /// <summary>A script at the other end of a socket.</summary>
    private sealed class Peer : IDisposable
    {
        private readonly TcpClient _client = new();
        private readonly StreamReader _reader;

        public Peer(IPEndPoint address)
        {
            _client.Connect(address);
            _reader = new StreamReader(_client.GetStream(), Encoding.ASCII);
        }

        public Task Send(string text) => Send(Encoding.ASCII.GetBytes(text));

        public async Task Send(byte[] bytes) => await _client.GetStream().WriteAsync(bytes).ConfigureAwait(false);

        public async Task<string> Line() =>
            await _reader.ReadLineAsync().WaitAsync(Timeout).ConfigureAwait(false) ?? throw new EndOfStreamException();

        public async Task<string> Ask(string text)
        {
            await Send(text).ConfigureAwait(false);
            return await Line().ConfigureAwait(false);
        }

        public async Task<bool> IsClosed(TimeSpan? timeout = null)
        {
            using CancellationTokenSource limit = new(timeout ?? Timeout);
            try
            {
                return await _client.GetStream().ReadAsync(new byte[1], limit.Token).ConfigureAwait(false) == 0;
            }
            catch (Exception gone) when (gone is IOException or InvalidOperationException)
            {
                return true;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        public void Dispose() => _client.Dispose();
    }
}
