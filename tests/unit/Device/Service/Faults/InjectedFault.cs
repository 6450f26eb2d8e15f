using OnBoard.Drivers.I2c;
using OnBoard.Fabric.Engines.Model;

namespace OnBoard.Tests.Unit.Device.Service.Faults;

/// <summary>Something that goes wrong for a while.</summary>
/// <param name="Name">In the table.</param>
/// <param name="Hops">For so many hops.</param>
/// <param name="Strike">It goes wrong.</param>
/// <param name="Mend">It is well again.</param>
internal sealed record InjectedFault(string Name, int Hops, Action<FaultBench> Strike, Action<FaultBench> Mend)
{
    /// <summary>All that a service goes on with.</summary>
    public static IReadOnlyList<InjectedFault> All { get; } =
    [
        new("camera pulled and back", 120, bench => bench.CameraPlug.IsIn = false, bench => bench.CameraPlug.IsIn = true),
        new("microphone overrun, 160 ms", 1, bench => bench.Microphone.Overrun(160), Nothing),
        new(
            "microphone gone and back", 120, bench => bench.MicrophonePlug.IsIn = false,
            bench => bench.MicrophonePlug.IsIn = true),
        new(
            "I2C bus held low", 300, bench => bench.Rails.Bus.Fault = I2cFault.BusStuck, bench => bench.Rails.Bus.Fault = null),
        new("rail chip gone and back", 300, bench => bench.Rails.Remove(0), bench => bench.Rails.Return(0)),
        new("fabric hangs", 1, bench => bench.Fabric.Inject(ModelFault.Hang), Nothing),
        new("fabric hears no reset", 1, bench => bench.Fabric.Inject(ModelFault.Deaf), Nothing),
        new("fabric's identity is wrong", 1, bench => bench.Fabric.Inject(ModelFault.Gone), Nothing),
        new(
            "bitstream gone and back", 50,
            bench =>
            {
                bench.Fabric.IsBroken = true;
                bench.Fabric.Inject(ModelFault.Gone);
            },
            bench => bench.Fabric.IsBroken = false),
        new("disk full", 300, bench => bench.Disk.IsFull = true, bench => bench.Disk.IsFull = false),
    ];

    private static void Nothing(FaultBench bench)
    {
        // It passes by itself.
    }
}
