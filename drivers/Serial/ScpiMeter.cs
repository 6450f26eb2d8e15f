using System.Globalization;
using System.IO.Ports;
using OnBoard.Drivers.I2c;
using OnBoard.Drivers.Time;

namespace OnBoard.Drivers.Serial;

/// <summary>
/// A bench meter that speaks SCPI-1999 on a serial line, as a further source of power to check the rails against. It is
/// asked for voltage and current one after the other (MEASure:VOLTage:DC?, MEASure:CURRent:DC?), so it sees slow changes
/// only.
/// </summary>
public sealed class ScpiMeter : IPowerSensor
{
    private const double NotANumber = 9.9e37; // SCPI-1999, 7.2.1.5: NAN is 9.91E37, INF 9.9E37
    private const long InitialCycleNanoseconds = 200_000_000;

    private readonly SerialPort _port;
    private readonly IClock _clock;
    private readonly double _gainError;

    private ScpiMeter(SerialPort port, IClock clock, double gainError)
    {
        _port = port;
        _clock = clock;
        _gainError = gainError;
        Traits = TraitsOf(InitialCycleNanoseconds);
    }

    /// <inheritdoc/>
    public string Name => $"{Identity} at {_port.PortName}";

    /// <summary>What the meter answers to *IDN?: maker, model, serial number, version.</summary>
    public string Identity { get; private set; } = "";

    /// <inheritdoc/>
    public PowerSensorTraits Traits { get; private set; }

    /// <summary>Opens a serial line, asks the meter who it is and times one measurement.</summary>
    /// <param name="path">The line, such as /dev/ttyUSB0.</param>
    /// <param name="clock">The clock of the readings.</param>
    /// <param name="baud">Bits per second; 8 data bits, no parity.</param>
    /// <param name="gainError">Relative accuracy of the power, from the meter's manual.</param>
    /// <param name="timeout">How long an answer may take.</param>
    /// <exception cref="DeviceMissingException">There is no such line.</exception>
    /// <exception cref="DeviceFailedException">The line is busy, or nobody answers as a meter does.</exception>
    public static ScpiMeter Open(
        string path, IClock clock, int baud = 115200, double gainError = 0.001, TimeSpan? timeout = null)
    {
        if (!File.Exists(path))
            throw new DeviceMissingException(path, "there is no such serial line", "plug the meter in, check the path");
        int milliseconds = (int)(timeout ?? TimeSpan.FromSeconds(3)).TotalMilliseconds;
        var port = new SerialPort(path, baud, Parity.None, 8, StopBits.One)
        {
            NewLine = "\n",
            ReadTimeout = milliseconds,
            WriteTimeout = milliseconds,
        };
        try
        {
            port.Open();
            port.DiscardInBuffer();
            var meter = new ScpiMeter(port, clock, gainError);
            meter.Identity = meter.Ask("*IDN?");
            long begin = clock.Nanoseconds;
            _ = meter.Read();
            meter.Traits = meter.TraitsOf(Math.Max(1_000_000, clock.Nanoseconds - begin));
            return meter;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            port.Dispose();
            throw new DeviceFailedException(
                path, $"the serial line cannot be opened ({error.Message})", "add the user to group dialout, close others", error);
        }
        catch
        {
            port.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="DeviceFailedException">The meter does not answer, or answers no number.</exception>
    public PowerReading Read()
    {
        double volts = AskNumber("MEAS:VOLT:DC?");
        double amperes = AskNumber("MEAS:CURR:DC?");
        ReadingState state = Math.Abs(volts) >= NotANumber || Math.Abs(amperes) >= NotANumber
            ? ReadingState.Saturated
            : ReadingState.Fresh;
        return new(_clock.Nanoseconds, volts, amperes, state);
    }

    /// <inheritdoc/>
    public void Dispose() => _port.Dispose();

    // Each of the two measurements takes half of the time.
    private PowerSensorTraits TraitsOf(long cycle) => new(cycle, cycle / 2, 1e-4, 1e-5, _gainError, 1e-3, 1e-4);

    private double AskNumber(string question)
    {
        string answer = Ask(question);
        return double.TryParse(answer, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw new DeviceFailedException(
                _port.PortName, $"the meter answers \"{answer}\" to {question}", "check that it measures voltage and current");
    }

    private string Ask(string question)
    {
        try
        {
            _port.Write(question + "\n");
            string answer = _port.ReadLine().Trim();
            return answer.Length > 0 ? answer : throw new DeviceFailedException(
                _port.PortName, $"the meter answers nothing to {question}", "check its SCPI setting");
        }
        catch (TimeoutException error)
        {
            throw new DeviceFailedException(
                _port.PortName, $"the meter did not answer {question}", "check cable, baud rate and SCPI setting", error);
        }
        catch (Exception error) when (error is IOException or InvalidOperationException or OperationCanceledException)
        {
            throw new DeviceFailedException(
                _port.PortName, $"the line broke off ({error.Message})", "plug the meter in again", error);
        }
    }
}
