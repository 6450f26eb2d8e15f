using OnBoard.Fabric.Engines.Fabric;

namespace OnBoard.Device.Interfaces.Scpi;

/// <summary>Switches the network and what runs it.</summary>
internal static class NetworkCommands
{
    public static IReadOnlyList<ScpiCommand> All { get; } =
    [
        new("NETWork:STATe", "ON|OFF|1|0", "switches the gains; off passes the sound as it is heard", 1, 1, call =>
        {
            bool on = call.Parameters[0].Boolean;
            call.Session.Instrument.Switches.PassThrough = !on;
            return null;
        }),
        new("NETWork:STATe?", "", "1 while they are on", 0, 0, call =>
            ScpiFormat.Boolean(!call.Session.Instrument.Switches.PassThrough)),
        new("FABRic:STATe", "ON|OFF|1|0", "whether the fabric runs the network, or the processor with the same bits", 1, 1, call =>
        {
            FabricSupervisor fabric = call.Session.Instrument.NeededFabric;
            fabric.IsWanted = call.Parameters[0].Boolean;
            return null;
        }),
        new("FABRic:STATe?", "", "1 where the fabric is to run it", 0, 0, call =>
            ScpiFormat.Boolean(call.Session.Instrument.NeededFabric.IsWanted)),
        new("FABRic:ACTivity?", "", "FABRIC or PROCESSOR: what ran the last hop", 0, 0, call =>
            call.Session.Instrument.NeededFabric.IsOnFabric ? "FABRIC" : "PROCESSOR"),
    ];
}
