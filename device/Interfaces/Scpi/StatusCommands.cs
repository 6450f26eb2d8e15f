namespace OnBoard.Device.Interfaces.Scpi;

/// <summary>The status registers that SCPI asks for.</summary>
internal static class StatusCommands
{
    public static IReadOnlyList<ScpiCommand> All { get; } =
    [
        .. Register("STATus:OPERation", "bit 4 a window is open, 8 recording, 9 learning", session => session.Operation),
        .. Register(
            "STATus:QUEStionable", "bit 3 a rail cannot be read, 9 something is wrong", session => session.Questionable),
        new("STATus:PRESet", "", "sums up nothing of both", 0, 0, call =>
        {
            call.Session.Operation.Enable = 0;
            call.Session.Questionable.Enable = 0;
            return null;
        }),
    ];

    private static IEnumerable<ScpiCommand> Register(string header, string bits, Func<ScpiSession, StatusRegister> of) =>
    [
        new($"{header}[:EVENt]?", "", $"what became so since it was last read: {bits}", 0, 0, call =>
            ScpiFormat.Number(of(call.Session).TakeEvent())),
        new($"{header}:CONDition?", "", "what is so now", 0, 0, call => ScpiFormat.Number(of(call.Session).Condition)),
        new($"{header}:ENABle", "0..32767", "what is summed up in the status byte", 1, 1, call =>
        {
            double value = Math.Round(call.Parameters[0].Number);
            if (value is < 0 or > ushort.MaxValue) throw new ScpiException(ScpiError.OutOfRange, call.Parameters[0].Text);
            of(call.Session).Enable = (int)value;
            return null;
        }),
        new($"{header}:ENABle?", "", "the same", 0, 0, call => ScpiFormat.Number(of(call.Session).Enable)),
    ];
}
