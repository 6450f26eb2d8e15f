using System.IO.Ports;
using OnBoard.Device.Service.Pipeline;
using OnBoard.Drivers;

namespace OnBoard.Device.Interfaces.Scpi;

/// <summary>SCPI on a serial line, in a thread of its own. A line that is lost is opened again until it returns.</summary>
internal sealed class ScpiLine : IDisposable
{
    private const string Part = "scpi";
    private const int PollMilliseconds = 100;
    private const int PauseMilliseconds = 1000;

    /// <summary>How long its thread may take to end: it looks after each read and each write.</summary>
    public static readonly TimeSpan StopTimeout = TimeSpan.FromMilliseconds(2 * PauseMilliseconds);

    private readonly ScpiInstrument _instrument;
    private readonly ScpiEndpoint _endpoint;
    private readonly Conditions _conditions;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _stop = new();
    private SerialPort? _port;

    /// <summary>Opens the line.</summary>
    /// <exception cref="DeviceMissingException">There is no such line.</exception>
    /// <exception cref="DeviceFailedException">It is busy or refused.</exception>
    public ScpiLine(ScpiInstrument instrument, ScpiEndpoint endpoint, Conditions conditions)
    {
        _instrument = instrument;
        _endpoint = endpoint;
        _conditions = conditions;
        if (!File.Exists(endpoint.Line))
        {
            throw new DeviceMissingException(
                endpoint.Line!, "there is no such serial line", "Name another with --scpi, or plug it in");
        }

        try
        {
            _port = Open();
        }
        catch (Exception error) when (IsLoss(error))
        {
            throw new DeviceFailedException(
                endpoint.Line!, $"the serial line cannot be opened ({error.Message})",
                "Add the user to group dialout, and close others that use it", error);
        }

        _thread = new Thread(Run) { Name = "onboard scpi", IsBackground = true };
        _thread.Start();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Set();
        _thread.Join(StopTimeout);
        _port?.Dispose();
        _stop.Dispose();
    }

    private static bool IsLoss(Exception error) => error
        is IOException or UnauthorizedAccessException or InvalidOperationException or ArgumentException;

    private SerialPort Open()
    {
        SerialPort port = new(_endpoint.Line!, _endpoint.Baud, Parity.None, 8, StopBits.One)
        {
            ReadTimeout = PollMilliseconds,
            WriteTimeout = PauseMilliseconds,
        };
        try
        {
            port.Open();
            return port;
        }
        catch
        {
            port.Dispose();
            throw;
        }
    }

    private void Run()
    {
        byte[] received = new byte[256];
        ScpiPort session = new(_instrument);
        while (!_stop.IsSet)
        {
            try
            {
                if (_port is null)
                {
                    _port = Open();
                    _conditions.Clear(Part, $"{_endpoint.Line} is back");
                }

                int count = _port.Read(received, 0, received.Length);
                byte[] answers = session.Take(received.AsSpan(0, count));
                _port.Write(answers, 0, answers.Length);
            }
            catch (TimeoutException)
            {
                // Nothing came, or nobody took the answer.
            }
            catch (Exception error) when (IsLoss(error))
            {
                if (_port is not null)
                {
                    _conditions.Raise(
                        Part, "SCPI line lost", $"SCPI line lost: {_endpoint.Line}: {error.Message}; trying again until it returns");
                }

                _port?.Dispose();
                _port = null;
                _stop.Wait(PauseMilliseconds);
            }
        }

        session.Close();
    }
}
