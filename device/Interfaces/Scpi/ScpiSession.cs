using System.Text;
using OnBoard.Device.Service.Hosting;
using OnBoard.Drivers;

namespace OnBoard.Device.Interfaces.Scpi;

/// <summary>
/// One connection: its own error queue, status registers and windows, so that nobody reads away another's errors. Used by
/// one thread.
/// </summary>
public sealed class ScpiSession
{
    /// <summary>Bit of <see cref="EventStatus"/>: everything asked for is done.</summary>
    public const int OperationComplete = 1 << 0;

    private const int PowerOn = 1 << 7;
    private const int MasterSummary = 1 << 6;

    /// <param name="instrument">What is commanded.</param>
    public ScpiSession(ScpiInstrument instrument)
    {
        Instrument = instrument;
        Windows = new EnergyWindows(instrument.Rails, instrument.Windows);
        Status = instrument.CreateStatusReader();
        EventStatus = PowerOn;
    }

    /// <summary>What is commanded.</summary>
    public ScpiInstrument Instrument { get; }

    /// <summary>What went wrong.</summary>
    public ScpiErrorList Errors { get; } = new();

    /// <summary>The standard event status register of IEEE 488.2.</summary>
    public int EventStatus { get; set; }

    /// <summary>Which of it is summed up.</summary>
    public int EventStatusEnable { get; set; }

    /// <summary>Which bits of the status byte ask for service.</summary>
    public int ServiceRequestEnable
    {
        get;
        set => field = value & ~MasterSummary;
    }

    /// <summary>Bit 4: a window is open; bit 8: recording; bit 9: learning.</summary>
    public StatusRegister Operation { get; } = new();

    /// <summary>Bit 3: a rail cannot be read; bit 9: something is wrong, see SYSTem:CONDition?.</summary>
    public StatusRegister Questionable { get; } = new();

    /// <summary>This connection's energy windows.</summary>
    internal EnergyWindows Windows { get; }

    /// <summary>How the live sound is doing; "lately" is since this connection asked before.</summary>
    internal LiveStatusReader Status { get; }

    /// <summary>The status byte (IEEE 488.2, 11.2; SCPI-1999, volume 1, 9.1).</summary>
    public int StatusByte
    {
        get
        {
            int status = (Errors.Count > 0 ? 1 << 2 : 0)
                | (Questionable.Summary ? 1 << 3 : 0)
                | ((EventStatus & EventStatusEnable) != 0 ? 1 << 5 : 0)
                | (Operation.Summary ? 1 << 7 : 0);
            return (status & ServiceRequestEnable) != 0 ? status | MasterSummary : status;
        }
    }

    /// <summary>Carries out a message.</summary>
    /// <param name="message">A line without its end.</param>
    /// <returns>The answers to its queries between semicolons; null where there were none.</returns>
    public string? Execute(string message)
    {
        StringBuilder? answers = null;
        try
        {
            ScpiNode[] path = [];
            foreach (ScpiUnit unit in ScpiParser.Parse(message))
            {
                if (Run(unit, ref path) is not { } answer) continue;
                answers = answers is null ? new StringBuilder(answer) : answers.Append(';').Append(answer);
            }
        }
        catch (ScpiException error)
        {
            // A mistake in the message: what follows it is not carried out (IEEE 488.2, 6.1.7).
            Report(error.Error);
        }

        return answers?.ToString();
    }

    /// <summary>Puts an error into the queue and its bit into the register.</summary>
    public void Report(ScpiError error)
    {
        EventStatus |= error.EventBit;
        EventStatus |= Errors.Add(error).EventBit;
    }

    private string? Run(ScpiUnit unit, ref ScpiNode[] path)
    {
        ScpiNode[] nodes = unit.IsCommon || unit.IsAbsolute ? [.. unit.Nodes] : [.. path, .. unit.Nodes];
        ScpiCommand command = ScpiInstrument.Find(unit, nodes, out int suffix)
            ?? throw new ScpiException(ScpiError.UndefinedHeader, unit.Header);
        if (!unit.IsCommon) path = nodes[..^1];
        try
        {
            Instrument.Update(this);
            return command.Run(new ScpiCall(unit.Header, suffix, unit.Parameters, this));
        }
        catch (ScpiException error) when (error.Error.EventBit != ScpiError.Syntax.EventBit)
        {
            Report(error.Error);
        }
        catch (DeviceMissingException error)
        {
            Report(ScpiError.HardwareMissing with { Detail = $"{error.Subject}: {error.Cause}" });
        }
        catch (DeviceFailedException error)
        {
            Report(ScpiError.MassStorage with { Detail = $"{error.Subject}: {error.Cause}" });
        }
        catch (OnBoardException error)
        {
            Report(ScpiError.SettingsConflict with { Detail = $"{error.Subject} {error.Cause}" });
        }
        catch (Exception error) when (error is not ScpiException)
        {
            // A mistake of the program must not end the connection, let alone the service.
            Report(ScpiError.System with { Detail = error.Message });
        }

        return null;
    }
}
