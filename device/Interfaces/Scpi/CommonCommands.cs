using System.Globalization;

namespace OnBoard.Device.Interfaces.Scpi;

/// <summary>The commands that IEEE 488.2 asks of every instrument.</summary>
internal static class CommonCommands
{
    private const int MaxByte = 255;

    public static IReadOnlyList<ScpiCommand> All { get; } =
    [
        new("*IDN?", "", "maker, board, serial number (0: none), version", 0, 0, call => Identity(call.Session)),
        new("*RST", "", "ends this connection's windows; the live service and its recording go on", 0, 0, call =>
        {
            call.Session.Windows.Reset();
            return null;
        }),
        new("*TST?", "", "0: no fault of the service's parts stands, 1: one does, see SYSTem:CONDition?", 0, 0, call =>
            ScpiFormat.Boolean(call.Session.Instrument.Conditions.Count > 0)),
        new("*CLS", "", "empties the error queue and the event registers", 0, 0, call =>
        {
            ScpiSession session = call.Session;
            session.Errors.Clear();
            session.EventStatus = 0;
            session.Operation.Clear();
            session.Questionable.Clear();
            return null;
        }),
        new("*ESE", "0..255", "which standard events are summed up in bit 5 of the status byte", 1, 1, call =>
        {
            call.Session.EventStatusEnable = Byte(call.Parameters[0]);
            return null;
        }),
        new("*ESE?", "", "the same", 0, 0, call => ScpiFormat.Number(call.Session.EventStatusEnable)),
        new("*ESR?", "", "the standard events since it was last read", 0, 0, call =>
        {
            int events = call.Session.EventStatus;
            call.Session.EventStatus = 0;
            return ScpiFormat.Number(events);
        }),

        // Commands are carried out one after the other, so that all before this one are done.
        new("*OPC", "", "sets bit 0 of the standard events: all is done", 0, 0, call =>
        {
            call.Session.EventStatus |= ScpiSession.OperationComplete;
            return null;
        }),
        new("*OPC?", "", "1, when all is done", 0, 0, _ => "1"),
        new("*WAI", "", "waits until all is done, which it is", 0, 0, _ => null),
        new("*SRE", "0..255", "which bits of the status byte are summed up in its bit 6", 1, 1, call =>
        {
            call.Session.ServiceRequestEnable = Byte(call.Parameters[0]);
            return null;
        }),
        new("*SRE?", "", "the same", 0, 0, call => ScpiFormat.Number(call.Session.ServiceRequestEnable)),
        new("*STB?", "", "the status byte", 0, 0, call => ScpiFormat.Number(call.Session.StatusByte)),
    ];

    private static string Identity(ScpiSession session)
    {
        // The four fields are separated by commas and may hold none.
        string board = session.Instrument.Board.Replace(',', ' ').Replace(';', ' ');
        return string.Create(CultureInfo.InvariantCulture, $"OnBoard,{board},0,{session.Instrument.Version}");
    }

    private static int Byte(ScpiParameter parameter)
    {
        double value = Math.Round(parameter.Number);
        return value is >= 0 and <= MaxByte
            ? (int)value
            : throw new ScpiException(ScpiError.OutOfRange, parameter.Text);
    }
}
