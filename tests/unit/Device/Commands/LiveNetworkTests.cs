using OnBoard.Device.Commands;
using OnBoard.Device.Commands.Configuration;
using OnBoard.Device.Interfaces.Web;
using OnBoard.Device.Service.Devices;

namespace OnBoard.Tests.Unit.Device.Commands;

public class LiveNetworkTests
{
    [Theory]
    [InlineData("auto", true, true)]
    [InlineData("auto", false, false)]
    [InlineData("cpu", true, false)]
    public void A_board_without_logic_says_why_the_processor_runs_the_network(string fabric, bool isBoard, bool says)
    {
        LiveNetwork network = LiveNetwork.Load(
            new()
            {
                RealBoard = false, Camera = Endpoint.None, Microphone = Endpoint.Virtual, Noise = Endpoint.None, Output = Endpoint.None,
                Network = "untrained:tiny", Fabric = fabric, Listen = ListenAddress.Parse("none")!,
            },
            isBoard);
        using (network.Enhancer)
            Assert.Equal(says, network.Remarks.Any(remark => remark.Contains("no logic is loaded", StringComparison.Ordinal)));
    }
}
